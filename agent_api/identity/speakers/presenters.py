"""The response of who speaks in a call."""

from datetime import date

from agent_api.identity.domain.speaker import disclosure_refusal
from agent_api.identity.speakers.schemas import CallSpeaker
from agent_api.identity.speakers.store import StatedSpeaker
from agent_api.kit.labels import MANDATE_STATES, SPEAKER_KINDS
from agent_api.kit.ports.verified_customer import DISCLOSURE_OBSTACLES
from agent_api.mandates.schemas import present_mandate, present_representative
from eventlog.facts.customers.speaker import DisclosureSubject


def present_speaker(stated: StatedSpeaker, customer_id: str, today: date) -> CallSpeaker:
    """Return the response; ``customer_id`` is the customer that the call verified, or empty."""
    speaker, person = stated.speaker, stated.person

    def obstacle(about: DisclosureSubject) -> str:
        reason = disclosure_refusal(speaker, customer_id, about, today)
        return DISCLOSURE_OBSTACLES[reason] if reason else ""

    return CallSpeaker(
        speaker=speaker.kind,
        speaker_name=SPEAKER_KINDS[speaker.kind],
        representative=present_representative(person) if person else None,
        mandate=present_mandate(person) if person else None,
        state=speaker.mandate,
        state_name=MANDATE_STATES.get(speaker.mandate, ""),
        coverage=speaker.coverage,
        until=speaker.until,
        record_obstacle=obstacle("record"),
        lookup_obstacle=obstacle("lookup"),
    )
