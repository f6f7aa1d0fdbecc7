"""The recipients of fetched recordings, on plain files: a store, and a call that is notified.

Owns a folder with the intake, the store and the notifications. A file moves from intake to store in one step, so
another process may be killed at any moment.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import redis.asyncio as redis

from telephony.port.signals import NotRecorded, RecordingStored
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.recording.collector import RecordingCollector
from telephony.twilio.recording.download import RecordingDownloader
from telephony.twilio.recording.pending_store import PendingRecordings
from tests.support.twilio.scripted_account import ACCOUNT, TOKEN

CAMPAIGN = "icetex"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FolderStore:
    """The folders.

    Args:
        folder: contains all of them.
    """

    def __init__(self, folder: Path) -> None:
        self.intake, self._store, self._signals_path = folder / "intake", folder / "store", folder / "told"
        for each in (self.intake, self._store):
            each.mkdir(exist_ok=True)

    async def has_recording(self, recording_id: str) -> bool:
        """Return whether the store has a recording."""
        return (self._store / f"{recording_id}.wav").exists()

    async def write_signal(self, signal: RecordingStored | NotRecorded) -> None:
        """Write a call's notification."""
        with self._signals_path.open("a") as file:
            file.write(f"{type(signal).__name__} {signal.call_id} {signal.recording_id} {signal.leg}\n")

    def signal_lines(self) -> list[str]:
        """Return the notifications of calls, without repetitions."""
        return sorted(set(self._signals_path.read_text().splitlines())) if self._signals_path.exists() else []

    def take_in(self) -> int:
        """Move files into the store; return the number of new recordings."""
        new = 0
        for file in self.intake.glob("*.wav"):
            new += not (self._store / file.name).exists()
            with suppress(FileNotFoundError):
                file.replace(self._store / file.name)
        return new

    def stored_recordings(self) -> dict[str, bytes]:
        """Return the content of each stored recording."""
        return {file.stem: file.read_bytes() for file in self._store.iterdir()}


class FetchingNode:
    """One node that fetches recordings.

    Args:
        url: of the account's API.
        valkey: shared by nodes.
        shelf: the node's; nodes of one machine may share it.
        now: the time.
        way_in: sid of the account, and its token.
    """

    def __init__(
        self,
        url: str,
        valkey: redis.Redis,
        shelf: FolderStore,
        now: Callable[[], datetime] = _utc_now,
        way_in: tuple[str, str] = (ACCOUNT, TOKEN),
    ) -> None:
        self.store, self.counted = shelf, ApiMetrics()
        self.wire = TwilioExecutor(lambda: create_client(*way_in, url))
        self.due = PendingRecordings(valkey, CAMPAIGN)
        self.media = RecordingDownloader(*way_in, url)
        self.recordings = RecordingCollector(
            pending=self.due,
            downloader=self.media,
            executor=self.wire,
            archive=shelf,
            intake=shelf.intake,
            emit=shelf.write_signal,
            now=now,
            metrics=self.counted,
        )

    async def fetch_recordings(self) -> None:
        """Fetch, store and delete recordings until nothing more happens."""
        for _ in range(3):
            await self.recordings.run_once()
            self.store.take_in()
