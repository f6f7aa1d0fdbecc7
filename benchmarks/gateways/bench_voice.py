"""Measures the media of the embedded gateway: CPU, pacing, and the delay that a bridge adds.

Owns the measurement: a media process with our MediaLoop, and a peer process that plays all the phones, sends a packet
every 20 ms on each stream, and reads the kernel's timestamp of each packet received. Loopback only; a run takes about a
minute. Run it with ``python -m benchmarks.gateways.bench_voice``.
"""

import gc
import multiprocessing
import select
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any, TypedDict

from telephony.port import UnknownSound
from telephony.pyvoip.media.g711 import ULAW_TO_ALAW
from telephony.pyvoip.media.loop import MediaLoop, MediaStream, steady_interpreter
from telephony.pyvoip.media.tones import tone

HOST = "127.0.0.1"
PORTS = range(20000, 30000)
SETTLE_S = 1.0
MEASURE_S = 6.0
FRAME_S = 0.02
_SLOTS = 5
_SO_TIMESTAMPNS = 35  # Linux asm-generic/socket.h
_TIMESPEC = struct.Struct("@qq")
_PEER_DEADLINE_S = 60.0
_BURST_S = 0.02


class Row(TypedDict):
    """One number with its bar and goal; see ``benchmarks/run.py``."""

    name: str
    value: float
    unit: str
    bar: str
    goal: str
    holds: bool


@dataclass(frozen=True)
class Load:
    """The load of the media process.

    Attributes:
        calls: the number of calls.
        bridged: each call is two bridged legs instead of one that hears music.
        busy: another thread of the process computes half of the time, in bursts of 20 ms, and creates garbage.
    """

    calls: int
    bridged: bool = False
    busy: bool = False

    @property
    def legs(self) -> int:
        """The number of streams."""
        return self.calls * 2 if self.bridged else self.calls


@dataclass(frozen=True)
class Outcome:
    """Results: CPU in % of one core, gaps and delays in ms, lost packets."""

    cpu: float
    gaps: list[float]
    delays: list[float]
    lost: int


class _Music:
    """Sounds with one sound."""

    def __init__(self) -> None:
        self._ulaw = tone((440.0,), 5.0)
        self._alaw = self._ulaw.translate(ULAW_TO_ALAW)

    def ulaw(self, key: str) -> bytes:
        """Return the sound in μ-law."""
        if key != "music":
            raise UnknownSound(key)
        return self._ulaw

    def alaw(self, key: str) -> bytes:
        """Return the sound in A-law."""
        return self._alaw


class _NullListener:
    """Ignores every event."""

    def on_playback_ended(self, command_id: str, ended: str) -> None:
        """Ignore it."""

    def on_digits_collected(self, command_id: str, digits: str, ended: str) -> None:
        """Ignore it."""

    def on_media_lost(self) -> None:
        """Ignore it."""


def serve(load: Load, pipe: Connection) -> None:
    """Run the media process: open the legs, exchange ports with the peer, and send the CPU used."""
    loop = MediaLoop(bind=HOST, ports=PORTS, sounds=_Music(), deliver=lambda call: call())
    loop.start()
    streams = [loop.open(_NullListener()) for _ in range(load.legs)]
    pipe.send([stream.port for stream in streams])
    _connect(load, streams, pipe.recv())
    steady_interpreter()
    time.sleep(SETTLE_S)
    pipe.send("begin")
    wall, cpu = time.monotonic(), time.process_time()
    _pass_time(load, MEASURE_S)
    share = (time.process_time() - cpu) / (time.monotonic() - wall)
    pipe.send((100 * share, sum(stream.stats().lost for stream in streams)))
    loop.stop()


def _connect(load: Load, streams: list[MediaStream], ports: list[int]) -> None:
    for stream, port in zip(streams, ports, strict=True):
        stream.connect(HOST, port, "PCMU", 101)
        if not load.bridged:
            stream.music("music")
    if load.bridged:
        for one, other in zip(streams[::2], streams[1::2], strict=True):
            one.bridge(other)


def _pass_time(load: Load, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if load.busy:
            _compute(time.monotonic() + _BURST_S)
        time.sleep(_BURST_S)


def _compute(end: float) -> None:
    while time.monotonic() < end:
        garbage: list[Any] = [{"n": n} for n in range(50)]
        garbage.append(garbage)


class _Phones:
    """All phones of the peer process, one socket each."""

    def __init__(self, ports: list[int]) -> None:
        self.sockets = [self._phone() for _ in ports]
        self._targets = [(HOST, port) for port in ports]
        self._by_fd = {phone.fileno(): index for index, phone in enumerate(self.sockets)}
        self._epoll = select.epoll()
        for fd in self._by_fd:
            self._epoll.register(fd, select.EPOLLIN)
        self._sent = 0
        self.arrivals: list[list[int]] = [[] for _ in ports]
        self.delays: list[float] = []

    @staticmethod
    def _phone() -> socket.socket:
        phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        phone.bind((HOST, 0))
        phone.setblocking(False)
        phone.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        return phone

    def run(self, pipe: Connection) -> None:
        """Send and receive until the pipe says to stop."""
        due, end = time.monotonic(), time.monotonic() + _PEER_DEADLINE_S
        for slot in _cycle_slots(_SLOTS):
            due += FRAME_S / _SLOTS
            time.sleep(max(0.0, due - time.monotonic()))
            self._send(slot)
            self._receive()
            if due > end or (pipe.poll() and not self._handle_command(pipe)):
                return

    def _handle_command(self, pipe: Connection) -> bool:
        if pipe.recv() != "begin":
            return False
        self.arrivals = [[] for _ in self.sockets]
        self.delays.clear()
        return True

    def _send(self, slot: int) -> None:
        if slot == 0:
            self._sent += 1
        for index in range(slot, len(self.sockets), _SLOTS):
            header = struct.pack("!BBHII", 128, 0, self._sent & 0xFFFF, self._sent * 160, index)
            packet = header + struct.pack("!q", time.time_ns()) + bytes(152)
            self.sockets[index].sendto(packet, self._targets[index])

    def _receive(self) -> None:
        for fd, _ in self._epoll.poll(0):
            index = self._by_fd[fd]
            data, details, _, _ = self.sockets[index].recvmsg(2048, 64)
            seconds, nanoseconds = _TIMESPEC.unpack(details[0][2][:16])
            at = seconds * 1_000_000_000 + nanoseconds
            self.arrivals[index].append(at)
            self.delays.append((at - struct.unpack_from("!q", data, 12)[0]) / 1e6)

    def gaps(self) -> list[float]:
        """Return the sorted milliseconds between packets of the same stream."""
        return sorted((b - a) / 1e6 for times in self.arrivals for a, b in pairwise(times))


def _cycle_slots(count: int) -> Iterator[int]:
    while True:
        yield from range(count)


def play_phones(load: Load, pipe: Connection) -> None:
    """Run the peer process."""
    phones = _Phones(pipe.recv())
    pipe.send([phone.getsockname()[1] for phone in phones.sockets])
    gc.disable()
    phones.run(pipe)
    pipe.send((phones.gaps(), phones.delays if load.bridged else []))


def measure(load: Load) -> Outcome:
    """Measure a load for some seconds."""
    context = multiprocessing.get_context("spawn")
    media, media_end = context.Pipe()
    peer, peer_end = context.Pipe()
    children = [
        context.Process(target=serve, args=(load, media_end), daemon=True),
        context.Process(target=play_phones, args=(load, peer_end), daemon=True),
    ]
    for child in children:
        child.start()
    try:
        return _conduct(media, peer)
    finally:
        for child in children:
            child.join(5.0)
            child.kill()


def measure_thrice(load: Load) -> Outcome:
    """Return the run of three with the median p99 gap, because of the machine's other load."""
    return sorted((measure(load) for _ in range(3)), key=lambda outcome: _percentile(outcome.gaps, 0.99))[1]


def _conduct(media: Connection, peer: Connection) -> Outcome:
    peer.send(_receive_from(media))
    media.send(_receive_from(peer))
    peer.send(_receive_from(media))
    cpu, lost = _receive_from(media)
    peer.send("enough")
    gaps, delays = _receive_from(peer)
    return Outcome(cpu, gaps, delays, lost)


def _receive_from(pipe: Connection) -> Any:
    if not pipe.poll(_PEER_DEADLINE_S):
        raise TimeoutError("the other process of the benchmark says nothing")
    return pipe.recv()


def _row(name: str, value: float, unit: str, bar: float | None = None, goal: str = "") -> Row:
    limit = "" if bar is None else f"≤ {bar:g}"
    return Row(name=name, value=round(value, 2), unit=unit, bar=limit, goal=goal, holds=bar is None or value <= bar)


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _paced_rows(name: str, outcome: Outcome) -> list[Row]:
    """Return rows without bars."""
    gaps = outcome.gaps
    return [
        _row(f"{name}: CPU", outcome.cpu, "% de un núcleo"),
        _row(f"{name}: intervalo p50", _percentile(gaps, 0.5), "ms"),
        _row(f"{name}: intervalo p99", _percentile(gaps, 0.99), "ms"),
        _row(f"{name}: intervalo máximo", gaps[-1], "ms"),
        _row(f"{name}: paquetes perdidos", outcome.lost, "paquetes"),
    ]


def _with_bars(rows: list[Row], bars: dict[str, float], goal: str) -> list[Row]:
    """Add the bars to the rows, by the end of their names."""
    bar_by_name = {row["name"]: bar for row in rows for end, bar in bars.items() if row["name"].endswith(end)}
    return [_row(row["name"], row["value"], row["unit"], bar_by_name.get(row["name"]), goal) for row in rows]


def _bridged_rows(name: str, outcome: Outcome) -> list[Row]:
    ordered = sorted(outcome.delays)
    tenth = len(outcome.delays) // 10
    first, last = sorted(outcome.delays[:tenth]), sorted(outcome.delays[-tenth:])
    return [
        _row(f"{name}: CPU", outcome.cpu, "% de un núcleo"),
        _row(f"{name}: retardo añadido p50", _percentile(ordered, 0.5), "ms", 20.0, "≤ 1 paquete"),
        _row(f"{name}: retardo añadido p99", _percentile(ordered, 0.99), "ms", 20.0, "≤ 1 paquete"),
        _row(f"{name}: deriva", abs(_percentile(last, 0.5) - _percentile(first, 0.5)), "ms", 5.0, "0"),
        _row(f"{name}: intervalo p99", _percentile(outcome.gaps, 0.99), "ms"),
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    bars = {"CPU": 50.0, "p99": 22.0, "máximo": 60.0}
    rows = _with_bars(_paced_rows("voz, 300 llamadas", measure_thrice(Load(300))), bars, "lo mismo con 500")
    rows += _paced_rows("voz, 500 llamadas", measure(Load(500)))
    rows += _paced_rows("voz, 300 llamadas y otro hilo ocupado a medias", measure(Load(300, busy=True)))
    return rows + _bridged_rows("voz, 100 puentes", measure(Load(100, bridged=True)))


def main() -> None:
    """Print the table."""
    for row in run():
        print(f"{row['name']:66} {row['value']:8} {row['unit']:14} {row['bar']:6} {'' if row['holds'] else 'NO'}")


if __name__ == "__main__":
    main()
