"""A recording that a supervisor chooses is heard by the next real call, on each voice engine that plays it."""

import asyncio
import json
import time
import urllib.request
import uuid
from pathlib import Path

import pytest
import pytest_asyncio

from config.site.practice_campaign import PRACTICE, slot_number
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import GREETING_HZ, System, wait_until, write_tone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

RECORDED_HZ = 1230
NUMBER, GREETING = "bogota", "saludo"
LONGEST_CHANGE_S = 20.0
FIRST_SOUND_S = 4.0


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site with a practice."""
    await shared_system.publish_site(Path(__file__).parent / "recorded_prompt")
    return shared_system


async def test_the_next_call_hears_the_chosen_recording_and_then_the_site_s_own_again(
    system: System, tmp_path: Path
) -> None:
    """The call before the choice hears the site's own tone, the calls after each choice the chosen sound."""
    assert await greeting_of_a_call(system) == GREETING_HZ
    sound = tmp_path / "grabacion.wav"
    write_tone(sound, RECORDED_HZ, 2.0)
    token = await asyncio.to_thread(system.token)
    stored = await asyncio.to_thread(upload, system, token, sound)
    await asyncio.to_thread(choose, system, token, stored)
    await wait_until_greeted_with(system, RECORDED_HZ)
    await asyncio.to_thread(choose, system, token, None)
    await wait_until_greeted_with(system, GREETING_HZ)


async def test_a_practice_plays_the_recording_chosen_for_its_line(system: System, tmp_path: Path) -> None:
    """The campaign of the practice has no recordings of its own; those chosen for its texts are heard there."""
    sound = tmp_path / "grabacion.wav"
    write_tone(sound, RECORDED_HZ, 2.0)
    token = await asyncio.to_thread(system.token)
    stored = await asyncio.to_thread(upload, system, token, sound, PRACTICE)
    await asyncio.to_thread(choose, system, token, stored, PRACTICE)
    await wait_until_greeted_with(system, RECORDED_HZ, slot_number(1))


async def wait_until_greeted_with(system: System, hertz: int, number: str = NUMBER) -> None:
    """Call again and again until a call is greeted with a tone."""

    async def is_greeted() -> bool:
        return await greeting_of_a_call(system, number) == hertz

    await wait_until(is_greeted, LONGEST_CHANGE_S)


async def greeting_of_a_call(system: System, number: str = NUMBER) -> int:
    """Call, and return the frequency that is heard first; 0 if there is none within seconds."""
    phone = await SipPhone().open()
    try:
        phone.dial(system.sip_port, number)
        await phone.answered()
        until = time.monotonic() + FIRST_SOUND_S
        heard = 0
        while not heard and time.monotonic() < until:
            await asyncio.sleep(0.06)
            heard = next((hertz for hertz in (GREETING_HZ, RECORDED_HZ) if phone.media.hears(hertz)), 0)
        await phone.hang_up()
        return heard
    finally:
        phone.close()


def upload(system: System, token: str, sound: Path, prompt: str = GREETING) -> str:
    """Store a recording of a prompt and return its SHA-256."""
    boundary = uuid.uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{sound.name}"\r\n'
        "Content-Type: audio/wav\r\n\r\n"
    )
    body = head.encode() + sound.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    path = f"/api/v1/prompts/{prompt}/sounds?source=uploaded"
    with urllib.request.urlopen(urllib.request.Request(f"{system.web}{path}", body, headers), timeout=20) as answer:
        return str(json.load(answer)["sound"]["sound"])


def choose(system: System, token: str, sound: str | None, prompt: str = GREETING) -> None:
    """Choose a recording of a prompt; None for the site's own sound."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"sound": sound}).encode()
    request = urllib.request.Request(f"{system.web}/api/v1/prompts/{prompt}/voice", body, headers, method="PUT")
    urllib.request.urlopen(request, timeout=20).close()
