"""Measures how fast the api process, as `atencion serve` runs it, answers Twilio's webhooks.

Owns the measurement: a bare HTTP client sends signed webhooks of invented calls at a steady rate (open loop). Each call
arrives, hears the greeting, chooses in the menu, hears music and hangs up. There is no Twilio API: the only requests to
it would end calls, and they get no answer. Loopback only.
"""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree

import aiohttp
from twilio.request_validator import RequestValidator

from benchmarks.system.running_system import Row, free_port, load_average, percentile, row, running_system

PUBLIC, NUMBER, TOKEN = "https://voz.example", "+576015550100", "7e" * 16
RATES = (2, 5, 10)
MEASURE_S, P99_BAR_MS = 15.0, 100.0
_THINK_TIME_S = 0.3
_STEP_LIMIT = 12
_SETTLE_S = 1.0


@dataclass
class WebhookResult:
    """Results of the webhooks.

    Attributes:
        waits_ms: the time until each answer.
        failed: answers with a status other than 200 and 204.
    """

    waits_ms: list[float] = field(default_factory=list)
    failed: int = 0


class WebhookLoad:
    """The webhooks of many calls."""

    def __init__(self, http: aiohttp.ClientSession, web: str) -> None:
        self._http, self._web = http, web
        self._signer = RequestValidator(TOKEN)
        self.result = WebhookResult()
        self.waited = 0

    async def call(self, number: int) -> None:
        """Play one call: press 1 when keys are gathered, and hang up when music plays."""
        call_fields = {
            "CallSid": f"CA{uuid.uuid4().hex}",
            "From": f"+57300{number:07d}",
            "To": NUMBER,
            "CallStatus": "ringing",
        }
        url, pressed = f"{PUBLIC}/twilio/voice/incoming", dict[str, str]()
        for _ in range(_STEP_LIMIT):
            document = await self._ask(url, call_fields | pressed)
            url, gathers, waits = _read(document)
            if not url or waits:
                break
            await asyncio.sleep(_THINK_TIME_S)
            pressed = {"Digits": "1"} if gathers else {}
        self.waited += bool(url)
        await self._ask(f"{PUBLIC}/twilio/voice/status", {**call_fields, "CallStatus": "completed"})

    async def _ask(self, url: str, form: Mapping[str, str]) -> str:
        signed = self._signer.compute_signature(url, dict(form))
        loop = asyncio.get_running_loop()
        began = loop.time()
        headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
        async with self._http.post(
            self._web + url.removeprefix(PUBLIC), data=urlencode(form), headers=headers
        ) as response:
            text = await response.text()
        self.result.waits_ms.append((loop.time() - began) * 1000)
        self.result.failed += response.status not in (200, 204)
        return text


def _read(document: str) -> tuple[str, bool, bool]:
    """Parse TwiML; return the next URL, whether it gathers keys, and whether it plays a loop."""
    root = ElementTree.fromstring(document)
    gather, redirect, play = root.find("Gather"), root.find("Redirect"), root.find("Play")
    waits = play is not None and play.get("loop", "1") != "1"
    if gather is not None:
        return gather.get("action", ""), True, False
    return (redirect.text or "") if redirect is not None else "", False, waits


async def _run_at_rate(web: str, a_second: float) -> WebhookLoad:
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        twilio = WebhookLoad(http, web)
        began = loop.time()
        async with asyncio.TaskGroup() as calls:
            for number in range(int(a_second * MEASURE_S)):
                await asyncio.sleep(began + number / a_second - loop.time())
                calls.create_task(twilio.call(number))
    return twilio


async def _measure() -> list[Row]:
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = {
        "gateway": "twilio",
        "twilio_account_sid": "AC" + "5a" * 16,
        "twilio_auth_token": TOKEN,
        "twilio_api": nobody,
        "twilio_url": PUBLIC,
        "twilio_number": NUMBER,
        "twilio_phones": "sip:{user}@voz.example",
    }
    rows = []
    async with running_system(("recorder", "router", "api", "gateway"), **settings) as stage:
        await _run_at_rate(stage.web, 1.0)  # the first requests load modules
        for rate in RATES:
            await asyncio.sleep(_SETTLE_S)
            used = stage.cpu_s("api")
            twilio = await _run_at_rate(stage.web, rate)
            cpu = 100 * (stage.cpu_s("api") - used) / MEASURE_S
            rows += _rows(rate, twilio, cpu)
    return [*rows, row("carga de la máquina al terminar", load_average(), "procesos")]


def _rows(rate: int, twilio: WebhookLoad, cpu: float) -> list[Row]:
    name, result = f"Twilio, {rate} llamadas/s", twilio.result
    calls = int(rate * MEASURE_S)
    return [
        row(f"{name}: webhooks/s", len(result.waits_ms) / MEASURE_S, "webhooks"),
        row(f"{name}: respuesta, p50", percentile(result.waits_ms, 0.5), "ms"),
        row(f"{name}: respuesta, p99", percentile(result.waits_ms, 0.99), "ms", f"< {P99_BAR_MS:g}"),
        row(f"{name}: respuestas fallidas", result.failed, "respuestas", "≤ 0"),
        row(f"{name}: llamadas que no llegaron a la cola", calls - twilio.waited, "llamadas", "≤ 0"),
        row(f"{name}: CPU de la API", cpu, "% de un núcleo"),
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return asyncio.run(_measure())
