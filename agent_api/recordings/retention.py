"""Retention: recordings are kept as long as the site says, and not longer, unless something holds them.

Owns the rounds: what was never delivered is told as lost, what is due is deleted in small batches. A deletion is one
transaction with its fact, and takes the recording's key away: from then on nothing opens the file (NIST SP 800-88r1,
cryptographic erase), which is removed right after, or by the next round. It must not know what holds a recording.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.recordings import queries, store
from agent_api.recordings.intake import ACTOR
from agent_api.recordings.queries import RecordingRow
from agent_api.recordings.store import RetentionCursor
from config.site.calls.recordings import RecordingRules
from eventlog import outbox
from eventlog.facts import AnyFact, RecordingDeleted, RecordingLost
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import unit_of_work
from storage.recordings.vault import Vault

LOST_LIMIT = timedelta(hours=6)
"""How long after its call ended a recording may still be delivered, before it is told as lost."""
BATCH_SIZE = 50
MAX_BATCHES = 20
"""Of one round; what is left waits for the next one."""
ROUND_INTERVAL_S = 600.0
log = structlog.get_logger(__name__)


class RetentionHold(Protocol):
    """Who knows why a recording must be kept, however old it is."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Which of some calls have something open that their recordings may be needed for.

        Args:
            connection: within the transaction that deletes.
            campaign: whose calls.
            call_ids: which.
        """
        ...


class CombinedHolds:
    """What one of several holds is held.

    Args:
        several: asked one after another.
    """

    def __init__(self, *holds: RetentionHold) -> None:
        self._holds = holds

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Which of some calls one of them holds."""
        return {call for holds in self._holds for call in await holds.held_calls(connection, campaign, call_ids)}


class Retention:
    """Deletes a campaign's recordings when they are due.

    Args:
        engine: of the database.
        vault: where recordings are kept.
        campaign: whose.
        rules: what the site says now; None keeps everything.
        holds: what must be kept.
        now: the wall clock, aware.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        campaign: str,
        *,
        rules: Callable[[], RecordingRules | None],
        holds: RetentionHold,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._campaign = campaign
        self._rules = rules
        self._holds = holds
        self._now = now

    async def run(self) -> None:
        """Delete again and again what is due, until cancelled."""
        await run_periodically(
            self.run_once,
            interval_s=ROUND_INTERVAL_S,
            retryable_errors=(StorageError, OSError),
            failure_event="retention_waits",
            campaign=self._campaign,
        )

    async def run_once(self) -> int:
        """Tell what was lost, delete what is due.

        Returns:
            How many recordings were deleted.

        Raises:
            StorageError: PostgreSQL is away; what was committed stays so.
        """
        await self._record_lost()
        await self._remove_files()
        rules = self._rules()
        return 0 if rules is None else await self._delete_due(rules)

    async def _delete_due(self, rules: RecordingRules) -> int:
        deleted, after = 0, None
        for _ in range(MAX_BATCHES):
            page, deleted_in_batch = await self._delete_batch(rules, after)
            deleted += deleted_in_batch
            await self._remove_files()
            if len(page) < BATCH_SIZE:
                break
            after = RetentionCursor(page[-1].began_at, page[-1].id)  # what is held stays behind, and hinders nothing
        return deleted

    async def _delete_batch(
        self, rules: RecordingRules, after: RetentionCursor | None
    ) -> tuple[list[RecordingRow], int]:
        now = self._now()
        async with unit_of_work(self._engine) as connection:
            page = await store.list_due(
                connection,
                self._campaign,
                rules,
                days_ago=lambda days: now - timedelta(days=days),
                limit=BATCH_SIZE,
                after=after,
            )
            held_call_ids = (
                await self._holds.held_calls(connection, self._campaign, {row.call_id for row in page})
                if page
                else set()
            )
            due = [row for row in page if row.call_id not in held_call_ids]
            for row in due:
                rule = rules.rule_for(row.line, message=row.kind == "message")
                await store.mark_deleted(connection, row)
                await _append_fact(connection, row, RecordingDeleted(recording=row.id, rule=rule.name, days=rule.days))
        if page:
            log.info("recordings_deleted", campaign=self._campaign, deleted=len(due), held=len(page) - len(due))
        return page, len(due)

    async def _remove_files(self) -> None:
        await remove_files(self._engine, self._vault, self._campaign)

    async def _record_lost(self) -> None:
        async with unit_of_work(self._engine) as connection:
            for row in await store.list_undelivered(connection, self._campaign, self._now() - LOST_LIMIT, BATCH_SIZE):
                await store.update_row(connection, row, state="lost")
                await _append_fact(connection, row, RecordingLost(recording=row.id, reason="not_delivered"))


async def remove_files(engine: AsyncEngine, vault: Vault, campaign: str) -> None:
    """Remove the files of what is deleted, also of what a process left that died over it."""
    async with unit_of_work(engine) as connection:
        for row in await store.list_unerased(connection, campaign, BATCH_SIZE):
            if row.path:
                await asyncio.to_thread(vault.remove, row.path)
            await store.update_row(connection, row, erased_at=func.now())


async def _append_fact(connection: AsyncConnection, row: RecordingRow, fact: AnyFact) -> None:
    await outbox.put(connection, row.campaign, [fact], actor=ACTOR, site_version=row.site_version, call_id=row.call_id)


async def erase_recording(connection: AsyncConnection, recording_id: str, *, act: str) -> None:
    """Take away the key of a stored recording at its holder's request; `remove_files` removes its file."""
    row = await queries.find(connection, recording_id, lock=True)
    if row is not None and row.state == "stored":
        await store.mark_deleted(connection, row, erased_by=act)
