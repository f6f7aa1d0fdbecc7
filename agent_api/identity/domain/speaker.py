"""The speaker of a call, and which of the holder's data may be said to that person. Pure.

Account and credit data are given to the holder, to an accredited representative or to an authority (reserva bancaria).
Owns that rule for a call, when a check of a mandate holds, and when a verification of the identity is needed again.
General information and the filing of a petition need none of it (Ley 1437 de 2011, art. 15).
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from agent_api.mandates.domain.state import MandateStanding, MandateState, mandate_standing
from eventlog.facts.customers.speaker import DisclosureReason, DisclosureSubject, MandateCoverage, SpeakerKind
from eventlog.facts.tickets.ticket import MandateResult

_REASONS: Final[Mapping[MandateStanding, DisclosureReason]] = {
    "": "mandate_missing",
    "unchecked": "mandate_unchecked",
    "insufficient": "mandate_insufficient",
    "expired": "mandate_expired",
}


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """The person who speaks in a call, as its advisors stated; without a statement, the holder.

    Attributes:
        mandate: state of the document by which they act; empty if none was stated.
        coverage: what the checked document allows; None before the check.
        until: the last day on which it allows it; None if it does not expire.
        customer_id: the customer for whom it was checked; empty before the check.
        passes_after: verifications of the identity up to this step of the call do not count.
    """

    kind: SpeakerKind = "holder"
    mandate: MandateState = ""
    coverage: MandateCoverage | None = None
    until: date | None = None
    customer_id: str = ""
    passes_after: int = 0


HOLDER: Final = Speaker()


def state_speaker(current: Speaker, kind: SpeakerKind, *, has_mandate: bool, last_step: int) -> Speaker:
    """Return the speaker after an advisor stated another one, or another mandate of the same one.

    The holder who speaks after another person must be verified: that person may have given the answers. ``last_step``
    is the last step of the call's verifications.
    """
    back_to_holder = kind == "holder" and current.kind != "holder"
    return Speaker(
        kind=kind,
        mandate="unchecked" if has_mandate and acts_for_another(kind) else "",
        passes_after=last_step if back_to_holder else current.passes_after,
    )


def check_mandate(current: Speaker, customer_id: str, coverage: MandateCoverage, until: date | None) -> Speaker:
    """Return the speaker after the advisor checked their mandate for the verified customer."""
    return msgspec.structs.replace(
        current,
        mandate="insufficient" if coverage == "none" else "sufficient",
        coverage=coverage,
        until=until,
        customer_id=customer_id,
    )


def acts_for_another(kind: SpeakerKind) -> bool:
    """Return whether such a person acts for the holder by a mandate."""
    return kind in ("legal_representative", "attorney")


def disclosure_refusal(
    speaker: Speaker, customer_id: str, about: DisclosureSubject, today: date
) -> DisclosureReason | None:
    """Return why the data of the verified customer may not be said to the speaker; None if they may.

    A mandate that was checked for another customer counts as not checked.
    """
    if speaker.kind == "holder":
        return None
    if speaker.kind == "third_person":
        return "third_person"
    checked_here = speaker.mandate in ("", "unchecked") or speaker.customer_id == customer_id
    state: MandateState = speaker.mandate if checked_here else "unchecked"
    if reason := _REASONS.get(mandate_standing(state, speaker.until, today)):
        return reason
    return "out_of_scope" if about == "lookup" and speaker.coverage != "record_and_lookups" else None


def petition_mandate(speaker: Speaker, customer_id: str, today: date) -> MandateResult | None:
    """Return the result with which the speaker's mandate enters a petition of a customer; None without one.

    The check of the call counts if it allows everything or nothing. Otherwise the petition's own check decides, because
    the call does not know which data the answer will have.
    """
    if speaker.customer_id != customer_id:
        return None
    standing = mandate_standing(speaker.mandate, speaker.until, today)
    if standing == "insufficient":
        return "insufficient"
    return "sufficient" if standing == "sufficient" and speaker.coverage == "record_and_lookups" else None
