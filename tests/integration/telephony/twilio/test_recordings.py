"""Recordings made by Twilio: fetched once, then deleted at Twilio, even if a process dies in between."""

import asyncio
import os
import signal
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import redis.asyncio as redis

from telephony.twilio.recording.download import UNFINISHED_SUFFIX, remove_unfinished
from telephony.twilio.recording.pending_recording import INTAKE_TIMEOUT, PendingRecording
from telephony.twilio.recording.pending_store import LEASE_S, PendingRecordings
from tests.support.crash_programs.launcher import run_program
from tests.support.crash_programs.twilio_recordings import CRASH_POINTS
from tests.support.memory_folder import MEMORY, memory_folder
from tests.support.twilio.recording_store import CAMPAIGN, FetchingNode, FolderStore
from tests.support.twilio.scripted_account import ACCOUNT, RECORDING, ScriptedAccount, scripted_account

pytestmark = pytest.mark.integration
ID = "CA1.0-3"
SAID = ["RecordingStored CA1 CA1.0-3 caller"]
LEASE = f"{{{CAMPAIGN}}}:twilio:recording:{ID}"


def wav(channels: int = 2, seconds: int = 3) -> bytes:
    """Return some sound."""
    sound = os.urandom(8000 * 2 * channels * seconds)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, 8000, 16_000 * channels, 2 * channels, 16)
    body = b"WAVE" + form + b"data" + len(sound).to_bytes(4, "little") + sound
    return b"RIFF" + len(body).to_bytes(4, "little") + body


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at

    def pass_(self, **how: float) -> None:
        """Move the clock forward."""
        self.at += timedelta(**how)


def due(now: datetime | None = None) -> PendingRecording:
    """Return the entry that the webhook stores."""
    return PendingRecording(sid=RECORDING, call_id="CA1", leg="caller", completed_at=now or datetime.now(UTC))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[FolderStore]:
    """Return an empty folder, in memory where the system has one."""
    if not MEMORY.is_dir():
        yield FolderStore(tmp_path)
        return
    with memory_folder() as folder:
        yield FolderStore(folder)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at noon."""
    return Clock()


@pytest_asyncio.fixture
async def node(
    twilio_account: ScriptedAccount, valkey: redis.Redis, shelf: FolderStore, clock: Clock
) -> AsyncIterator[FetchingNode]:
    """Start a node, with a recording that is complete at Twilio."""
    twilio_account.sounds[RECORDING] = wav()
    made = FetchingNode(twilio_account.url, valkey, shelf, clock)
    assert await made.due.add(ID, due(clock.at))
    yield made
    made.wire.close()


async def test_a_recording_comes_home(node: FetchingNode, twilio_account: ScriptedAccount, shelf: FolderStore) -> None:
    """A recording is fetched with both channels, reported, stored unchanged, and deleted at Twilio by us."""
    sound = twilio_account.sounds[RECORDING]
    await node.fetch_recordings()
    assert shelf.stored_recordings() == {ID: sound}
    assert shelf.signal_lines() == SAID
    assert twilio_account.sounds == {}
    assert await node.due.read_all() == {}
    [fetched], [deleted] = twilio_account.requests_by_method("GET"), twilio_account.requests_by_method("DELETE")
    assert (fetched.path, fetched.form) == (f"Recordings/{RECORDING}.wav", {"RequestedChannels": ["2"]})
    assert fetched.authorization == deleted.authorization
    assert fetched.authorization.startswith("Basic ")
    assert node.counted.requests["FetchRecording", "done"] == node.counted.requests["DeleteRecording", "done"] == 1


async def test_twilio_copy_stays_until_our_store_has_it(
    node: FetchingNode, twilio_account: ScriptedAccount, clock: Clock
) -> None:
    """Until our store has it, Twilio's copy stays, and it is not fetched again while the file is here."""
    for _ in range(3):
        await node.recordings.run_once()
        clock.pass_(minutes=10)
    assert RECORDING in twilio_account.sounds
    assert len(twilio_account.requests) == 1
    [file] = node.store.intake.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_saying_so_again_changes_nothing(
    node: FetchingNode, twilio_account: ScriptedAccount, clock: Clock
) -> None:
    """Twilio's webhook may come twice; a name that leads outside the folder is refused."""
    await node.recordings.run_once()
    assert not await node.due.add(ID, due(clock.at))
    await node.fetch_recordings()
    assert len(twilio_account.requests_by_method("GET")) == 1
    with pytest.raises(ValueError, match="SID"):
        await node.due.add(ID, PendingRecording(sid="RE/../x", call_id="c", leg="l", completed_at=clock.at))


async def test_two_nodes_fetch_one_file(
    node: FetchingNode, twilio_account: ScriptedAccount, valkey: redis.Redis
) -> None:
    """A recording is fetched and deleted once, even if two nodes act at the same time."""
    other = FetchingNode(twilio_account.url, valkey, node.store, node.recordings._now)
    for _ in range(4):
        await asyncio.gather(node.recordings.run_once(), other.recordings.run_once())
        node.store.take_in()
    assert len(twilio_account.requests_by_method("GET")) == len(twilio_account.requests_by_method("DELETE")) == 1
    assert await other.due.read_all() == {}
    other.wire.close()


async def test_outdated_step_is_not_stored(node: FetchingNode, clock: Clock) -> None:
    """A step is stored only over the state that it was based on, and a deleted entry does not come back."""
    was = due(clock.at)
    assert await node.due.change(ID, was, due(clock.at + timedelta(seconds=1)))
    assert not await node.due.change(ID, was, None)
    later = await node.due.find(ID)
    assert later is not None
    assert await node.due.change(ID, later, None)
    assert not await node.due.change(ID, later, was)
    assert await node.due.find(ID) is None


@pytest.mark.parametrize("moments", range(CRASH_POINTS))
async def test_killed_between_any_two_steps(
    twilio_account: ScriptedAccount, valkey: redis.Redis, valkey_url: str, shelf: FolderStore, moments: int
) -> None:
    """The file arrives once, its end is reported once, and it is deleted at Twilio once: the next process goes on."""
    sound = twilio_account.sounds[RECORDING] = wav()
    await PendingRecordings(valkey, CAMPAIGN).add(ID, due())
    words = [twilio_account.url, valkey_url, str(shelf.intake.parent), str(moments)]
    assert await run_program("twilio_recordings", *words) == -signal.SIGKILL
    assert 0 < await valkey.ttl(LEASE) <= LEASE_S
    await valkey.delete(LEASE)  # its lease has run out
    survivor = FetchingNode(twilio_account.url, valkey, shelf)
    await survivor.fetch_recordings()
    assert shelf.stored_recordings() == {ID: sound}
    assert list(shelf.intake.iterdir()) == []
    assert shelf.signal_lines() == SAID
    assert await survivor.due.read_all() == {}
    assert len(twilio_account.requests_by_method("GET")) == 1
    removed = twilio_account.requests_by_method("DELETE")
    assert RECORDING not in twilio_account.sounds
    assert len(removed) <= 2  # repeated, because the confirmation reached no process
    survivor.wire.close()


async def test_recording_lost_with_machine_memory_is_fetched_by_another_node(
    node: FetchingNode, twilio_account: ScriptedAccount, valkey: redis.Redis, tmp_path: Path, clock: Clock
) -> None:
    """A file that was lost with its machine's memory before it was stored is fetched by another node."""
    await node.recordings.run_once()
    other = FetchingNode(twilio_account.url, valkey, FolderStore(tmp_path), clock)
    await other.fetch_recordings()
    assert other.store.stored_recordings() == {}
    clock.pass_(seconds=INTAKE_TIMEOUT.total_seconds())
    await other.fetch_recordings()
    assert list(other.store.stored_recordings()) == [ID]
    assert twilio_account.sounds == {}
    other.wire.close()


Fault = Callable[[ScriptedAccount], None]


def _down(account: ScriptedAccount) -> None:
    account.faults.append((503, {}))


def _slowed(account: ScriptedAccount) -> None:
    account.faults.append((429, {"code": 20429}))


def _cut(account: ScriptedAccount) -> None:
    account.cut = 20_000


def _mono(account: ScriptedAccount) -> None:
    account.sounds[RECORDING] = wav(channels=1)


def _page(account: ScriptedAccount) -> None:
    account.sounds[RECORDING] = b"<html></html>"


def _nowhere(account: ScriptedAccount) -> None:
    account.moved_to = "http://127.0.0.1:1/"


@pytest.mark.parametrize("fault", [_down, _slowed, _cut, _mono, _page, _nowhere])
async def test_failed_download_is_repeated(
    node: FetchingNode, twilio_account: ScriptedAccount, shelf: FolderStore, clock: Clock, fault: Fault
) -> None:
    """The incomplete file is removed, the next attempt comes after a pause, and the whole file then arrives."""
    sound = twilio_account.sounds[RECORDING]
    fault(twilio_account)
    await node.recordings.run_once()
    await node.recordings.run_once()
    assert list(shelf.intake.iterdir()) == []
    assert len(twilio_account.requests) == 1
    twilio_account.cut, twilio_account.moved_to = None, ""
    twilio_account.sounds[RECORDING] = sound
    clock.pass_(seconds=2)
    await node.fetch_recordings()
    assert shelf.stored_recordings() == {ID: sound}


async def test_credentials_are_not_sent_to_media_store(node: FetchingNode, twilio_account: ScriptedAccount) -> None:
    """Where Twilio redirects to its media store, the request there has none of our credentials."""
    with scripted_account() as store:
        store.sounds[RECORDING] = wav()
        twilio_account.moved_to = f"{store.url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}"
        await node.recordings.run_once()
        assert [each.authorization for each in store.requests] == [""]
    assert [file.name for file in node.store.intake.iterdir()] == [f"{ID}.wav"]


async def test_a_removal_that_fails_is_repeated(
    node: FetchingNode, twilio_account: ScriptedAccount, clock: Clock
) -> None:
    """Until Twilio has deleted it, or does not know it any more, it stays in the list, even for days."""
    await node.recordings.run_once()
    node.store.take_in()
    twilio_account.faults.extend([(500, {}), (401, {"code": 20003, "message": "m"})])
    for _ in range(2):
        await node.recordings.run_once()
        clock.pass_(hours=30)
        assert list(await node.due.read_all()) == [ID]
    del twilio_account.sounds[RECORDING]  # a person deleted it first
    await node.recordings.run_once()
    assert await node.due.read_all() == {}
    assert node.counted.requests["DeleteRecording", "gone"] == 1
    assert node.store.signal_lines() == SAID


async def test_recording_is_lost_after_24_hours(
    node: FetchingNode, twilio_account: ScriptedAccount, clock: Clock
) -> None:
    """After 24 hours without success it is lost: reported, counted, off the list, and left at Twilio."""
    twilio_account.faults.extend([(403, {"code": 20003, "message": "m"})] * 500)
    for _ in range(24 * 12):
        await node.recordings.run_once()
        clock.pass_(minutes=5)
    assert node.store.signal_lines() == []
    assert node.counted.recordings_oldest_s > 86_000
    clock.pass_(minutes=15)
    await node.recordings.run_once()
    assert node.store.signal_lines() == ["NotRecorded CA1 CA1.0-3 caller"]
    assert node.counted.recordings_lost == 1
    assert await node.due.read_all() == {}
    assert RECORDING in twilio_account.sounds


async def test_a_valkey_that_is_away_stops_nothing(
    node: FetchingNode, twilio_account: ScriptedAccount, valkey_url: str
) -> None:
    """A recording that cannot be stored is done later, and the loop goes on."""
    away = FetchingNode(twilio_account.url, redis.from_url("redis://127.0.0.1:1"), node.store)
    await away.recordings.run_once()
    assert twilio_account.requests == []
    away.wire.close()


async def test_the_loop_ends_while_it_fetches(node: FetchingNode, twilio_account: ScriptedAccount) -> None:
    """A node that stops leaves no partial file, and releases the recording for other nodes."""
    twilio_account.sounds[RECORDING] = wav(seconds=1500)
    tending = asyncio.create_task(node.recordings.run())
    while not list(node.store.intake.iterdir()):  # noqa: ASYNC110  # a new file has no event to wait for
        await asyncio.sleep(0.001)
    tending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tending
    async with asyncio.timeout(30), node.due.claim(ID) as is_claimed:
        assert is_claimed
    await asyncio.get_running_loop().shutdown_default_executor()
    assert not list(node.store.intake.glob(f"*{UNFINISHED_SUFFIX}"))


def test_partial_files_of_killed_fetch_are_removed(tmp_path: Path) -> None:
    """The partial files of a killed fetch are removed; running fetches and finished files stay."""
    old, new, complete = (tmp_path / name for name in (f"a.1{UNFINISHED_SUFFIX}", f"b.2{UNFINISHED_SUFFIX}", "c.wav"))
    for file in (old, new, complete):
        file.write_bytes(b"x")
    for file in (old, complete):
        os.utime(file, (1000, 1000))
    remove_unfinished(tmp_path, 180, new.stat().st_mtime)
    assert sorted(tmp_path.iterdir()) == [new, complete]
