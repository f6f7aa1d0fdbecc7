"""A voice message on the whole system: spoken after the tone, heard by its attendant, filed.

On a closed line, and in a queue without advisors.
"""

import asyncio
import audioop
import io
import json
import re
import shutil
import urllib.request
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from telephony.port import ABILITIES, Record
from tests.support.browser.page_probe import chromium
from tests.support.sip.call_audio import loudness
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import DEMO_PASSWORD, ENGINES, SITE, System, sign_in_for_token, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]
CALLER_HZ, THANKS_HZ, APOLOGY_HZ = 690, 1370, 1710
TONES = {"gracias": (THANKS_HZ, 1.5), "disculpa": (APOLOGY_HZ, 1.5)}
HEARD = {THANKS_HZ, APOLOGY_HZ}
WRITES = "escrita1"
SPOKE_S = 4.0
PETITION = {"kind": "solicitud", "theme": "otra", "text": "Lo que pide el mensaje."}


RECORDING = [name for name in ENGINES if Record in ABILITIES[name]]  # the others do not offer to leave a message


@pytest_asyncio.fixture
async def system(request: pytest.FixtureRequest, shared_system: System, tmp_path: Path) -> System:
    """Publish a site whose lines are closed, or with the parameter ``open``, whose queue leads to a message."""
    site = tmp_path / "own"
    shutil.copytree(Path(__file__).parent / "closed", site)
    waits = "\nvacia:\n"
    queues = (SITE / "queues.yaml").read_text(encoding="utf-8")
    assert waits in queues
    busy = f"{waits}  overflow: {{nobody: {{voice_message: ocupadas}}}}\n"
    (site / "queues.yaml").write_text(queues.replace(waits, busy), encoding="utf-8")
    if getattr(request, "param", "") == "open":
        shutil.copy(SITE / "calendars.yaml", site)
    await shared_system.publish_site(site, TONES)
    return shared_system


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[SipPhone]:
    """Open a phone that plays one tone without end."""
    phone = await SipPhone(CALLER_HZ).open()
    yield phone
    phone.close()


async def ask(system: System, method: str, path: str, body: object = None, **headers: str) -> bytes:
    """Send a request to the API as the user who attends messages."""
    authorization = {
        "Authorization": f"Bearer {await asyncio.to_thread(sign_in_for_token, system.web, WRITES)}",
        **headers,
    }
    data = None if body is None else json.dumps(body).encode()
    all_headers = {**authorization, "Content-Type": "application/json"} if data else authorization
    request = urllib.request.Request(f"{system.web}/api/v1{path}", data, all_headers, method=method)
    with await asyncio.to_thread(urllib.request.urlopen, request, timeout=20) as answer:
        return bytes(answer.read())


async def waiting(system: System) -> list[dict[str, Any]]:
    """Return the waiting messages."""
    return list(json.loads(await ask(system, "GET", "/voice-messages"))["messages"])


async def facts(system: System) -> list[str]:
    """Return the kinds of facts of the only call."""
    calls = await system.calls()
    story = await system.get(f"/api/v1/calls/{calls[0]['id']}") if calls else {"timeline": []}
    return [each["fact"]["type"] for each in story["timeline"]]


async def has(system: System, kind: str) -> bool:
    """Return whether the only call has a kind of fact; the prompts before it have no tone to detect."""
    return kind in await facts(system)


async def speak(system: System, caller: SipPhone) -> None:
    """Wait for the tone, speak, end by the key, and wait for the thanks."""
    await wait_until(lambda: has(system, "VoiceMessageBegan"), 40.0)
    await asyncio.sleep(SPOKE_S)
    await caller.press("#")
    await caller.wait_to_hear({THANKS_HZ}, HEARD)
    await caller.wait_for_end()


async def stored(system: System) -> dict[str, Any]:
    """Return the only message once it can be heard, after checking the caller's voice."""
    message = await kept(system)
    check_voice(await ask(system, "GET", f"/voice-messages/{message['id']}/audio"))
    return message


async def kept(system: System) -> dict[str, Any]:
    """Return the only message once it can be heard."""

    async def is_stored() -> bool:
        return [each["state"] for each in await waiting(system)] == ["stored"]

    await wait_until(is_stored, 30.0)
    (message,) = await waiting(system)
    assert message["lasted_ms"] >= 1000 * SPOKE_S
    return dict(message)


async def test_a_message_is_left_heard_and_filed(system: System, caller: SipPhone) -> None:
    """An engine that records stores the caller's voice alone, from the tone on; another plays the usual goodbye."""
    kind = system.environment["ATENCION_GATEWAY"]
    caller.dial(system.sip_port, "bogota")
    if Record not in ABILITIES[kind]:
        await caller.wait_for_end()
        (call,) = await system.calls_when_ended(1)
        assert (call["outcome"], await waiting(system)) == ("after_hours", [])
        return
    await speak(system, caller)
    (call,) = await system.calls_when_ended(1)
    assert (call["line"], call["outcome"], call["ended_by"]) == ("bogota", "voice_message", "system")
    message = await stored(system)
    ticket = json.loads(await ask(system, "POST", "/tickets", PETITION, **{"Idempotency-Key": "mensaje-1"}))
    answer = json.loads(
        await ask(system, "POST", f"/voice-messages/{message['id']}/attended", {"ticket": ticket["number"]})
    )
    assert (answer["ticket"], await waiting(system)) == (ticket["number"], [])
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


@pytest.mark.parametrize("system", ["open"], indirect=True)
async def test_a_message_is_left_instead_of_waiting(system: System, caller: SipPhone) -> None:
    """In a queue without advisors, an engine that records takes a message and files it; another lets callers wait."""
    caller.dial(system.sip_port, "bogota")
    await wait_until(lambda: has(system, "MenuEntered"), 40.0)
    await caller.press("6")
    await wait_until(lambda: has(system, "CallQueued"), 40.0)
    if Record not in ABILITIES[system.environment["ATENCION_GATEWAY"]]:
        await asyncio.sleep(5.0)
        assert not await has(system, "CallEnded")
        await caller.hang_up()
        (call,) = await system.calls_when_ended(1)
        assert (call["outcome"], await waiting(system)) == ("abandoned_queue", [])
        return
    await speak(system, caller)
    (call,) = await system.calls_when_ended(1)
    assert (call["queue"], call["outcome"], call["ended_by"]) == ("vacia", "message", "system")
    message = await stored(system)
    assert (message["call_id"], message["queue_name"]) == (call["id"], "Sin asesores")
    path, key = f"/voice-messages/{message['id']}/ticket", {"Idempotency-Key": "mensaje-2"}
    answer = json.loads(await ask(system, "POST", path, PETITION, **key))
    assert (answer["attended_by"], await waiting(system)) == (WRITES, [])
    ticket = json.loads(await ask(system, "GET", f"/tickets/{answer['ticket']}"))
    assert (ticket["call_id"], ticket["text"]) == (call["id"], PETITION["text"])
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


@pytest.mark.parametrize("shared_system", RECORDING, indirect=True)
async def test_a_message_is_attended_on_the_screen(system: System, caller: SipPhone) -> None:
    """By keyboard a message is opened, played with a fact, and filed; it leaves the list, and the number is shown."""
    caller.dial(system.sip_port, "bogota")
    await speak(system, caller)
    await kept(system)
    async with chromium("--mute-audio") as browser:
        page = await (await browser.new_context(base_url=system.web, locale="es-CO")).new_page()
        await page.goto("/")
        await page.get_by_label("Usuario").fill(WRITES)
        await page.get_by_label("Contraseña").first.fill(DEMO_PASSWORD)
        await page.keyboard.press("Enter")
        await page.get_by_role("link", name="Mensajes").press("Enter")
        await page.get_by_role("table").get_by_role("link").press("Enter")
        sound = page.get_by_label("Mensaje de voz de")
        assert "RecordingPlayed" not in await facts(system)  # nothing is fetched before it is played
        await sound.evaluate("sound => sound.play()")
        await wait_until(lambda: sound.evaluate("sound => sound.currentTime > 1"), 20.0)
        await wait_until(lambda: has(system, "RecordingPlayed"), 20.0)
        await page.locator("#tipificacion").fill("otra")
        await page.keyboard.press("Enter")
        await page.get_by_label("Petición de quien dejó el mensaje").fill(PETITION["text"])
        await page.keyboard.press("Control+Enter")
        number = await page.get_by_text(re.compile(r"^\d{4}-\d{6}-\d$")).first.inner_text()
        await expect(page.get_by_text("No hay mensajes por atender")).to_be_visible()
    assert await waiting(system) == []
    ticket = json.loads(await ask(system, "GET", f"/tickets/{number}"))
    assert (ticket["text"], ticket["verbal"]) == (PETITION["text"], True)
    assert (await facts(system))[-3:] == ["TicketFiled", "TicketTermBegan", "VoiceMessageAttended"]


@pytest.mark.parametrize("shared_system", RECORDING, indirect=True)
async def test_caller_hears_apology_no_message_waits_if_no_recording_can_begin(
    system: System, caller: SipPhone
) -> None:
    """If no recording can begin, the caller hears the apology, no message waits, and the log has the reason."""
    with no_recorder(Path(system.environment["ATENCION_RECORDINGS_INTAKE"])):
        caller.dial(system.sip_port, "bogota")
        await caller.wait_to_hear({APOLOGY_HZ}, HEARD)
        await caller.wait_for_end()
    (call,) = await system.calls_when_ended(1)
    assert (call["outcome"], call["ended_by"], await waiting(system)) == ("technical_failure", "failure", [])
    assert {"VoiceMessageBegan", "RecordingLost"} < set(await facts(system))


@contextmanager
def no_recorder(intake: Path) -> Iterator[None]:
    """Make it impossible to create a folder for running recordings during the block."""
    (own,) = intake.iterdir()
    mode = own.stat().st_mode
    own.rmdir()
    own.touch()
    yield
    own.unlink()
    own.mkdir(mode)


def check_voice(wav: bytes) -> None:
    """Check that the caller speaks on the left during the whole message, and that the right is silent."""
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        sound = file.readframes(file.getnframes())
    left, right = (audioop.lin2ulaw(audioop.tomono(sound, 2, *side), 2) for side in ((1, 0), (0, 1)))
    spoken = left[4000 : int(8000 * (SPOKE_S - 0.5))]
    assert len(left) >= 8000 * SPOKE_S
    assert loudness(spoken, CALLER_HZ) > 10 * loudness(right, CALLER_HZ)
    assert audioop.rms(audioop.ulaw2lin(right, 2), 2) < audioop.rms(audioop.ulaw2lin(spoken, 2), 2) / 20
