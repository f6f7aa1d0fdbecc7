"""The intake: a gateway's recording is encrypted, logged once, and its plain file removed, after any crash."""

import asyncio
import signal

import pytest

from agent_api.recordings.intake import FINISH_TIMEOUT_S, Intake
from eventlog.facts import RecordingLost, RecordingStored
from storage.errors import NotInMemory
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.crash_programs.intake import CRASH_POINTS
from tests.support.crash_programs.launcher import run_program
from tests.support.desks.recording_rig import RecordingRig, wav_bytes
from tests.support.memory_folder import MEMORY
from tests.support.repository import ROOT

pytestmark = pytest.mark.integration


async def recording_facts(tapes: RecordingRig, recording: str) -> list[object]:
    """Return the facts about the end of a recording."""
    stored = await tapes.desk.journaled_facts("RecordingStored")
    lost = await tapes.desk.journaled_facts("RecordingLost")
    return [each.fact for each in (*stored, *lost) if getattr(each.fact, "recording", "") == recording]


async def test_delivered_recording_is_stored_encrypted_with_fact(tapes: RecordingRig) -> None:
    """Row and fact agree, the file decrypts to the delivered bytes, and the plain one is gone."""
    id_ = await tapes.store_recording("c1")
    row = await tapes.recording_row(id_)
    assert (row["state"], row["duration_ms"], row["channels"], row["call_id"]) == ("stored", 3000, 2, "c1")
    [fact] = await recording_facts(tapes, id_)
    assert fact == RecordingStored(recording=id_, duration_ms=3000, size=row["size"], digest=row["digest"], channels=2)
    assert list(tapes.folder.iterdir()) == []
    assert tapes.vault_files() == [f"{id_}.rec"]


async def test_a_recording_is_stored_after_its_call_has_ended(tapes: RecordingRig) -> None:
    """Gateways deliver after the leg's end, so the fact follows the call's end in the call's own timeline."""
    id_ = await tapes.begin_recording("c1")
    await tapes.desk.hang_up("c1")
    tapes.deliver(id_)
    await tapes.intake.sweep()
    await tapes.desk.journaled_facts("RecordingStored")
    story = await tapes.desk.rig.journal.call_with_facts("c1")
    assert story is not None
    assert [type(each.fact).__name__ for each in story[1]][-2:] == ["CallEnded", "RecordingStored"]


async def test_file_that_arrives_after_last_sweep_is_stored(tapes: RecordingRig) -> None:
    """A file that arrives after the last sweep is stored; one that stays unknown does not delay the stop."""
    seconds = [0.0]
    on_disk = not MEMORY.is_dir()
    rig = tapes.desk.rig
    intake = Intake(rig.engine, tapes.vault, tapes.folder, on_disk=on_disk, clock=lambda: seconds[0])
    strange = tapes.deliver("c9.0-1")
    await intake.sweep()
    seconds[0] = FINISH_TIMEOUT_S + 0.1
    id_ = await tapes.begin_recording("c1")
    tapes.deliver(id_)
    async with asyncio.timeout(FINISH_TIMEOUT_S / 2):
        await intake.finish()
    assert tapes.vault_files() == [f"{id_}.rec"]
    assert list(tapes.folder.iterdir()) == [strange]


async def test_file_stays_if_its_beginning_is_not_journaled_or_if_it_is_no_recording(tapes: RecordingRig) -> None:
    """A file stays if its beginning is not journaled, or if it is no recording; it is stored later."""
    early, other = tapes.deliver("c1.0-9"), tapes.deliver("apuntes")
    (tapes.folder / "c2.0-9.part").write_bytes(b"still being written")
    await tapes.intake.sweep()
    assert early.exists()
    await tapes.begin_recording("c1")
    await tapes.intake.sweep()
    assert not early.exists()
    assert other.exists()
    assert (await tapes.recording_row("c1.0-9"))["state"] == "stored"


async def test_file_that_is_not_recording_is_reported_as_lost(tapes: RecordingRig) -> None:
    """The file is removed with its reason in a fact, and a good one that arrives later is stored."""
    id_ = await tapes.store_recording("c1", b"RIFF no sound of ours")
    assert await recording_facts(tapes, id_) == [RecordingLost(recording=id_, reason="unreadable")]
    assert list(tapes.folder.iterdir()) == []
    tapes.deliver(id_)
    await tapes.intake.sweep()
    assert (await tapes.recording_row(id_))["state"] == "stored"


async def test_recording_given_up_by_gateway_is_lost_at_once(tapes: RecordingRig) -> None:
    """The row says so without hours of delay, and a partial recording that arrives later is stored."""
    id_ = await tapes.begin_recording("c1")
    await tapes.lose_recording("c1", id_)
    assert (await tapes.recording_row(id_))["state"] == "lost"
    tapes.deliver(id_)
    await tapes.intake.sweep()
    assert (await tapes.recording_row(id_))["state"] == "stored"
    await tapes.lose_recording("c1", id_)  # a late report changes nothing
    assert (await tapes.recording_row(id_))["state"] == "stored"


async def test_recording_delivered_again_is_only_removed(tapes: RecordingRig) -> None:
    """The stored recording stays: no second fact, no other file."""
    id_ = await tapes.store_recording("c1")
    before = await tapes.recording_row(id_)
    tapes.deliver(id_, wav_bytes(1))
    await tapes.intake.sweep()
    assert await tapes.recording_row(id_) == before
    assert len(await recording_facts(tapes, id_)) == 1
    assert list(tapes.folder.iterdir()) == []


async def test_two_at_once_store_one(tapes: RecordingRig) -> None:
    """The second of two workers leaves the file alone."""
    id_ = await tapes.begin_recording("c1")
    tapes.deliver(id_, wav_bytes(60))
    await asyncio.gather(*(tapes.intake.sweep() for _ in range(4)))
    await tapes.intake.sweep()
    assert len(await recording_facts(tapes, id_)) == 1
    assert b"".join(tapes.vault.read(_kept(await tapes.recording_row(id_)))) == wav_bytes(60)


def _kept(row: dict[str, object]) -> object:
    from agent_api.recordings.queries import to_recording

    return to_recording(row).vault_file


@pytest.mark.parametrize("where", CRASH_POINTS)
async def test_a_killed_intake_is_gone_on_from(tapes: RecordingRig, postgres_url: str, where: str) -> None:
    """Killed between any two steps it loses and doubles nothing, and no plain bytes remain."""
    id_ = await tapes.begin_recording("c1")
    tapes.deliver(id_)
    died = await run_program("intake", postgres_url, str(tapes.vault.folder), str(tapes.folder), where)
    assert died == -signal.SIGKILL
    await tapes.intake.sweep()
    assert len(await recording_facts(tapes, id_)) == 1
    assert b"".join(tapes.vault.read(_kept(await tapes.recording_row(id_)))) == wav_bytes()
    assert list(tapes.folder.iterdir()) == []
    assert tapes.vault_files() == [f"{id_}.rec"]


async def test_a_full_disk_or_a_missing_key_loses_nothing(tapes: RecordingRig) -> None:
    """A file that cannot be stored stays in its folder, and is stored once that is possible."""
    id_ = await tapes.begin_recording("c1")
    file = tapes.deliver(id_)
    keys = tapes.vault._ask_keys
    tapes.vault._ask_keys = _no_space
    await tapes.intake.sweep()
    assert file.exists()
    tapes.vault._ask_keys = keys
    await tapes.intake.sweep()
    assert (await tapes.recording_row(id_))["state"] == "stored"


def _no_space() -> MasterKeys:
    raise OSError(28, "No space left on device")


async def test_plain_recordings_never_lie_on_a_disk(tapes: RecordingRig) -> None:
    """A folder outside memory is refused by name."""
    vault = Vault(tapes.vault.folder, lambda: MasterKeys([b"k" * 32]))
    with pytest.raises(NotInMemory):
        Intake(tapes.desk.rig.engine, vault, ROOT / "docs").open()
