"""The intake: what a gateway recorded is encrypted, written down, told in the log, and gone in plain.

Owns the order by which nothing is lost and nothing there twice, whoever dies between two steps: first the encrypted
file is on the disk, then one transaction holds its row and its fact, and only then the plain file is removed. Whatever
was not written down is done again from the plain file; whatever was, is not. It must not know who made the file.
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
"""Of what the log has no recording yet: one that was told as lost may turn up after all."""
log = structlog.get_logger(__name__)


class Intake:
    """Takes in what lies in a folder.

    Args:
        engine: of the database.
        vault: where recordings are kept.
        folder: where gateways leave finished ones, as `telephony.port.recordings` says.
        on_disk: whether the folder may lie on a disk, as tests may need it.
        clock: seconds that only grow.
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
        """Make the folder, for our user alone.

        Raises:
            NotInMemory: it lies on a disk.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._on_disk:
            check_in_memory(self._folder)

    async def run(self) -> None:
        """Take in whatever comes, until cancelled; what cannot be taken in now is tried again."""
        await run_periodically(self.sweep, interval_s=POLL_INTERVAL_S)

    async def sweep(self) -> None:
        """Take in what lies there now."""
        now = self._clock()
        self._found_at = {file: self._found_at.get(file, now) for file in self.files()}
        for file in self._found_at:
            try:
                await self.ingest(file)
            except (StorageError, OSError) as error:
                log.warning("recording_not_taken_in", recording=file.stem, error=repr(error))

    def files(self) -> list[Path]:
        """Return the finished recordings that were not taken in yet."""
        return sorted(self._folder.glob(f"*{RECORDING_SUFFIX}"))

    async def finish(self) -> None:
        """Take in what a gateway left when it stopped, within `FINISH_TIMEOUT_S`; the rest stays for the next process.

        Do not wait for a file that was found longer ago than that: it could not be taken in while the gateway still
        ran, such as one of another system.
        """
        began_at = self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_TIMEOUT_S):
                while any(self._found_at.get(file, began_at) >= began_at - FINISH_TIMEOUT_S for file in self.files()):
                    await self.sweep()
                    await asyncio.sleep(FINISH_INTERVAL_S)

    async def ingest(self, file: Path) -> None:
        """Take in one finished recording; one that the log does not know yet stays where it is.

        Raises:
            StorageError: PostgreSQL is away, or a key is missing: the plain file stays.
            OSError: the disk does not take it: the plain file stays.
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
    """The file, open, as nobody else's; None when another process is taking it in, or has."""
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
