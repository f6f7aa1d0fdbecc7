"""Removal of orphaned files: files without a row, left by a process that died before it wrote the row.

Owns the minimum age of an orphan, which is longer than any request lasts. A file with a row is never removed.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.tickets.attachments import store
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import read_connection
from storage.recordings.vault import Vault

ORPHAN_AGE: Final = timedelta(hours=1)
SWEEP_INTERVAL_S: Final = 3600.0
BATCH_SIZE: Final = 500
log = structlog.get_logger(__name__)


class OrphanSweeper:
    """Removes orphaned files of a campaign."""

    def __init__(self, engine: AsyncEngine, vault: Vault, campaign: str, *, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._vault = vault
        self._campaign = campaign
        self._now = now

    async def run(self) -> None:
        """Run the sweep periodically, until cancelled."""
        await run_periodically(
            self.sweep,
            interval_s=SWEEP_INTERVAL_S,
            retryable_errors=(StorageError, OSError),
            failure_event="attachments_not_swept",
        )

    async def sweep(self) -> int:
        """Remove every old file without a row, and return their number.

        Raises:
            StorageError: PostgreSQL is unavailable.
            OSError: the folder cannot be read.
        """
        files, removed = self._vault.files(self._campaign, before=self._now() - ORPHAN_AGE), 0
        while batch := await asyncio.to_thread(_batch, files):
            async with read_connection(self._engine) as connection:
                known_paths = await store.known_paths(connection, batch)
            for path in (each for each in batch if each not in known_paths):
                await asyncio.to_thread(self._vault.remove, path)
                log.warning("attachment_without_row_removed", path=path)
                removed += 1
        return removed


def _batch(files: Iterator[str]) -> Sequence[str]:
    return list(islice(files, BATCH_SIZE))
