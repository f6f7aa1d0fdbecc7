"""A voice message on the whole system: spoken after the tone on a closed line, heard by who attends it, filed."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from telephony.port import ABILITIES, Record
from tests.asterisk import needs_asterisk
from tests.e2e.system import System, token_of, until
from tests.integration.agent_api.recordings.tapes import memory_folder
from tests.sip_phone import SipPhone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(180)]
CALLER_HZ, INVITING_HZ, THANKS_HZ = 690, 440, 1370
TONES = {"invita": (INVITING_HZ, 1.5), "gracias": (THANKS_HZ, 1.5)}
HEARD = {INVITING_HZ, THANKS_HZ}
WRITES = "escrita1"
SPOKE_S = 4.0


@pytest_asyncio.fixture(params=["pyvoip", "asterisk"])
async def system(request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """The whole system at an hour when its lines are closed, on each engine of voice."""
    if request.param == "asterisk":
        needs_asterisk()
    with memory_folder() as memory:
        environment = {
            "ATENCION_GATEWAY": request.param,
            "ATENCION_DEMO_HOURS": "site",
            "ATENCION_RECORDINGS_INTAKE": str(memory),
        }
        sounds, site = pytestconfig.cache.mkdir("sounds"), Path(__file__).parent / "closed"
        system = System(tmp_path, sounds, site, TONES, environment)
        try:
            yield await system.start()
        finally:
            await system.stop()


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[SipPhone]:
    """A phone that says one tone all the time."""
    phone = await SipPhone(CALLER_HZ).open()
    yield phone
    phone.close()


async def ask(system: System, method: str, path: str, body: object = None, **headers: str) -> bytes:
    """Ask the API as who attends messages."""
    told = {"Authorization": f"Bearer {await asyncio.to_thread(token_of, system.web, WRITES)}", **headers}
    data = None if body is None else json.dumps(body).encode()
    known = {**told, "Content-Type": "application/json"} if data else told
    asked = urllib.request.Request(f"{system.web}/api/v1{path}", data, known, method=method)
    with await asyncio.to_thread(urllib.request.urlopen, asked, timeout=20) as answer:
        return bytes(answer.read())


async def waiting(system: System) -> list[dict[str, Any]]:
    """The messages that wait."""
    return list(json.loads(await ask(system, "GET", "/voice-messages"))["messages"])


async def test_a_message_is_left_heard_and_filed(system: System, caller: SipPhone) -> None:
    """Where the engine records: the caller's voice alone, from the tone on; elsewhere the ordinary goodbye."""
    kind = system.environment["ATENCION_GATEWAY"]
    caller.dial(system.sip_port, "bogota")
    if Record not in ABILITIES[kind]:
        await caller.ended()
        (call,) = await system.when_over(1)
        assert (call["outcome"], await waiting(system)) == ("after_hours", [])
        return
    await caller.hears_just({INVITING_HZ}, HEARD)
    await caller.hears_just(set(), HEARD)
    await asyncio.sleep(SPOKE_S)
    await caller.press("#")
    await caller.hears_just({THANKS_HZ}, HEARD)
    await caller.ended()
    (call,) = await system.when_over(1)
    assert (call["line"], call["outcome"], call["ended_by"]) == ("bogota", "voice_message", "system")

    async def is_stored() -> bool:
        return [each["state"] for each in await waiting(system)] == ["stored"]

    await until(is_stored, 30.0)
    (message,) = await waiting(system)
    assert message["lasted_ms"] >= 1000 * SPOKE_S
    await the_voice_is_there(await ask(system, "GET", f"/voice-messages/{message['id']}/audio"))
    petition = {"kind": "solicitud", "theme": "otra", "text": "Lo que pide el mensaje."}
    ticket = json.loads(await ask(system, "POST", "/tickets", petition, **{"Idempotency-Key": "mensaje-1"}))
    told = json.loads(
        await ask(system, "POST", f"/voice-messages/{message['id']}/attended", {"ticket": ticket["number"]})
    )
    assert (told["ticket"], await waiting(system)) == (ticket["number"], [])
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.words()


async def the_voice_is_there(wav: bytes) -> None:
    """The caller speaks on the left through the time of the message; nobody ever on the right."""
    from tests.recorded_sound import LEFT, RIGHT, Recorded

    sound = Recorded(wav)
    assert sound.seconds >= SPOKE_S
    assert sound.tones(LEFT, 0.5, SPOKE_S - 0.5, {CALLER_HZ, *HEARD}) == {CALLER_HZ}
    assert sound.tones(RIGHT, 0.0, sound.seconds, {CALLER_HZ, *HEARD}) == set()
