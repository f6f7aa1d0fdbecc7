"""Retention: delete recordings when the site's period ends, unless a hold keeps them.

Each round marks recordings that were never delivered as lost, and deletes due ones in small batches. A deletion is one
transaction with its fact and removes the recording's key, so that the file can no longer be decrypted (NIST SP
800-88r1, cryptographic erase). The file is removed right after, or in the next round. It must not know the reasons of
holds.
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
"""Time after the end of its call until an undelivered recording is marked as lost."""
BATCH_SIZE = 50
MAX_BATCHES = 20
"""Limit for one round; the rest waits for the next one."""
ROUND_INTERVAL_S = 600.0
log = structlog.get_logger(__name__)


class RetentionHold(Protocol):
    """Source of reasons to keep a recording past its period."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Return the calls with an open case that may need their recordings; uses the deleting transaction."""
        ...


class CombinedHolds:
    """Union of several holds."""

    def __init__(self, *holds: RetentionHold) -> None:
        self._holds = holds

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Return the calls that any hold keeps."""
        return {call for holds in self._holds for call in await holds.held_calls(connection, campaign, call_ids)}


class Retention:
    """Deletes a campaign's due recordings.

    Args:
        rules: the current site's; None keeps everything.
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
        """Delete due recordings periodically, until cancelled."""
        await run_periodically(
            self.run_once,
            interval_s=ROUND_INTERVAL_S,
            retryable_errors=(StorageError, OSError),
            failure_event="retention_waits",
            campaign=self._campaign,
        )

    async def run_once(self) -> int:
        """Mark lost recordings, delete due ones, and return the number of deletions.

        Raises:
            StorageError: PostgreSQL is away; committed deletions stay.
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
            after = RetentionCursor(page[-1].began_at, page[-1].id)  # pass over held recordings
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
    """Remove the files of deleted recordings, including those that a dead process left."""
    async with unit_of_work(engine) as connection:
        for row in await store.list_unerased(connection, campaign, BATCH_SIZE):
            if row.path:
                await asyncio.to_thread(vault.remove, row.path)
            await store.update_row(connection, row, erased_at=func.now())


async def _append_fact(connection: AsyncConnection, row: RecordingRow, fact: AnyFact) -> None:
    await outbox.put(connection, row.campaign, [fact], actor=ACTOR, site_version=row.site_version, call_id=row.call_id)


async def erase_recording(connection: AsyncConnection, recording_id: str, *, act: str) -> None:
    """Delete the key of a stored recording at its holder's request; `remove_files` removes its file."""
    row = await queries.find(connection, recording_id, lock=True)
    if row is not None and row.state == "stored":
        await store.mark_deleted(connection, row, erased_by=act)
