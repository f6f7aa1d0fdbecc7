"""The waveform of a recording: measured once, stored encrypted beside it, and deleted with it."""

from datetime import timedelta

import httpx2
import pytest

from agent_api.access.permissions import ROLES
from agent_api.recordings.retention import Retention
from agent_api.tickets.retention_hold import OpenTicketHold
from config.site.calls.recordings import RecordingRules
from tests.support.desks.recording_rig import RecordingRig
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


async def waveform(tapes: RecordingRig, recording: str, user: str = "calidad:cata") -> httpx2.Response:
    """Ask for the waveform of a recording."""
    return await tapes.desk.ask(user, "GET", f"/recordings/{recording}/waveform")


async def test_a_waveform_is_measured_once(tapes: RecordingRig) -> None:
    """Both sides have their peaks; the second answer comes from the stored file, and no play is logged."""
    id_ = await tapes.store_recording("c1")
    answer = await waveform(tapes, id_)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["interval_ms"], body["top"], len(body["caller"]), len(body["advisor"])) == (40, 50, 75, 75)
    assert set(body["caller"]) == {8}
    assert tapes.vault_files() == [f"{id_}.rec", f"{id_}.rec.wave"]
    (tapes.vault.folder / str((await tapes.recording_row(id_))["path"])).unlink()
    assert (await waveform(tapes, id_)).json() == body
    assert await tapes.desk.journaled_facts("RecordingPlayed") == []


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_listen_may_see_it(tapes: RecordingRig, role: str) -> None:
    """The permission is that of the sound."""
    id_ = await tapes.store_recording("c1")
    heard = await tapes.desk.ask(f"{role}:quien", "GET", f"/recordings/{id_}/audio")
    assert (await waveform(tapes, id_, f"{role}:quien")).status_code == heard.status_code


async def test_the_stored_waveform_is_encrypted(tapes: RecordingRig) -> None:
    """Its file has no readable number of it, and another recording's key does not open it."""
    one, other = await tapes.store_recording("c1"), await tapes.store_recording("c2")
    body = (await waveform(tapes, one)).json()
    file = next(tapes.vault.folder.rglob(f"{one}.rec.wave"))
    assert b"interval_ms" not in file.read_bytes()
    file.rename(file.with_name(f"{other}.rec.wave"))
    assert (await waveform(tapes, other)).json() == body
    assert tapes.vault_files() == [f"{one}.rec", f"{other}.rec", f"{other}.rec.wave"]


async def test_a_damaged_waveform_is_measured_again(tapes: RecordingRig) -> None:
    """A cut file is replaced."""
    id_ = await tapes.store_recording("c1")
    body = (await waveform(tapes, id_)).json()
    file = next(tapes.vault.folder.rglob("*.wave"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    assert (await waveform(tapes, id_)).json() == body
    assert len(file.read_bytes()) == len(whole)


async def test_a_waveform_is_deleted_with_its_recording(tapes: RecordingRig) -> None:
    """Its file goes with the recording's, and the answer says that it was deleted."""
    id_ = await tapes.store_recording("c1")
    await waveform(tapes, id_)
    rig = tapes.desk.rig
    retention = Retention(
        rig.engine,
        tapes.vault,
        CAMPAIGN,
        rules=lambda: RecordingRules(days=30),
        holds=OpenTicketHold(),
        now=lambda: rig.now + timedelta(days=31),
    )
    assert await retention.run_once() == 1
    assert tapes.vault_files() == []
    gone = await waveform(tapes, id_)
    assert (gone.status_code, gone.json()["code"]) == (410, "recording_deleted")
    missing = await waveform(tapes, "c9.0-9")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_a_recording_that_does_not_open_has_no_waveform(tapes: RecordingRig) -> None:
    """A missing file gets the answer of the player."""
    id_ = await tapes.store_recording("c1")
    next(tapes.vault.folder.rglob("*.rec")).unlink()
    answer = await waveform(tapes, id_)
    assert (answer.status_code, answer.json()["code"]) == (500, "recording_damaged")
