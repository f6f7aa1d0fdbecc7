"""Kinds of numbers, and reasons to refuse a call-back, as the log names them, without libphonenumber. Pure."""

from typing import Literal

NumberKind = Literal[
    "mobile",
    "fixed",
    "international",
    "satellite",
    "premium",
    "toll_free",
    "emergency",
    "short",
    "unknown",
    "hidden",
]
"""Kind of a number, as seen from Colombia; ``unknown`` is in no numbering plan, ``hidden`` was withheld."""
RefusalReason = Literal[
    "not_in_plan",
    "international",
    "satellite",
    "premium",
    "toll_free",
    "emergency",
    "short",
    "unknown",
    "hidden",
    "open",
]
"""Reason to refuse a call-back: the kind of the number; ``not_in_plan`` for a Colombian kind that the site does not
list; ``open`` if another call-back to that number is pending."""
NumberSource = Literal["network", "keyed", "unverified"]
"""Source of the caller's number: a trunk that the site lists, the caller's keys, or an unlisted source."""
CapName = Literal["hour", "day", "number", "prefix"]
"""Name of a limit on call-backs: per hour or day of the campaign, or per day of a number or listed prefix."""
