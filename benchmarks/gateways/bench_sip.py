"""Measures how fast the embedded gateway answers, and how many calls per second it sustains.

Owns the measurement: the gateway in its own process, answering every call, and callers on a bare socket that send
INVITEs at a steady rate (open loop: a slow answer does not delay the others), acknowledge, and hang up after a second.
Loopback only. Run it with ``python -m benchmarks.gateways.bench_sip``.
"""

import asyncio
import logging
import multiprocessing
import os
import resource
import socket
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import structlog

from config.site.calls.sources import Sources, Trunk
from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.media.loop import steady_interpreter
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from telephony.pyvoip.sip.session.dialog_file import DialogFile
from telephony.softphone.scripted_users import InMemorySounds

Row = dict[str, Any]

HOST = "127.0.0.1"
MEASURE_S = 6.0
TALK_S = 1.0
DRAIN_S = 3.0
RATES = (20, 100, 150)
ANSWER_BAR_MS = 50.0
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
)


class Load(asyncio.DatagramProtocol):
    """Callers at a steady rate, with the time until each 200 in ms."""

    def __init__(self, target: int, sink: int) -> None:
        self.target, self.sink = (HOST, target), sink
        self.asked: dict[str, float] = {}
        self.answered: dict[str, float] = {}
        self.closed: set[str] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]
        self.loop = asyncio.get_running_loop()

    def invite(self, number: int) -> None:
        """Send the INVITE of a new call."""
        call = f"{number}-{self.port}"
        self.asked[call] = self.loop.time()
        self._send("INVITE", call, 1, "", SDP.format(port=self.sink))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Time the 200 of an INVITE; record the 200 of a BYE (asyncio's callback)."""
        text = data.decode()
        if not text.startswith("SIP/2.0 200"):
            return
        call = _header(text, "Call-ID")
        if _header(text, "CSeq").endswith("BYE"):
            self.closed.add(call)
        elif call not in self.answered:
            self.answered[call] = (self.loop.time() - self.asked[call]) * 1000
            to = _header(text, "To")
            self._send("ACK", call, 1, to)
            self.loop.call_later(TALK_S, self._send, "BYE", call, 2, to)

    def _send(self, method: str, call: str, seq: int, to: str = "", body: str = "") -> None:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} sip:bogota@{HOST} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {HOST}:{self.port};branch=z9hG4bK{method}{call}\r\n"
            f"From: <sip:300@{HOST}>;tag={call}\r\nTo: {to or f'<sip:bogota@{HOST}>'}\r\nCall-ID: {call}\r\n"
            f"CSeq: {seq} {method}\r\nContact: <sip:300@{HOST}:{self.port}>\r\nMax-Forwards: 70\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.transport.sendto(text.encode(), self.target)


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return [row for rate in RATES for row in _measure(rate)]


def _measure(rate: int) -> list[Row]:
    pipe, gateway_pipe = multiprocessing.get_context("spawn").Pipe()
    callers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    callers.bind((HOST, 0))
    arguments = (gateway_pipe, callers.getsockname()[1])
    gateway = multiprocessing.get_context("spawn").Process(target=_serve, args=arguments, daemon=True)
    gateway.start()
    waits, lost = asyncio.run(_call(pipe.recv(), rate, callers))
    pipe.send("stop")
    cpu_s = pipe.recv()
    gateway.join()
    waits.sort()
    name = f"señalización, {rate} llamadas/s"
    p50, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    percent = 100 * cpu_s / (MEASURE_S + TALK_S + DRAIN_S)
    return [
        _row(f"{name}: INVITE → 200, p50", p50, "ms", f"< {ANSWER_BAR_MS:.0f}", p50 < ANSWER_BAR_MS),
        _row(f"{name}: INVITE → 200, p99", p99, "ms", f"< {ANSWER_BAR_MS:.0f}", p99 < ANSWER_BAR_MS),
        _row(f"{name}: llamadas no contestadas o no cerradas", lost, "llamadas", "0", lost == 0),
        _row(f"{name}: CPU del proceso, voz incluida", percent, "% de un núcleo", "", True),
    ]


def _row(name: str, value: float, unit: str, bar: str, holds: bool) -> Row:
    return {"name": name, "value": round(value, 2), "unit": unit, "bar": bar, "goal": bar, "holds": holds}


async def _call(target: int, rate: int, callers: socket.socket) -> tuple[list[float], int]:
    loop = asyncio.get_running_loop()
    sink, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=(HOST, 0))
    transport, load = await loop.create_datagram_endpoint(
        lambda: Load(target, sink.get_extra_info("sockname")[1]), sock=callers
    )
    began = loop.time()
    for number in range(int(rate * MEASURE_S)):
        await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
        load.invite(number)
    await asyncio.sleep(TALK_S + DRAIN_S)
    transport.close()
    sink.close()
    return list(load.answered.values()), len(load.asked) - len(load.closed)


def _serve(pipe: Connection, callers: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(_answer_all(pipe, callers))


async def _answer_all(pipe: Connection, callers: int) -> None:
    """Answer every call; the callers are a trusted trunk by address and port, like an operator's."""
    trunk = Trunk(id="carga", name="Carga", address=HOST, port=callers)
    listed = TrustedSources(sources=Sources(trunks={trunk.id: trunk}))
    gateway = PyVoipGateway(
        sip_port=0,
        rtp_ports=range(40_000, 48_000),
        lines=lambda line: line,
        sounds=InMemorySounds({}),
        max_calls=1000,
        trusted_sources=lambda: listed,
        dialogs=DialogFile(Path("/dev/shm", f"bench-{os.getpid()}.dialogs"), slots=3000),
    )

    async def answer(signal: port.AnySignal) -> None:
        if isinstance(signal, port.CallOffered):
            await gateway.send(port.Answer(id="answer", call_id=signal.call_id))

    steady_interpreter()
    await gateway.start(answer)
    before = _cpu_s()
    pipe.send(gateway.sip_port)
    await asyncio.to_thread(pipe.recv)
    pipe.send(_cpu_s() - before)
    await gateway.stop()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _header(text: str, name: str) -> str:
    return text.partition(f"\r\n{name}: ")[2].partition("\r\n")[0]


def main() -> None:
    """Print the table."""
    for row in run():
        print(f"{row['name']:66} {row['value']:8} {row['unit']:14} {row['bar']:6} {'' if row['holds'] else 'NO'}")


if __name__ == "__main__":
    main()
