"""A real SIP call to a draft of the site, beside the line of the service, in a whole system."""

import asyncio
import json
import shutil
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.test_recorded_prompt import choose, upload
from tests.support.sip.phone_exchange import TONES, CallListener, ExchangePhone, PhoneExchange
from tests.support.whole_system.system import System, wait_until, write_tone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(600)]
NUMBER, LINE = "6015550190", "6015550100"
_LOUD = 0.02


@pytest_asyncio.fixture
async def system(shared_system: System, tmp_path: Path) -> System:
    """Publish a site of tones that has a test number."""
    site = tmp_path / "tones"
    shutil.copytree(Path(__file__).parent / "crowd", site)
    (site / "publishing.yaml").write_text(f"test_number: {NUMBER}\ntest_number_minutes: 5\n")
    await shared_system.publish_site(site, TONES)
    return shared_system


class Editor:
    """A supervisor at the screen of the site."""

    def __init__(self, system: System) -> None:
        self._system, self._token = system, system.token()
        self.draft = ""

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request below ``/site`` and return its answer."""
        return await asyncio.to_thread(self._send, method, path, body)

    def _send(self, method: str, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        url = f"{self._system.web}/api/v1/site{path}"
        request = urllib.request.Request(url, content, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    async def open_draft(self) -> None:
        """Open a draft whose greeting is another sound, and put it at the test number."""
        self.draft = (await self.send("POST", "/drafts", {"title": "Otro saludo"}))["id"]
        change = {"path": ["prompts", "saludo", "file"], "before": "saludo.wav", "after": "segundo.wav"}
        await self.send("POST", f"/drafts/{self.draft}/changes", {"changes": [change]})
        await self.send("POST", f"/drafts/{self.draft}/test-call", {"line": "bogota"})

    async def opening(self) -> Any:
        """Return the draft at the number as the screen shows it."""
        return (await self.send("GET", f"/drafts/{self.draft}/test-call"))["opening"]

    async def is_ready(self) -> bool:
        """Return whether a gateway can play the draft."""
        return bool((await self.opening())["sounds"] == "ready")


async def dial(phone: ExchangePhone, system: System, number: str) -> tuple[Any, CallListener]:
    """Call a number and return the call and what is heard."""
    call = await phone.call(f"sip:{number}@127.0.0.1:{system.sip_port}", 120)
    await call.wait_for("answered")
    return call, CallListener(call)


async def counted(system: System) -> Counter[str]:
    """Return how many calls the metrics count, in all and in queues."""
    return Counter({name: int(await system.metric(f"acd_calls_{name}_total")) for name in ("ingressed", "queued")})


async def record_greeting(system: System, token: str, sound: Path) -> None:
    """Choose a recording for the greeting, with the tone of another sound of the site."""
    hertz, _ = TONES["segundo"]
    write_tone(sound, hertz, 2.0)
    stored = await asyncio.to_thread(upload, system, token, sound)
    await asyncio.to_thread(choose, system, token, stored)


async def line_greets_with(phone: ExchangePhone, system: System, tone: str) -> bool:
    """Return whether a call to the line hears this greeting."""
    call, line = await dial(phone, system, LINE)
    heard = await line.hears("saludo", "segundo")
    call.hang_up()
    return bool(heard == tone)


async def hears_until_the_end(call: Any) -> float:
    """Listen to a call until the other side hangs up; return the share of loud packets of what was said last."""
    await call.wait_for("far_end_hung_up")
    audio = call.stream.captured_audio()
    return sum(byte not in (0xFF, 0x7F) for byte in audio) / max(1, len(audio))


async def test_a_phone_hears_the_draft_while_the_line_plays_the_published_site(
    system: System, exchange: PhoneExchange, tmp_path: Path
) -> None:
    """The test number asks for the code and plays the draft; the log knows the call of the line only.

    After it has left the number, the line plays a recording that is chosen for its greeting.
    """
    editor, phone, before = Editor(system), ExchangePhone(exchange, "persona"), await counted(system)
    await phone.start()
    try:
        await editor.open_draft()
        await wait_until(editor.is_ready, 60.0)
        call, heard = await dial(phone, system, NUMBER)
        await asyncio.sleep(1.0)
        call.press((await editor.opening())["code"])
        assert await heard.hears("saludo", "segundo") == "segundo"

        real, line = await dial(phone, system, LINE)
        assert await line.hears("saludo", "segundo") == "saludo"
        real.hang_up()

        await heard.hears("menu")
        call.press("3")
        assert await hears_until_the_end(call) > _LOUD

        async def is_over() -> bool:
            return bool((await editor.opening())["calls"][0]["phase"] == "over")

        await wait_until(is_over, 30.0)
        [shown] = (await editor.opening())["calls"]
        names = [fact["name"] for fact in shown["result"]["facts"]]
        assert names == ["CallIngressed", "NoticePlayed", "MenuEntered", "MenuSelected", "CallQueued"]
        assert [each["keys"] for each in shown["result"]["pressed"]] == ["3"]
        [logged] = await system.calls_when_ended(1)
        assert logged["line"] == "bogota"
        assert await counted(system) - before == Counter(ingressed=1)

        await editor.send("DELETE", f"/drafts/{editor.draft}/test-call")
        refused, _ = await dial(phone, system, NUMBER)
        assert await hears_until_the_end(refused) > _LOUD
        assert await counted(system) - before == Counter(ingressed=1)

        token = await asyncio.to_thread(system.token)
        await record_greeting(system, token, tmp_path / "grabacion.wav")
        await wait_until(lambda: line_greets_with(phone, system, "segundo"), 60.0)
        await asyncio.to_thread(choose, system, token, None)
    finally:
        await phone.stop()
