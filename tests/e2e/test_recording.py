"""A whole call at a site that records talks: from the notice to playing it to an authorised user."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import pytest_asyncio

from telephony.port import ABILITIES, Record
from tests.support.memory_folder import memory_folder
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.call_audio import tone
from tests.support.sip.recorded_audio import LEFT, RIGHT, RecordedAudio
from tests.support.sip.sip_phone import SipPhone
from tests.support.sip.sipp import Sipp, SippRun, press, speak, stay
from tests.support.whole_system.system import GREETING_HZ, RECORDED, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

CALLER_HZ, ADVISOR_HZ = 1020, 1370
TONES = {CALLER_HZ, ADVISOR_HZ, GREETING_HZ}
NAMES = {"advisor": "asesor1", "hears": "supervisor", "may not": "asesor1"}


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish a site that records talks."""
    await shared_system.publish_site(RECORDED)
    return shared_system


@pytest_asyncio.fixture
async def own_system(tmp_path: Path, sounds: Path) -> AsyncIterator[System]:
    """Run a system that the test may stop, on an engine that records."""
    require_asterisk()
    with memory_folder() as intake:
        environment = {"ATENCION_GATEWAY": "asterisk", "ATENCION_RECORDINGS_INTAKE": str(intake)}
        system = System(tmp_path, sounds, RECORDED, environment=environment)
        try:
            yield await system.start()
        finally:
            await system.stop()


@pytest_asyncio.fixture
async def advisor() -> AsyncIterator[SipPhone]:
    """Open the advisor's phone, which plays one tone."""
    phone = await SipPhone(ADVISOR_HZ).open()
    yield phone
    phone.close()


@pytest_asyncio.fixture
async def sipp(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Provide sipp, a third-party SIP tool, for the caller."""
    (folder := tmp_path / "sipp").mkdir()
    sipp = Sipp(folder, deadline_s=120.0)
    yield sipp
    await sipp.end()


class Talk:
    """The recorded call, as the API shows it."""

    def __init__(self, system: System, call_id: str) -> None:
        self._system, self.id = system, call_id
        self._token = system.token(NAMES["advisor"])

    async def wish(self, action: str) -> None:
        """Request an action as the advisor."""
        await asyncio.to_thread(self._wish, action)

    def _wish(self, action: str) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        url = f"{self._system.web}/api/v1/calls/{self.id}/control"
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps({"action": action}).encode(), headers)):
            pass

    async def wait_for_facts(self, kind: str, count: int = 1) -> None:
        """Wait until the log has a number of facts of a kind."""

        async def is_there() -> bool:
            timeline = (await self._system.get(f"/api/v1/calls/{self.id}"))["timeline"]
            return sum(happening["fact"]["type"] == kind for happening in timeline) >= count

        await wait_until(is_there, 40.0)

    async def recording(self) -> dict[str, Any]:
        """Return the only recording once it is stored."""

        async def is_stored() -> bool:
            return [recording["state"] for recording in await self.recordings()] == ["stored"]

        await wait_until(is_stored, 30.0)
        (recording,) = await self.recordings()
        return recording

    async def recordings(self) -> list[dict[str, Any]]:
        """Return all recordings of the call."""
        return list((await self._system.get(f"/api/v1/calls/{self.id}"))["recordings"])

    async def audio(self, recording: str, user: str) -> bytes:
        """Return a recording's audio as a user gets it.

        Raises:
            HTTPError: the user has no access.
        """
        token = await asyncio.to_thread(self._system.token, user)
        request = urllib.request.Request(
            f"{self._system.web}/api/v1/recordings/{recording}/audio", headers={"Authorization": f"Bearer {token}"}
        )
        with await asyncio.to_thread(urllib.request.urlopen, request, timeout=20) as answer:
            return bytes(answer.read())


async def talking(system: System, sipp: Sipp, advisor: SipPhone, folder: Path) -> tuple[SippRun, Talk]:
    """Let a caller press a key during the greeting, wait, and talk until the advisor hangs up."""
    (voice := folder / "voice.ulaw").write_bytes(tone(CALLER_HZ, 1.0))
    await system.make_advisor_ready(NAMES["advisor"], advisor.address, "voz")
    in_the_greeting, key = stay(0.4), press("8")
    caller = await sipp.caller(
        system.sip_port, "bogota", "invite", "answered", in_the_greeting, key, speak(voice), "hung_up", codecs="0 96"
    )
    await advisor.ring()
    await advisor.answer()
    await advisor.wait_to_hear({CALLER_HZ}, TONES)
    (call,) = await system.calls()
    return caller, await asyncio.to_thread(Talk, system, call["id"])


async def test_a_call_is_recorded_from_the_talk_on_but_for_the_pauses(
    system: System, sipp: Sipp, advisor: SipPhone, tmp_path: Path
) -> None:
    """The sealed recording has each voice on its channel, no greeting, secret or hold, and is heard by role.

    The key pressed during the greeting ends it and chooses in the menu; without recording it also ends the notice. Each
    playing is a fact, and no unencrypted byte is left in memory. An engine that cannot record has the same talk without
    a recording.
    """
    caller, talk = await talking(system, sipp, advisor, tmp_path)
    if Record not in ABILITIES[system.environment["ATENCION_GATEWAY"]]:
        await talk.wait_for_facts("NoticeSkipped")
        await _nothing_is_recorded(talk)
        await advisor.hang_up()
        assert await caller.succeeded(), caller.complaint()
        return
    await talk.wait_for_facts("NoticePlayed")
    await talk.wait_for_facts("RecordingBegan")
    for pause, resume, nth in (("pause_recording", "resume_recording", 1), ("hold", "retrieve", 2)):
        await asyncio.sleep(1.0)
        await talk.wish(pause)
        await talk.wait_for_facts("RecordingPaused", nth)
        await talk.wish(resume)
        await talk.wait_for_facts("RecordingResumed", nth)
    await advisor.wait_to_hear({CALLER_HZ}, TONES)
    await asyncio.sleep(1.0)
    await advisor.hang_up()
    assert await caller.succeeded(), caller.complaint()
    recording = await talk.recording()
    assert [pause["reason"] for pause in recording["pauses"]] == ["asked", "hold"]
    await _check_permissions(talk, recording["id"])
    sound = RecordedAudio(await talk.audio(recording["id"], NAMES["hears"]))
    await talk.wait_for_facts("RecordingPlayed")
    assert recording["duration_ms"] == pytest.approx(sound.seconds * 1000, abs=2)
    _check_sound(sound, recording["pauses"])
    await wait_until(lambda: _nothing_plain(system), 30.0)
    assert not any(b"RIFF" in stored.read_bytes() for stored in (system.data / "recordings").rglob("*.rec"))


async def test_stopping_at_the_end_of_a_talk_stores_its_recording(
    own_system: System, sipp: Sipp, advisor: SipPhone, tmp_path: Path
) -> None:
    """A Ctrl-C at the end of a talk takes effect once the recording is encrypted; memory holds no unencrypted sound."""
    _, talk = await talking(own_system, sipp, advisor, tmp_path)
    await talk.wait_for_facts("RecordingBegan")
    await asyncio.sleep(1.0)
    await advisor.hang_up()
    assert await own_system.stop() == 0
    assert await _nothing_plain(own_system)
    (recording,) = (own_system.data / "recordings").rglob("*.rec")
    assert b"RIFF" not in recording.read_bytes()


async def _nothing_is_recorded(talk: Talk) -> None:
    """Check that a request to pause is refused, and that the story has no recording."""
    await talk.wish("pause_recording")
    await talk.wait_for_facts("WishRefused")
    assert await talk.recordings() == []


async def _check_permissions(talk: Talk, recording: str) -> None:
    with pytest.raises(HTTPError) as refused:
        await talk.audio(recording, NAMES["may not"])
    assert refused.value.code == 403


async def _nothing_plain(system: System) -> bool:
    intake = Path(system.environment["ATENCION_RECORDINGS_INTAKE"])
    return not any(path.is_file() for path in await asyncio.to_thread(lambda: list(intake.rglob("*"))))


def _check_sound(sound: RecordedAudio, pauses: list[dict[str, Any]]) -> None:
    """Check that both voices are at the times of the log, with a tenth of a second for a command."""
    edges = [0, *(pause[edge] for pause in pauses for edge in ("from_ms", "to_ms")), int(sound.seconds * 1000)]
    talked = list(zip(edges[::2], edges[1::2], strict=True))
    for channel, hertz in ((LEFT, CALLER_HZ), (RIGHT, ADVISOR_HZ)):
        for since, until_ms in talked:
            assert sound.tones(channel, since / 1000 + 0.3, until_ms / 1000 - 0.3, TONES) == {hertz}
        for pause in pauses:
            middle_s = (pause["from_ms"] + pause["to_ms"]) / 2000
            assert any(since <= middle_s <= until_s for since, until_s in sound.silences(channel))
