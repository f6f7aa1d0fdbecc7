"""Facts of consults of other systems. Pure.

No fact contains the key or the answer.
"""

from typing import Literal

from eventlog.facts.base import Fact

LookupResult = Literal["found", "none", "not_available"]
LookupReason = Literal[
    "timeout",
    "unreachable",
    "refused",
    "failing",
    "truncated",
    "bad_record",
    "bad_answer",
    "resting",
    "not_configured",
]
MaybeReason = Literal["", LookupReason]
"""Reason of a failed lookup; empty if the system answered."""


class LookupMade(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Another system was consulted about a customer; the envelope names the user, and the call if there was one.

    Attributes:
        lookup: its id in the site.
        customer_ref: opaque id of the customer.
        result: whether there was something, nothing, or no answer.
        reason: why there was no answer, else empty.
        ticket: the ticket it was made for; empty in a call, and then not written: such a fact has the bytes that it
            always had.
    """

    lookup: str
    customer_ref: str
    result: LookupResult
    reason: MaybeReason
    duration_ms: int
    ticket: str = ""
