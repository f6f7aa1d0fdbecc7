"""Playing recordings: by role, in ranges, and always with a fact that names the user."""

from datetime import timedelta

import httpx2
import pytest

from agent_api.access.permissions import ROLES
from eventlog.facts import RecordingPlayed
from storage.postgres.engine import unit_of_work
from storage.tables import recording as table
from tests.support.desks.recording_rig import RecordingRig, wav_bytes

pytestmark = pytest.mark.integration
ALLOWED = {"supervisor", "coordinador", "calidad", "interventoria"}


async def hear(tapes: RecordingRig, recording: str, user: str = "calidad:cata", **headers: str) -> httpx2.Response:
    return await tapes.desk.ask(user, "GET", f"/recordings/{recording}/audio", headers=headers)


@pytest.mark.parametrize("role", ROLES)
async def test_only_some_roles_may_listen(tapes: RecordingRig, role: str) -> None:
    """Quality, supervision, coordination and oversight may; an advisor may not, even for their own call."""
    id_ = await tapes.store_recording("c1")
    answers = [
        await hear(tapes, id_, f"{role}:quien"),
        await tapes.desk.ask(f"{role}:quien", "GET", f"/recordings/{id_}"),
    ]
    assert {each.status_code for each in answers} == {200 if role in ALLOWED else 403}
    assert len(await tapes.desk.journaled_facts("RecordingPlayed")) == (role in ALLOWED)


async def test_downloaded_sound_equals_recording(tapes: RecordingRig) -> None:
    """The answer is the same byte by byte, as a WAV file without caching that accepts ranges."""
    id_ = await tapes.store_recording("c1", wav_bytes(12))
    answer = await hear(tapes, id_)
    assert answer.content == wav_bytes(12)
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(wav_bytes(12))


@pytest.mark.parametrize(
    ("byte_range", "begin", "end"),
    [
        ("bytes=0-", 0, None),
        ("bytes=70000-70009", 70_000, 70_010),
        ("bytes=-8", -8, None),
        ("bytes=9-999999999", 9, None),
    ],
)
async def test_a_player_may_seek(tapes: RecordingRig, byte_range: str, begin: int, end: int | None) -> None:
    """A range gets 206 with its position (RFC 9110, section 14)."""
    content = wav_bytes(12)
    id_ = await tapes.store_recording("c1", content)
    answer = await hear(tapes, id_, Range=byte_range)
    expected = content[begin:end]
    assert (answer.status_code, answer.content) == (206, expected)
    first = begin % len(content)
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{len(content)}"


async def test_behind_the_end_is_nothing(tapes: RecordingRig) -> None:
    """The answer is 416 with the size, and no play is logged."""
    id_ = await tapes.store_recording("c1")
    answer = await hear(tapes, id_, Range="bytes=99999999-")
    assert (answer.status_code, answer.json()["code"]) == (416, "range_unsatisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(wav_bytes())}"
    assert await tapes.desk.journaled_facts("RecordingPlayed") == []


async def test_each_play_is_a_fact_with_its_user(tapes: RecordingRig) -> None:
    """The many requests of one player are one play; another user, or the same one later, is another."""
    id_ = await tapes.store_recording("c1")
    for byte_range in ("bytes=0-", "bytes=100-", "bytes=500-600"):
        await hear(tapes, id_, Range=byte_range)
    await hear(tapes, id_, "supervisor:sara")
    tapes.desk.rig.now += timedelta(minutes=16)
    await hear(tapes, id_)
    facts = await tapes.desk.journaled_facts("RecordingPlayed")
    assert [each.fact for each in facts] == [
        RecordingPlayed(recording=id_, user=user) for user in ("cata", "sara", "cata")
    ]
    assert {(each.call_id, each.actor) for each in facts} == {("c1", "user:cata"), ("c1", "user:sara")}


async def test_unavailable_recording_has_code_of_its_reason(tapes: RecordingRig) -> None:
    """Unknown, not delivered, deleted, altered and of another campaign have a code each, and no fact of a play."""
    begun, deleted, altered, foreign = [await tapes.begin_recording(f"c{n}") for n in range(4)]
    for id_ in (deleted, altered, foreign):
        tapes.deliver(id_)
    await tapes.intake.sweep()
    async with unit_of_work(tapes.desk.rig.engine) as connection:
        for id_, values in ((deleted, {"state": "deleted", "wrapped_key": None}), (foreign, {"campaign": "otra"})):
            await connection.execute(table.update().where(table.c.id == id_).values(**values))
    file = tapes.vault.folder / str((await tapes.recording_row(altered))["path"])
    sealed = bytearray(file.read_bytes())
    sealed[40] ^= 1
    file.write_bytes(sealed)
    body = {
        id_: ((answer := await hear(tapes, id_)).status_code, answer.json()["code"])
        for id_ in ("nada.0-1", begun, deleted, altered, foreign)
    }
    assert body == {
        "nada.0-1": (404, "not_found"),
        begun: (409, "recording_not_stored"),
        deleted: (410, "recording_deleted"),
        altered: (500, "recording_damaged"),
        foreign: (404, "not_found"),
    }
    assert await tapes.desk.journaled_facts("RecordingPlayed") == []


async def test_timeline_lists_recordings_with_pauses(tapes: RecordingRig) -> None:
    """Only the call's timeline has them: length, silences, and the last day of storage."""
    rig = tapes.desk.campaign_rig
    id_ = await tapes.begin_recording("c1", "quejas")
    await rig.set_time(1000)
    await tapes.pause("c1", id_, paused=True)
    await rig.set_time(2500)
    await tapes.pause("c1", id_, paused=False)
    tapes.deliver(id_)
    await tapes.intake.sweep()
    story = (await tapes.desk.ask("calidad:cata", "GET", "/calls/c1")).json()
    [entry] = story["recordings"]
    assert entry == (await tapes.desk.ask("calidad:cata", "GET", f"/recordings/{id_}")).json()
    assert (entry["state"], entry["duration_ms"]) == ("stored", 3000)
    assert entry["pauses"] == [{"from_ms": 1000, "to_ms": 2500, "reason": "asked"}]
    assert entry["kept_until"][:10] == str((tapes.desk.rig.now + timedelta(days=1825)).date())


async def test_answer_ends_early_if_damage_comes_after_start(tapes: RecordingRig) -> None:
    """If the damage comes after the start, the answer ends early, and all bytes sent are those recorded."""
    id_ = await tapes.store_recording("c1", wav_bytes(12))
    file = tapes.vault.folder / str((await tapes.recording_row(id_))["path"])
    content = file.read_bytes()
    file.write_bytes(content[:-20] + bytes(20))
    answer = await hear(tapes, id_)
    assert len(answer.content) < int(answer.headers["content-length"])
    assert wav_bytes(12).startswith(answer.content)
