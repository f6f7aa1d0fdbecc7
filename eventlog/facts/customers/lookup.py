"""Facts of consults of other systems. Pure.

Owns this kind of fact; `eventlog.facts` joins it to the vocabulary. What was asked with and what was answered stand in
no fact.
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
"""Empty where there was an answer."""


class LookupMade(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody consulted another system about a customer; the envelope says who, and on which call if there is one.

    Attributes:
        lookup: its id in the site.
        customer_ref: opaque id of the customer.
        result: whether there was something, nothing, or no answer.
        reason: why there was no answer, else empty.
        duration_ms: how long it took.
        ticket: for which, or empty: in a call. Then it is not written: such a fact has the bytes that it always had.
    """

    lookup: str
    customer_ref: str
    result: LookupResult
    reason: MaybeReason
    duration_ms: int
    ticket: str = ""
