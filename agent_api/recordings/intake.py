"""Intake of finished recordings: encrypt, store, append the fact, and delete the plain file.

Owns the order that keeps each recording exactly once even if the process dies between two steps. First the encrypted
file is on disk, then one transaction stores its row and its fact, and only then the plain file is removed. Without that
row the intake starts again from the plain file. It must not know who made the file.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import queries, store
from agent_api.recordings.domain.wav_header import InvalidWav, WavInfo, read_wav_header
from agent_api.recordings.queries import RecordingRow
from eventlog import outbox
from eventlog.facts import AnyFact, RecordingLost, RecordingStored
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.memory_folder import check_in_memory
from storage.recordings.vault import StoredFile, Vault
from telephony.port.recordings import RECORDING_SUFFIX, call_id_of

POLL_INTERVAL_S = 2.0
FINISH_TIMEOUT_S, FINISH_INTERVAL_S = 8.0, 0.1
ACTOR = "system"
NOT_STORED_STATES = ("begun", "lost")
"""States without a stored file; a recording marked as lost may still turn up."""
log = structlog.get_logger(__name__)


class Intake:
    """Stores the recordings found in a folder.

    Args:
        folder: where gateways leave finished recordings, see `telephony.port.recordings`.
        on_disk: whether the folder may be on a disk, for tests.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        folder: Path,
        *,
        on_disk: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._folder = folder
        self._on_disk = on_disk
        self._clock = clock
        self._found_at: dict[Path, float] = {}

    def open(self) -> None:
        """Create the folder, readable only by our user.

        Raises:
            NotInMemory: it is on a disk.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._on_disk:
            check_in_memory(self._folder)

    async def run(self) -> None:
        """Store recordings until cancelled, and retry the failed ones."""
        await run_periodically(self.sweep, interval_s=POLL_INTERVAL_S)

    async def sweep(self) -> None:
        """Store the recordings now in the folder."""
        now = self._clock()
        self._found_at = {file: self._found_at.get(file, now) for file in self.files()}
        for file in self._found_at:
            try:
                await self.ingest(file)
            except (StorageError, OSError) as error:
                log.warning("recording_not_taken_in", recording=file.stem, error=repr(error))

    def files(self) -> list[Path]:
        """Return the finished recordings that are not stored yet."""
        return sorted(self._folder.glob(f"*{RECORDING_SUFFIX}"))

    async def finish(self) -> None:
        """Store what a stopped gateway left, within `FINISH_TIMEOUT_S`; the rest stays for the next process.

        Skip files found longer ago than that: they could not be stored while the gateway ran, for example because they
        belong to another system.
        """
        began_at = self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_TIMEOUT_S):
                while any(self._found_at.get(file, began_at) >= began_at - FINISH_TIMEOUT_S for file in self.files()):
                    await self.sweep()
                    await asyncio.sleep(FINISH_INTERVAL_S)

    async def ingest(self, file: Path) -> None:
        """Store one finished recording; leave it in place if the log does not know it yet.

        Raises:
            StorageError: PostgreSQL is away, or a key is missing: the plain file stays.
            OSError: the disk does not accept it: the plain file stays.
        """
        if not call_id_of(file.stem):
            return
        with _claim(file) as plain:
            if plain is None:
                return
            async with read_connection(self._engine) as connection:
                row = await queries.find(connection, file.stem)
            if row is None:
                return
            if row.state in NOT_STORED_STATES:
                await self._store(row, plain)
            self._remove(file)

    async def _store(self, row: RecordingRow, plain: BinaryIO) -> None:
        try:
            sound = await asyncio.to_thread(read_wav_header, plain, os.fstat(plain.fileno()).st_size)
        except InvalidWav as error:
            log.error("recording_unreadable", recording=row.id, reason=str(error))
            await self._record_lost(row)
            return
        plain.seek(0)
        file = await asyncio.to_thread(self._vault.store, row.id, _path_of(row), plain)
        await self._record_stored(row, sound, file)

    async def _record_stored(self, row: RecordingRow, sound: WavInfo, file: StoredFile) -> None:
        fact = RecordingStored(
            recording=row.id,
            duration_ms=sound.duration_ms,
            size=file.size,
            digest=file.digest,
            channels=sound.channels,
        )
        async with unit_of_work(self._engine) as connection:
            now = await queries.find(connection, row.id, lock=True)
            if now is None or now.state not in NOT_STORED_STATES:
                return
            await store.mark_stored(connection, row, file, sound.duration_ms, sound.channels)
            await outbox.put(
                connection, row.campaign, [fact], actor=ACTOR, site_version=row.site_version, call_id=row.call_id
            )

    async def _record_lost(self, row: RecordingRow) -> None:
        lost: list[AnyFact] = [RecordingLost(recording=row.id, reason="unreadable")] if row.state == "begun" else []
        async with unit_of_work(self._engine) as connection:
            await store.update_row(connection, row, state="lost")
            await outbox.put(
                connection, row.campaign, lost, actor=ACTOR, site_version=row.site_version, call_id=row.call_id
            )

    def _remove(self, file: Path) -> None:
        file.unlink()


def _path_of(row: RecordingRow) -> str:
    return f"{row.campaign}/{row.began_at:%Y-%m}/{row.id}.rec"


@contextmanager
def _claim(file: Path) -> Iterator[BinaryIO | None]:
    """Open and lock the file; yield None if another process is storing it, or has stored it."""
    try:
        plain = file.open("rb")
    except FileNotFoundError:
        yield None
        return
    with plain:
        try:
            fcntl.flock(plain, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield plain if os.fstat(plain.fileno()).st_nlink else None
