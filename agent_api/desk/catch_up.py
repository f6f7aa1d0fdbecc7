"""Catch-up of a reconnecting client: the facts it missed, from the stream or else the journal.

It never leaves a gap: if any fact up to the last is unreadable, the result is None.
"""

from collections.abc import Iterable

from agent_api.desk.domain.floor import EntityKey
from eventlog.facts import AdvisorStateChanged, Envelope, StreamId
from eventlog.journal.codec import read_entry
from eventlog.journal.reader import Journal
from eventlog.stream import Stream

MAX_FACTS = 2000
"""For more facts, a snapshot is smaller."""


async def facts_between(
    stream: Stream, journal: Journal, campaign: str, after: StreamId, last: StreamId
) -> list[Envelope] | None:
    """Return the facts after `after` up to `last`, which exists.

    Returns:
        In order; None for another epoch, too many facts, or if some cannot be found.

    Raises:
        StorageError: a server is unavailable.
        Unreadable: a fact of a later release.
    """
    missing = last.seq - after.seq
    if after.epoch != last.epoch or not 0 <= missing <= MAX_FACTS:
        return None
    entries = await stream.entries_from(StreamId(after.epoch, after.seq + 1), max(missing, 1))
    envelopes = [read_entry(campaign, *entry) for entry in entries][:missing]
    older = missing - len(envelopes)
    if older > 0:  # the recorder trimmed them from the stream after writing the journal
        envelopes = [*await journal.facts_between(after, StreamId(after.epoch, after.seq + older)), *envelopes]
    return envelopes if _is_complete(envelopes, after, last) else None


def _is_complete(envelopes: list[Envelope], after: StreamId, last: StreamId) -> bool:
    return [one.id for one in envelopes] == [f"{after.epoch}-{seq}" for seq in range(after.seq + 1, last.seq + 1)]


def touched_keys(facts: Iterable[Envelope]) -> set[EntityKey] | None:
    """Return the entities that facts may change, without knowledge of the floor before them. Pure.

    Returns:
        The keys; None if a wrap-up ended that began earlier, because its fact does not name the removed call.
    """
    keys: set[EntityKey] = set()
    wrapping: set[str] = set()
    for envelope in facts:
        fact = envelope.fact
        if isinstance(fact, AdvisorStateChanged):
            if fact.previous == "wrap_up" and fact.advisor not in wrapping:
                return None
            (wrapping.add if fact.state == "wrap_up" else wrapping.discard)(fact.advisor)
        keys |= _keys_of(envelope)
    return keys


def _keys_of(envelope: Envelope) -> set[EntityKey]:
    queue, advisor = (getattr(envelope.fact, field, "") for field in ("queue", "advisor"))
    named: list[EntityKey] = [
        ("call", envelope.call_id),
        ("pop", envelope.call_id),
        ("refusal", envelope.call_id),
        ("supervision", envelope.call_id),
        ("queue", queue),
        ("advisor", advisor),
    ]
    return {key for key in named if key[1]}
