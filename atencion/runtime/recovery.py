"""Recovery: if Valkey has less than the journal (power loss, a replaced disk), the journal is the truth.

Owns the comparison at start, and the facts about it. It must run before any role starts, because then both grow.
"""

import uuid

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from call_router.acts import LogEntry
from call_router.service import CallRouter
from eventlog import outbox
from eventlog.checkpoint import store as checkpoint
from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallBackEnded,
    CallEnded,
    Outcome,
    StateRestored,
)
from eventlog.folds import visits
from eventlog.folds.call_record import CallRecord
from eventlog.folds.counts import visit_exit_counter
from eventlog.journal.reader import Journal, read_open_calls
from storage.postgres.engine import snapshot, unit_of_work


class JournalState(msgspec.Struct, frozen=True, kw_only=True):
    """The current state by the journal.

    Attributes:
        totals: every counter.
        on_duty: advisors that are not offline, with their state.
        open_calls: calls that have not ended.
    """

    totals: dict[str, int]
    on_duty: dict[str, AdvisorState]
    open_calls: tuple[CallRecord, ...]


async def recover(engine: AsyncEngine, router: CallRouter, campaign: str, site_version: str) -> StateRestored | None:
    """Close the journal's open calls and rebuild the counters, if Valkey lost part of the log.

    Returns:
        The fact of the recovery, or None if nothing was lost.

    Raises:
        StorageError: PostgreSQL is away.
        RouterError: Valkey is away.
    """
    journal = Journal(engine, campaign)
    head, log = await journal.head(), await router.head()
    last_at = await journal.last_at()
    if head.stream <= log.stream or last_at is None:
        return None
    epoch = max(head.stream.epoch, log.stream.epoch) + 1
    remembered = await read_journal_state(engine, campaign)
    restored = StateRestored(epoch=epoch, journal_head=str(head.stream), calls_closed=len(remembered.open_calls))
    async with unit_of_work(engine) as connection:
        carried = await outbox.reset_turns(connection, campaign)
    await router.restore(
        epoch,
        remembered.totals,
        closing_entries(remembered, restored, site_version),
        not_before=last_at,
        site_version=site_version,
        request_id=uuid.uuid4().hex,
        outbox_turn=carried,
    )
    return restored


async def read_journal_state(engine: AsyncEngine, campaign: str) -> JournalState:
    """Read the current state from the journal's checkpoint: as fast with a year of facts as with a day."""
    await checkpoint.catch_up(engine)
    async with snapshot(engine) as connection:
        _, stored = await checkpoint.read_checkpoint(connection, campaign)
        open_calls = await read_open_calls(connection, campaign)
    on_duty: dict[str, AdvisorState] = {
        advisor: state for advisor, state in stored.advisors.items() if state != "offline"
    }
    return JournalState(totals=stored.totals, on_duty=on_duty, open_calls=tuple(open_calls))


def closing_entries(journal_state: JournalState, restored: StateRestored, site_version: str) -> tuple[LogEntry, ...]:
    """Return the facts that close the log: open calls end, advisors go offline, and the recovery is recorded."""

    def entry(fact: AnyFact) -> LogEntry:
        return LogEntry(fact=fact, actor="system", site_version=site_version)

    calls = (_closing_entry(record) for record in journal_state.open_calls)
    advisors = (
        entry(AdvisorStateChanged(advisor=advisor, state="offline", previous=state, reason="restored"))
        for advisor, state in journal_state.on_duty.items()
    )
    return (*calls, *advisors, entry(restored))


def _closing_entry(record: CallRecord) -> LogEntry:
    fact = _end_fact(record)
    still = record.visits[-1:] if record.visits and record.visits[-1].is_waiting else ()
    return LogEntry(
        fact=fact,
        call_id=record.call_id,
        actor="system",
        site_version=record.site_version,
        totals=tuple(visit_exit_counter(visit.line, visit.queue, visits.visit_exit(fact)) for visit in still),
    )


def _end_fact(record: CallRecord) -> CallEnded | CallBackEnded:
    if record.of_call:  # a callback: the state of its call flow is lost
        return CallBackEnded(line=record.line, queue=record.queue, result="failed", attempts=record.attempts)
    outcome: Outcome = "technical_failure" if record.answered_at is None else "answered"
    return CallEnded(
        line=record.line,
        queue=record.queue,
        outcome=outcome,
        stage="restored",
        ended_by="failure",
        set_aside=bool(record.set_aside),
    )
