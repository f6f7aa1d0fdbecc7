"""Measures how many decisions per second the router makes, their cost, and how soon a free advisor gets an offer.

Owns the measurement: one real Valkey that waits for the disk at each write, twenty connections with one request each,
and another connection that reads the offers from the gateway's mailbox. A decision is an act that chooses: a call
enters the queue (and is offered, if an advisor is ready), an answered offer assigns the call to the advisor, a freed
advisor gets the next call. Each call takes three decisions in five acts; the two that open and end it do not count.
Each campaign, the same commands without decisions, and an empty function are measured alternately, several times, so
that other load of the machine affects all of them. Loopback only. Run it with ``python benchmarks/run.py routing``.
"""

import asyncio
import gc
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.routing import straight_line
from benchmarks.routing.straight_line import StraightSpeaker, commands_of_a_call
from benchmarks.routing.traffic import DECISIONS, RouterWords, Tally, Traffic, TrafficStep
from benchmarks.routing.valkey_connections import AnswerHandler, CommandWords, ConnectionPool, ValkeyConnection
from benchmarks.system.running_system import Row, load_average, percentile, row
from call_router import library
from storage.embedded.valkey import EmbeddedValkey

CONNECTIONS, CALLERS = 20, 60
POINTS = [(advisors, waiting) for waiting in (0, 20_000) for advisors in (10, 100, 1_000, 10_000)]
POINTS += [(10_000, 100_000)]
PEER = (1_000, 20_000)
FEW, MANY = 100, 10_000
ROUNDS, SLICE_S = 9, 0.5
OPEN_ADVISORS, OPEN_WAITING, OPEN_RATE, OPEN_S = 5_000, 20_000, 500, 10.0
STOCK = 200
BENCHMARK_REQUESTS = 50_000
STRAIGHT, NOTHING = "las mismas órdenes en línea recta", "función vacía"
NOT_INSIDE = frozenset({"fcall", "info", "xread"})
BAR, GOAL = "≥ 5000", "≥ 5000"
SCALE = """#!lua name=atencion_escala
redis.register_function('atencion_nada', function() return 1 end)
redis.register_function('atencion_doce', function(keys)
  for i = 1, 6 do
    redis.call('HGET', keys[1], i)
    redis.call('HSET', keys[1], i, i)
  end
  return 1
end)"""
OTHERS = {
    "SET": ("SET", "k", "v" * 100),
    "función vacía": ("FCALL", "atencion_nada", "0"),
    "función de doce órdenes": ("FCALL", "atencion_doce", "1", "doce:__rand_int__"),
}


@dataclass
class Slice:
    """Results of a slice of time.

    Attributes:
        decisions: per second.
        acts: per second.
        function_us: the server's time inside the function, per act.
        inside: Valkey commands per act.
        server: CPU of the server in % of a core.
        client: CPU of the client in % of a core.
    """

    decisions: float
    acts: float
    function_us: float
    inside: float
    server: float
    client: float


@dataclass
class Measurements:
    """All results by the name of the load; ``server`` holds the server's version and allocator."""

    slices: dict[str, list[Slice]] = field(default_factory=lambda: defaultdict(list))
    claims: list[float] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    benchmark: dict[str, float] = field(default_factory=dict)
    disk_ms: list[float] = field(default_factory=list)
    steady: float = 0.0
    server: str = ""

    def middle(self, name: str, of: str) -> float:
        """Return the median of a figure over the rounds."""
        return statistics.median(float(getattr(each, of)) for each in self.slices[name])

    def ratio(self, name: str, other: str, of: str) -> float:
        """Return the median of the ratios of two loads in the same round."""
        pairs = zip(self.slices[name], self.slices[other], strict=True)
        return statistics.median(float(getattr(one, of) / getattr(two, of)) for one, two in pairs)


class Usage(NamedTuple):
    """Totals so far: CPU of server and client (s), function calls, their time (µs), their commands."""

    server_s: float
    client_s: float
    functions: int
    function_us: int
    inside: int

    def since(self, before: "Usage") -> "Usage":
        """Return what was used after an earlier moment."""
        return Usage(
            self.server_s - before.server_s,
            self.client_s - before.client_s,
            self.functions - before.functions,
            self.function_us - before.function_us,
            self.inside - before.inside,
        )


class Bench:
    """One server and its connections."""

    def __init__(self, path: str, pid: int) -> None:
        """Connect, and load the functions."""
        self.path, self._pid = path, pid
        self.line = ValkeyConnection(path)
        self.board = ConnectionPool(path, CONNECTIONS)
        self.line.ask("CONFIG", "SET", "auto-aof-rewrite-percentage", 0)  # no fork during a measurement
        for text in (library.library_text(), straight_line.library_text(commands_of_a_call(self.line)), SCALE):
            self.line.ask("FUNCTION", "LOAD", text)

    def server(self) -> str:
        """Return the server's name, version and allocator, which affect the figures."""
        info = dict(re.findall(r"(\w+):(\S+)", self.line.ask("INFO", "server", "memory").decode()))
        return f"Valkey {info.get('valkey_version', info['redis_version'])}, {info['mem_allocator']}"

    def traffic(self, speaker: Any, advisors: int, waiting: int) -> Traffic:
        """Fill a campaign quickly, and then configure that each write waits for the disk."""
        self.line.ask("CONFIG", "SET", "appendfsync", "everysec")
        traffic = Traffic(speaker, self.path, advisors, waiting, CALLERS)
        traffic.fill(self.board)
        self.line.ask("CONFIG", "SET", "appendfsync", "always")
        os.sync()  # otherwise the disk writes it during the measurement
        return traffic

    @contextmanager
    def listening(self, traffic: Traffic, hear: Callable[[], None]) -> Iterator[None]:
        """Listen to a campaign's offers during a measurement, without garbage collection in the client."""
        self.board.listen(traffic.ear, hear)
        gc.collect()
        gc.disable()
        yield
        gc.enable()
        self.board.ignore(traffic.ear)

    def measure_busy(self, traffic: Traffic) -> Slice:
        """Measure a campaign with every connection busy."""
        traffic.tally = Tally()
        with self.listening(traffic, traffic.add_answers):
            return self._measure_slice(traffic.next_step, traffic.speaker.words, traffic.handle_reply, traffic.tally)

    def measure_idle(self) -> Slice:
        """Measure an empty function with every connection busy."""
        tally = Tally()
        step = TrafficStep("nothing")

        def answered(_step: TrafficStep, _reply: Any) -> None:
            tally.acts += 1

        return self._measure_slice(lambda: step, lambda _: ("FCALL", "atencion_nada", 0), answered, tally)

    def _measure_slice(
        self,
        next_step: Callable[[], TrafficStep | None],
        words: Callable[[TrafficStep], CommandWords],
        answered: AnswerHandler,
        tally: Tally,
    ) -> Slice:
        before, began = self._usage(), time.monotonic()
        self.board.closed_loop(next_step, words, answered, until=began + SLICE_S)
        seconds = time.monotonic() - began
        used = self._usage().since(before)
        return Slice(
            decisions=tally.decisions / seconds,
            acts=tally.acts / seconds,
            function_us=used.function_us / used.functions,
            inside=used.inside / used.functions,
            server=100 * used.server_s / seconds,
            client=100 * used.client_s / seconds,
        )

    def _usage(self) -> Usage:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        server_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        stats = dict(_command_stats(self.line.ask("INFO", "commandstats").decode()))
        functions, function_us = stats.get("fcall", (0, 0))
        inside = sum(calls for name, (calls, _) in stats.items() if name not in NOT_INSIDE)
        return Usage(server_s, time.process_time(), functions, function_us, inside)


def _command_stats(info: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each command with its number of calls and total time (µs)."""
    for name, calls, microseconds in re.findall(r"cmdstat_(\S+?):calls=(\d+),usec=(\d+)", info):
        yield name, (int(calls), int(microseconds))


class SteadyTraffic:
    """Decisions at random times with a fixed average rate, whether or not the router keeps up."""

    def __init__(self, traffic: Traffic, measured: Measurements) -> None:
        """Create an empty stock of decisions of each kind."""
        self._traffic, self._measured = traffic, measured
        self._stock: dict[str, deque[TrafficStep]] = {act: deque() for act in sorted(DECISIONS)}
        self._acts = cycle(("complete", "answer", "enqueue"))
        self._between: deque[TrafficStep] = deque()  # steps that must precede a decision, sent at once
        self._claimed: dict[str, float] = {}
        self._chance = random.Random(0)
        self._due = 0.0

    def prepare(self, board: ConnectionPool) -> None:
        """Fill the stock: end conversations, complete half of their wrap-ups, collect answers and open calls."""
        traffic = self._traffic
        ended = [traffic.talking.popleft() for _ in range(2 * STOCK)]
        traffic.run_all(board, ended)
        traffic.run_all(board, [TrafficStep("complete", advisor=step.advisor) for step in ended[:STOCK]])
        while len(self._stock["answer"]) < STOCK:
            self._stock["answer"].extend(traffic.take_answers())
        self._stock["complete"].extend(TrafficStep("complete", advisor=step.advisor) for step in ended[STOCK:])
        opened = [traffic.new_call() for _ in range(STOCK)]
        traffic.run_all(board, opened)
        self._stock["enqueue"].extend(TrafficStep("enqueue", step.call) for step in opened)

    def begin(self) -> None:
        """Make the first step due now."""
        self._due = time.monotonic()

    def due(self) -> float:
        """Return when the next step is due."""
        return 0.0 if self._between else self._due

    def next_step(self) -> TrafficStep:
        """Return the next step."""
        if self._between:
            return self._between.popleft()
        step = self._stock[next(self._acts)].popleft()._replace(due=self._due)
        if step.act == "complete":
            self._claimed[step.advisor] = self._due
        self._due += self._chance.expovariate(OPEN_RATE)
        return step

    def handle_reply(self, step: TrafficStep, _reply: Any) -> None:
        """Record the wait of a decision, and add the steps that refill the stock."""
        self._traffic.count(step)
        if step.act in DECISIONS:
            self._measured.waits[step.act].append(1000 * (time.monotonic() - step.due))
        self._between.extend(self._before_the_next(step))

    def _before_the_next(self, step: TrafficStep) -> Iterator[TrafficStep]:
        if step.act == "open":
            self._stock["enqueue"].append(TrafficStep("enqueue", step.call))
        elif step.act == "enqueue":
            yield self._traffic.new_call()
        elif step.act == "answer":
            self._traffic.talking.append(TrafficStep("release", step.call, step.advisor))
        elif step.act == "release":
            self._stock["complete"].append(TrafficStep("complete", advisor=step.advisor))
        elif step.act == "complete":
            yield self._traffic.talking.popleft()

    def add_answers(self) -> None:
        """Read new offers; record how long after the wrap-up's end each came, and stock its answer."""
        now = time.monotonic()
        for step in self._traffic.take_answers():
            self._measured.claims.append(1000 * (now - self._claimed.pop(step.advisor)))
            self._stock["answer"].append(step)


def _measure_steady(bench: Bench, measured: Measurements) -> None:
    traffic = bench.traffic(RouterWords("constante"), OPEN_ADVISORS, OPEN_WAITING)
    steady = SteadyTraffic(traffic, measured)
    steady.prepare(bench.board)
    traffic.tally = Tally()
    with bench.listening(traffic, steady.add_answers):
        steady.begin()
        began = time.monotonic()
        bench.board.open_loop(steady.due, steady.next_step, traffic.speaker.words, steady.handle_reply, began + OPEN_S)
    measured.steady = traffic.tally.decisions / (time.monotonic() - began)


def _measure_in_turns(bench: Bench, measured: Measurements) -> None:
    campaigns = {}
    for point in POINTS:
        campaigns[_name(*point)] = bench.traffic(RouterWords("a{}e{}".format(*point)), *point)
        if point == PEER:  # both are measured one after the other in every round
            campaigns[STRAIGHT] = bench.traffic(StraightSpeaker("recta"), *PEER)
    for _ in range(ROUNDS):
        measured.slices[NOTHING].append(bench.measure_idle())
        for name, traffic in campaigns.items():
            measured.slices[name].append(bench.measure_busy(traffic))


def _run_peer_benchmark(path: str) -> dict[str, float]:
    """Return the rates of Valkey's own benchmark, a client in C, on the same server; empty if it is not installed."""
    program = shutil.which("valkey-benchmark") or shutil.which("redis-benchmark")
    rates = {}
    for name, words in OTHERS.items():
        if program is not None:
            command = [program, *f"-s {path} -c {CONNECTIONS} -n {BENCHMARK_REQUESTS} -r 10000 --csv".split(), *words]
            output = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
            rates[name] = float(output.splitlines()[-1].split('","')[1])
    return rates


def _disk_ms(folder: Path) -> list[float]:
    """Measure how long the disk takes for fdatasync of 2 kB, as the server uses it."""
    took = []
    with (folder / "disk").open("wb", buffering=0) as file:
        for _ in range(1_000):
            file.write(bytes(2_000))
            began = time.monotonic()
            os.fdatasync(file.fileno())
            took.append(1000 * (time.monotonic() - began))
    return took


async def _measure() -> Measurements:
    measured = Measurements()
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        measured.disk_ms = _disk_ms(Path(folder))
        server = EmbeddedValkey(Path(folder) / "valkey")
        async with server as url:
            bench = Bench(url.removeprefix("unix://"), server.pid)
            measured.server = bench.server()
            _measure_in_turns(bench, measured)
            _measure_steady(bench, measured)
            measured.benchmark = _run_peer_benchmark(bench.path)
    return measured


def _name(advisors: int, waiting: int) -> str:
    return f"encaminar, {advisors} asesores, {waiting} en espera"


def _grid_rows(measured: Measurements) -> Iterator[Row]:
    for point in POINTS:
        name = _name(*point)
        bars = (BAR, GOAL) if point[0] >= CONNECTIONS else ()  # with fewer advisors, some connections are idle
        yield row(name, measured.middle(name, "decisions"), "decisiones/s", *bars)
        yield row(f"{name}: función, por decisión", _decision_us(measured, name), "µs")


def _decision_us(measured: Measurements, name: str) -> float:
    """Return the server's time inside functions per decision, including the acts that decide nothing."""
    acts_each = measured.middle(name, "acts") / measured.middle(name, "decisions")
    return measured.middle(name, "function_us") * acts_each


def _peer_rows(measured: Measurements) -> Iterator[Row]:
    peer_name = _name(*PEER)
    yield row(f"{peer_name}: actos", measured.middle(peer_name, "acts"), "actos/s")
    yield row(f"{peer_name}: órdenes de Valkey por acto", measured.middle(peer_name, "inside"), "órdenes")
    yield row(f"{peer_name}: CPU de Valkey", measured.middle(peer_name, "server"), "% de un núcleo")
    yield row(f"{peer_name}: CPU del cliente", measured.middle(peer_name, "client"), "% de un núcleo")
    yield row(f"{STRAIGHT}, igual carga", measured.middle(STRAIGHT, "decisions"), "decisiones/s")
    yield row(f"{STRAIGHT}: órdenes de Valkey por acto", measured.middle(STRAIGHT, "inside"), "órdenes")
    yield row(f"{STRAIGHT}: función, por decisión", _decision_us(measured, STRAIGHT), "µs")
    share = 100 * measured.ratio(peer_name, STRAIGHT, "decisions")
    yield row("encaminar frente a las mismas órdenes en línea recta", share, "%", "≥ 70", "≥ 85")
    inside = 100 * measured.ratio(STRAIGHT, peer_name, "function_us")
    yield row("lo mismo, sólo dentro de la función", inside, "%")
    yield row(NOTHING, measured.middle(NOTHING, "acts"), "respuestas/s")
    for name, rate in measured.benchmark.items():
        yield row(f"valkey-benchmark, {CONNECTIONS} conexiones: {name}", rate, "respuestas/s")
    for share in (0.5, 0.99):
        yield row(f"disco: fdatasync de 2 kB, p{100 * share:g}", percentile(measured.disk_ms, share), "ms")


def _growth_rows(measured: Measurements) -> Iterator[Row]:
    for waiting in sorted({waiting for advisors, waiting in POINTS if advisors == FEW}):
        name = f"una decisión con {MANY} asesores frente a {FEW}, {waiting} en espera"
        cost = measured.ratio(_name(FEW, waiting), _name(MANY, waiting), "decisions")
        yield row(name, cost, "×", "≤ 1.5", "≤ 1.1")
    _, most = max(POINTS, key=lambda point: point[1])
    cost = measured.ratio(_name(MANY, 0), _name(MANY, most), "decisions")
    yield row(f"una decisión con {most} en espera frente a ninguna, {MANY} asesores", cost, "×")


def _steady_rows(measured: Measurements) -> Iterator[Row]:
    name = f"{OPEN_ADVISORS} asesores, {OPEN_WAITING} en espera, {OPEN_RATE} decisiones/s"
    yield row(f"{name}: hechas", measured.steady, "decisiones/s")
    for share in (0.5, 0.99):
        bar = "< 5" if share == 0.99 else ""
        at = percentile(measured.claims, share)
        yield row(f"{name}: asesor libre → llamada ofrecida, p{100 * share:g}", at, "ms", bar, bar)
    for act, spanish in (("enqueue", "poner en cola"), ("answer", "contestar")):
        yield row(f"{name}: {spanish}, p99", percentile(measured.waits[act], 0.99), "ms")


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    measured = asyncio.run(_measure())
    parts = (_grid_rows, _peer_rows, _growth_rows, _steady_rows)
    rows = [each for part in parts for each in part(measured)]
    return [*rows, row(f"carga de la máquina al terminar ({measured.server})", load_average(), "procesos")]
