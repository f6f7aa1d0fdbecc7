"""Measures the time from a key to the prompt that the caller hears, on the whole system with all its processes.

Owns the measurement: the system as `atencion serve` runs it (gateway, driver, Valkey, recorder, API, PostgreSQL), in a
temporary folder; callers on bare sockets who send audio all the time, press keys by RFC 4733, and recognize the next
prompt by the bytes of its first packet. Loopback only. Run it with ``python benchmarks/run.py digits``.
"""

import asyncio
import random
import socket
import statistics
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import uvloop

from atencion.runtime.context import sounds_folder
from atencion.supervisor.system import run_system
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from config.settings import SAMPLE_SITE, Settings, load_settings
from config.site.loader import load_site, with_open_hours
from config.site.model import Site
from ivr.sounds import load_sounds
from storage.valkey import connect
from telephony.pyvoip.media.loop import steady_interpreter

Row = dict[str, Any]

HOST = "127.0.0.1"
LINE, MENU_PROMPT, QUEUE = "bogota", "menu_bogota", "credito"
AGAIN, ADVISOR = "9", "1"
CALLERS, PRESSES = 20, 20
ARRIVALS, ARRIVALS_A_SECOND = 200, 10
PROMPT_BAR_MS, ANSWER_BAR_MS = 200.0, 50.0
DEADLINE_S = 60.0
_FRAME = 160  # samples of 20 ms
_EVENT = 101
_SILENCE = bytes([0xFF]) * _FRAME


class Voice(asyncio.DatagramProtocol):
    """The audio of one caller. ``begins`` holds the possible first packets of the menu's prompt."""

    def __init__(self, begins: frozenset[bytes]) -> None:
        self._begins = begins
        self._target: tuple[str, int] | None = None
        self._sequence, self._timestamp, self._source = 0, 0, random.getrandbits(32)
        self._keys: list[tuple[str, asyncio.Future[float]]] = []
        self._speaking: asyncio.Task[None] | None = None
        self._heard: list[asyncio.Future[float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]
        self._loop = asyncio.get_running_loop()

    def speak_to(self, port: int) -> None:
        """Send audio to a port until stopped."""
        self._target = (HOST, port)
        self._speaking = asyncio.create_task(self._speak())

    def stop(self) -> None:
        """Stop sending, and close the socket."""
        if self._speaking is not None:
            self._speaking.cancel()
        self._transport.close()

    def press(self, key: str) -> "asyncio.Future[float]":
        """Press a key for 100 ms; return a future of the time at which its first packet is sent."""
        pressed: asyncio.Future[float] = self._loop.create_future()
        self._keys.append((key, pressed))
        return pressed

    def next_menu_start(self) -> "asyncio.Future[float]":
        """Return a future of the time at which the menu's prompt next begins."""
        heard: asyncio.Future[float] = self._loop.create_future()
        self._heard.append(heard)
        return heard

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Detect the beginning of the prompt (asyncio's callback)."""
        if self._heard and data[12:] in self._begins:
            for each in self._heard:
                each.set_result(time.perf_counter())
            self._heard.clear()

    async def _speak(self) -> None:
        due = time.perf_counter()
        while True:
            frames = self._key_frames(*self._keys.pop(0)) if self._keys else [(0, self._timestamp, _SILENCE)]
            for kind, timestamp, payload in frames:
                self._send(kind, timestamp, payload)
                due += 0.02
                await asyncio.sleep(max(0.0, due - time.perf_counter()))

    def _key_frames(self, key: str, pressed: "asyncio.Future[float]") -> list[tuple[int, int, bytes]]:
        pressed.set_result(time.perf_counter())
        begins = self._timestamp
        lengths = [(_FRAME * (n + 1), 0) for n in range(5)] + [(5 * _FRAME, 0x80)] * 3
        return [(_EVENT, begins, struct.pack("!BBH", int(key), end | 10, length)) for length, end in lengths]

    def _send(self, kind: int, timestamp: int, payload: bytes) -> None:
        head = struct.pack("!BBHII", 0x80, kind, self._sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self._source)
        self._sequence += 1
        self._timestamp += _FRAME
        self._transport.sendto(head + payload, self._target)


class Callers(asyncio.DatagramProtocol):
    """The SIP of all callers, on one socket."""

    def __init__(self, target: int) -> None:
        self._target = (HOST, target)
        self._answers: dict[str, asyncio.Future[tuple[float, str]]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._port = transport.get_extra_info("sockname")[1]
        self._loop = asyncio.get_running_loop()

    async def call(self, call: str, rtp_port: int) -> tuple[float, int, str]:
        """Place a call; return the seconds to the 200, the gateway's RTP port, and the To of the dialog."""
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
            f"m=audio {rtp_port} RTP/AVP 0 {_EVENT}\r\na=rtpmap:{_EVENT} telephone-event/8000\r\n"
        )
        answer = self._answers[call] = self._loop.create_future()
        sent_at = time.perf_counter()
        self._send("INVITE", call, 1, "", sdp)
        at, text = await asyncio.wait_for(answer, DEADLINE_S)
        to = _header(text, "To")
        self._send("ACK", call, 1, to)
        return at - sent_at, int(text.partition("m=audio ")[2].split()[0]), to

    def hang_up(self, call: str, to: str) -> None:
        """End a call."""
        self._send("BYE", call, 2, to)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Complete the future of an INVITE with its 200 (asyncio's callback)."""
        text = data.decode()
        waiting = self._answers.get(_header(text, "Call-ID"))
        if text.startswith("SIP/2.0 200") and waiting is not None and not waiting.done():
            waiting.set_result((time.perf_counter(), text))

    def _send(self, method: str, call: str, seq: int, to: str = "", body: str = "") -> None:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} sip:{LINE}@{HOST} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {HOST}:{self._port};branch=z9hG4bK{method}{call}\r\n"
            f"From: <sip:300@{HOST}>;tag={call}\r\nTo: {to or f'<sip:{LINE}@{HOST}>'}\r\nCall-ID: {call}\r\n"
            f"CSeq: {seq} {method}\r\nContact: <sip:300@{HOST}:{self._port}>\r\nMax-Forwards: 70\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self._transport.sendto(text.encode(), self._target)


class Advisors(asyncio.DatagramProtocol):
    """The phones of all advisors, on one socket: they ring and are never answered."""

    def __init__(self) -> None:
        self._ringing: set[str] = set()
        self._rings: asyncio.Future[float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]
        self._loop = asyncio.get_running_loop()

    def next_ring(self) -> "asyncio.Future[float]":
        """Return a future of the time at which the next phone rings."""
        self._rings = self._loop.create_future()
        return self._rings

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Ring, and stop ringing (asyncio's callback)."""
        text = data.decode()
        call = _header(text, "Call-ID")
        if text.startswith("INVITE"):
            self._transport.sendto(_response(text, "180 Ringing"), addr)
            if call not in self._ringing and self._rings is not None and not self._rings.done():
                self._rings.set_result(time.perf_counter())
            self._ringing.add(call)
        elif text.startswith("CANCEL"):
            self._transport.sendto(_response(text, "200 OK"), addr)
            self._transport.sendto(_response(text.replace("CANCEL", "INVITE"), "487 Request Terminated"), addr)


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as another user when we are root
        answers, prompts, rings = uvloop.run(_measure(Path(folder)))
    name = f"sistema entero, {CALLERS} llamadas en curso"
    return [
        *_rows(f"{name}: tecla → primer paquete del menú", prompts, PROMPT_BAR_MS),
        *_rows(f"{name}: INVITE → 200", answers, ANSWER_BAR_MS),
        *_rows(f"{name}: tecla → timbra el asesor", rings, None),
    ]


def _rows(name: str, seconds: Iterable[float], bar: float | None) -> list[Row]:
    ordered = sorted(1000 * each for each in seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return [_row(f"{name}, p50", statistics.median(ordered), None), _row(f"{name}, p99 de {len(ordered)}", p99, bar)]


def _row(name: str, value: float, bar: float | None) -> Row:
    limit = "" if bar is None else f"< {bar:.0f}"
    holds = bar is None or value < bar
    return {"name": name, "value": round(value, 2), "unit": "ms", "bar": limit, "goal": limit, "holds": holds}


async def _measure(folder: Path) -> tuple[list[float], list[float], list[float]]:
    site = with_open_hours(load_site(SAMPLE_SITE))
    callers = _free_port()
    settings = load_settings(
        {
            "data_dir": folder,
            "sip_port": _free_port(),
            "http_port": _free_port(),
            "own_callers": f"{HOST}:{callers}",
        }
    )
    async with run_system(settings, site) as served, _router(served, site) as router:
        async with asyncio.timeout(DEADLINE_S):
            while not await router.gateways():  # noqa: ASYNC110 - another process, so poll
                await asyncio.sleep(0.1)
        steady_interpreter()
        return await _scene(settings, router, _beginning(settings, site), callers)


@asynccontextmanager
async def _router(served: Settings, site: Site) -> AsyncIterator[CallRouter]:
    redis = connect(served.redis_url or "")
    try:
        yield CallRouter(redis, site.campaign)
    finally:
        await redis.aclose()


def _beginning(settings: Settings, site: Site) -> frozenset[bytes]:
    """Return the first packet of the menu's prompt that is not silence."""
    sound = load_sounds(site, settings.site, sounds_folder(settings)).ulaw(MENU_PROMPT)
    frames = (sound[at : at + _FRAME] for at in range(0, len(sound), _FRAME))
    return frozenset([next(frame for frame in frames if len(set(frame)) > 1)])


async def _scene(
    settings: Settings, router: CallRouter, begins: frozenset[bytes], callers_port: int
) -> tuple[list[float], list[float], list[float]]:
    loop = asyncio.get_running_loop()
    open_socket = partial(loop.create_datagram_endpoint, local_addr=(HOST, 0))
    made = await loop.create_datagram_endpoint(lambda: Callers(settings.sip_port), local_addr=(HOST, callers_port))
    callers = made[1]
    advisors = (await open_socket(Advisors))[1]
    voices = [(await open_socket(lambda: Voice(begins)))[1] for _ in range(CALLERS)]
    begun = [await _begin(callers, voice, f"a{index}-{voice.port}") for index, voice in enumerate(voices)]
    arriving = asyncio.create_task(_arrive(callers, voices[0].port))
    prompts = await asyncio.gather(*(_press_again(voice) for voice in voices))
    answers = await arriving
    rings = [await _choose_advisor(router, advisors, voice, index) for index, voice in enumerate(voices)]
    for (call, to), voice in zip(begun, voices, strict=True):
        callers.hang_up(call, to)
        voice.stop()
    await asyncio.sleep(1.0)
    return answers, [each for many in prompts for each in many], rings


async def _begin(callers: Callers, voice: Voice, call: str) -> tuple[str, str]:
    _, port, to = await callers.call(call, voice.port)
    voice.speak_to(port)
    return call, to


async def _press_again(voice: Voice) -> list[float]:
    """Press the key that repeats the menu, at random moments of the prompt; return how long each repetition took."""
    await asyncio.wait_for(voice.next_menu_start(), DEADLINE_S)
    waits = []
    for _ in range(PRESSES):
        await asyncio.sleep(random.uniform(0.5, 1.5))
        begins = voice.next_menu_start()
        pressed = await voice.press(AGAIN)
        waits.append(await asyncio.wait_for(begins, DEADLINE_S) - pressed)
    return waits


async def _arrive(callers: Callers, sink: int) -> list[float]:
    """Place further calls at a steady rate (open loop), one second each; return how long each waited for its answer."""
    waits: list[float] = []

    async def one(call: str) -> None:
        waited, _, to = await callers.call(call, sink)
        waits.append(waited)
        await asyncio.sleep(1.0)
        callers.hang_up(call, to)

    async with asyncio.TaskGroup() as calls:
        for number in range(ARRIVALS):
            calls.create_task(one(f"b{number}-{sink}"))
            await asyncio.sleep(1 / ARRIVALS_A_SECOND)
    return waits


async def _choose_advisor(router: CallRouter, advisors: Advisors, voice: Voice, index: int) -> float:
    user = f"medida{index}"
    await router.ready(AdvisorPhone(id=user, address=f"sip:{user}@{HOST}:{advisors.port}", queues={QUEUE: 5}))
    rings = advisors.next_ring()
    pressed = await voice.press(ADVISOR)
    waited = await asyncio.wait_for(rings, DEADLINE_S) - pressed
    await asyncio.sleep(0.2)
    return waited


def _response(request: str, status: str) -> bytes:
    copied = [line for line in request.split("\r\n") if line.startswith(("Via:", "From:", "Call-ID:", "CSeq:"))]
    to = f"To: {_header(request, 'To')};tag=1"
    return "\r\n".join([f"SIP/2.0 {status}", *copied, to, "Content-Length: 0", "", ""]).encode()


def _header(text: str, name: str) -> str:
    return text.partition(f"\r\n{name}: ")[2].partition("\r\n")[0]


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Print the table."""
    for row in run():
        print(f"{row['name']:66} {row['value']:8} {row['unit']:14} {row['bar']:6} {'' if row['holds'] else 'NO'}")


if __name__ == "__main__":
    main()
