"""Facts of who speaks in a call, by what mandate, and which data were refused to that person. Pure.

They contain opaque ids, and neither a name nor a document nor its text. ``customer_ref`` is the opaque id of the
customer whose identity the call had verified, or empty.
"""

from typing import Literal

from eventlog.facts.base import Fact

SpeakerKind = Literal["holder", "legal_representative", "attorney", "third_person"]
"""The person on the line: the customer themselves, who represents them by law, by a power of attorney, or another."""
MandateCoverage = Literal["none", "record", "record_and_lookups"]
"""Coverage of a checked mandate: nothing of the holder, the data of their record, or also lookups in other systems."""
DisclosureReason = Literal[
    "third_person", "mandate_missing", "mandate_unchecked", "mandate_insufficient", "mandate_expired", "out_of_scope"
]
DisclosureSubject = Literal["record", "lookup", "ticket"]


class CallSpeakerStated(Fact, frozen=True, kw_only=True):
    """An advisor stated who speaks; until then it is the holder.

    ``has_mandate`` says whether a document was stated. Any change of it withdraws an earlier check, and a change back
    to the holder withdraws the verification of the identity.
    """

    customer_ref: str
    speaker: SpeakerKind
    has_mandate: bool


class CallMandateChecked(Fact, frozen=True, kw_only=True):
    """The advisor checked the document by which the speaker acts for the verified customer.

    ``until`` is the last day on which it allows it, in ISO format, or empty.
    """

    customer_ref: str
    speaker: SpeakerKind
    coverage: MandateCoverage
    until: str


class DisclosureRefused(Fact, frozen=True, kw_only=True):
    """Data of a verified customer were requested, and the person who speaks may not have them (reserva bancaria).

    ``lookup`` is the id of the lookup, or empty.
    """

    customer_ref: str
    speaker: SpeakerKind
    about: DisclosureSubject
    reason: DisclosureReason
    lookup: str


SpeakerFact = CallSpeakerStated | CallMandateChecked | DisclosureRefused
