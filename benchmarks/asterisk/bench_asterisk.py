"""Compares our gateway on Asterisk with Asterisk's own Queue(): CPU per call, in alternating pairs of the same flow.

The flow: answer, menu, one digit by telephone event, music, ring, bridge, two seconds of conversation with G.711 both
ways, the caller hangs up. On one side the dialplan runs it with Read() and Queue() of 400 members; on the other side
our gateway runs it by ARI, without the router, which ``bench_routing`` measures. Further parts: many long conversations
at once, the same load on two nodes and on one, and recorded calls on both sides. Before and after each part, a caller
and an advisor check on each side that they hear each other.

In the part ``floor`` two sides serve calls at the same time, which shows small differences. The sides are ours,
Queue(), Queue() with Asterisk's call detail records, Queue() that reports by AMI, Read() and Dial() alone, and the same
with an ARI listener.

In the part ``lookup`` both sides are ours, with a menu in which callers key in the number of a petition and a document,
and hear its state; only one of them finds it.

    make bench-asterisk                                       # all: about 40 minutes on a quiet machine of two cores
    ATENCION_BENCH_PARTS=calls ATENCION_BENCH_RATES=60 ATENCION_BENCH_PAIRS=4 make bench-asterisk     # three minutes

Rates are calls per second. Parts are ``calls``, ``floor``, ``lookup``, ``media``, ``nodes`` and ``recording``; a run of
only some parts has its own result file.
"""

import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.asterisk.calls import (
    CALLING_S,
    RunResult,
    is_heard,
    measure_conversations,
    measure_rate,
    measure_side_by_side,
    retry_broken_runs,
)
from benchmarks.asterisk.contenders import (
    AsteriskDial,
    AsteriskDialWithAri,
    AsteriskQueue,
    AsteriskQueueWithAmi,
    AsteriskQueueWithCdr,
    AtencionGateway,
    AtencionMenu,
    Contender,
)
from benchmarks.asterisk.lookup_reception import Outcomes
from telephony.asterisk.node.installation import AsteriskNotInstalled, find_installation

RATES = tuple(int(rate) for rate in os.environ.get("ATENCION_BENCH_RATES", "20,40,60,80,100").split(","))
SOME_PARTS = os.environ.get("ATENCION_BENCH_PARTS", "")
PARTS = (SOME_PARTS or "calls,floor,lookup,media,nodes,recording").split(",")
RESULT = "-".join(["asterisk", *PARTS]) if SOME_PARTS else "asterisk"
PAIRS = int(os.environ.get("ATENCION_BENCH_PAIRS", "24"))
"""Pairs for each rate that has a bar."""
PAIRS_A_NODE = 2
"""One pair starts with Queue(), one with ours, so that slow changes of the host affect both."""
FEW_PAIRS = min(PAIRS, 4)
"""Pairs for a rate without a bar."""
WARM_RATE = 20
BARS = {60: 0.90, 80: 1.0}
TALKS = (100, 200)
NODES_RATE = 60
NODES_BAR = 1.10
LOOKUP_RATE = int(os.environ.get("ATENCION_BENCH_LOOKUP_RATE", "60"))
FLOOR_RATE = 40
"""Calls per second on each of two sides at the same time."""
FLOOR_ROUNDS = min(PAIRS, 5)
RECORDED_RATE = 40
RECORDED_AFTER_S = 3.0
"""Time after the last call by which its recording is complete."""
SETUP_STEP_MS = 4.0
"""Resolution of sipp's times."""
CEILING_P99_MS = 500.0
"""Limit for the 99th percentile of the set-up time at a rate that counts as sustained."""

Row = dict[str, object]
Runs = tuple[list[RunResult], list[RunResult]]


def run() -> list[Row]:
    """Measure and compare the sides; return no rows if Asterisk is not installed."""
    try:
        find_installation()
    except AsteriskNotInstalled as error:
        print(error, file=sys.stderr)
        return []
    rows: list[Row] = []
    heard: list[bool] = []
    for part in PARTS:
        with tempfile.TemporaryDirectory(prefix="ast-bench-") as folder:
            more, also_heard = _MEASURE[part](Path(folder))
            rows, heard = rows + more, heard + also_heard
    return [*rows, _row("callers and advisors who hear each other", sum(heard) / len(heard), "", "= 1", all(heard))]


def _measure_calls(folder: Path) -> tuple[list[Row], list[bool]]:
    """Measure ours and Queue() alternately, on new nodes for every few pairs.

    One node may use 5 % more CPU than the next for its whole life, perhaps because of its memory layout; so many pairs
    on the same two nodes say little more than one pair.
    """
    runs: dict[int, Runs] = {rate: ([], []) for rate in RATES}
    rows: list[Row] = []
    heard: list[bool] = []
    for number in range(0, PAIRS, PAIRS_A_NODE):
        rows, also_heard = _measure_node(folder, number, runs)
        heard += also_heard
    return _call_rows(runs) + rows, heard


def _measure_node(folder: Path, number: int, runs: dict[int, Runs]) -> tuple[list[Row], list[bool]]:
    """Measure some pairs at each rate that needs more of them, and add them to its runs."""
    peer = AsteriskQueue(f"cola-{number}", folder / f"q{number}")
    own = AtencionGateway(f"nuestro-{number}", folder / f"o{number}")

    def rows() -> list[Row]:
        for side in (peer, own):
            retry_broken_runs(measure_rate, [side], WARM_RATE)
        for rate, results in runs.items():
            if number >= FEW_PAIRS and rate not in BARS:
                continue
            for some, more in zip(results, _alternate([peer], [own], rate, PAIRS_A_NODE), strict=True):
                some.extend(more)
        return _memory_rows(peer, own)

    return _serve_and_measure((peer, own), rows)


def _measure_media(folder: Path) -> tuple[list[Row], list[bool]]:
    peer, own = AsteriskQueue("cola", folder / "q"), AtencionGateway("nuestro", folder / "o")
    return _serve_and_measure((peer, own), lambda: _media_rows(peer, own))


def _measure_nodes(folder: Path) -> tuple[list[Row], list[bool]]:
    one, second = AtencionGateway("nuestro", folder / "o"), AtencionGateway("segundo", folder / "p", slot=1)
    return _serve_and_measure((one, second), lambda: _node_rows(one, second))


def _measure_floor(folder: Path) -> tuple[list[Row], list[bool]]:
    """Measure pairs of sides at the same time."""
    queue, gateway = AsteriskQueue("cola-b", folder / "qb"), AtencionGateway("nuestro-b", folder / "ob", slot=1)
    queue_with_cdr, queue_with_ami = (
        AsteriskQueueWithCdr("cola-anota", folder / "qa"),
        AsteriskQueueWithAmi("cola-dice", folder / "qd"),
    )
    bare, dial_with_ari = AsteriskDial("sola", folder / "b", slot=1), AsteriskDialWithAri("oida", folder / "h", slot=1)
    pairs = (
        ("ours beside Queue()", gateway, queue),
        ("ours beside a Queue() with call detail records", gateway, queue_with_cdr),
        ("ours beside a Queue() that tells by AMI", gateway, queue_with_ami),
        ("Read() and Dial() alone beside Queue()", bare, queue),
        ("the same overheard by ARI beside Queue()", dial_with_ari, queue),
    )

    def rows() -> list[Row]:
        return [_row(f"at the same time, {name}", _cpu_ratio(*pair), "x") for name, *pair in pairs]

    return _serve_and_measure((queue, gateway, queue_with_cdr, queue_with_ami, bare, dial_with_ari), rows)


def _cpu_ratio(one: Contender, other: Contender) -> float:
    """Return the median of some rounds, after a warm-up; rounds with a lost call are left out."""
    retry_broken_runs(measure_side_by_side, one, other, FLOOR_RATE)
    ratios = [retry_broken_runs(measure_side_by_side, one, other, FLOOR_RATE) for _ in range(FLOOR_ROUNDS)]
    print(one.node.node.name, other.node.node.name, ratios, file=sys.stderr, flush=True)
    return statistics.median(ratio for ratio in ratios if not math.isnan(ratio))


def _measure_recorded(folder: Path) -> tuple[list[Row], list[bool]]:
    peer = AsteriskQueue("cola-graba", folder / "qg", records=True)
    own = AtencionGateway("nuestro-graba", folder / "og", records=True)

    def rows() -> list[Row]:
        runs = _alternate([peer], [own], RECORDED_RATE, FEW_PAIRS)
        rows = _rate_rows(f", recorded, {RECORDED_RATE} calls/s", *runs)
        rows += _media_rows(peer, own, ", recorded")
        calls = 1 + FEW_PAIRS * RECORDED_RATE * CALLING_S + sum(TALKS)
        time.sleep(RECORDED_AFTER_S)
        share = min(1.0, own.count_recordings() / calls)  # a run in which sipp failed was repeated
        rows.append(_row("recorded talks that have a recording", share, "", "= 1", share == 1.0))
        rows.append(
            _row("Queue()'s recorded talks that have a recording", min(1.0, peer.count_recordings() / calls), "")
        )
        return rows

    return _serve_and_measure((peer, own), rows)


def _measure_lookup(folder: Path) -> tuple[list[Row], list[bool]]:
    """Measure a menu that says the state of a petition, with and without the look-up."""
    found = AtencionMenu("con-consulta", folder / "c", folder / "petitions.csv", looks_up=True)
    said = AtencionMenu("sin-consulta", folder / "s", folder / "petitions.csv", looks_up=False)

    def rows() -> list[Row]:
        for side in (said, found):
            retry_broken_runs(measure_rate, [side], min(WARM_RATE, LOOKUP_RATE))
        servers_cpu_s = -found.servers_cpu_s()
        without, with_it = _alternate([said], [found], LOOKUP_RATE, FEW_PAIRS)
        servers_cpu_s += found.servers_cpu_s()
        per_call_ms = 1000 * servers_cpu_s / (FEW_PAIRS * LOOKUP_RATE * CALLING_S)
        return _lookup_rows(with_it, without, per_call_ms) + _outcome_rows(found.outcomes())

    return _serve_and_measure((said, found), rows)


def _lookup_rows(with_it: list[RunResult], without: list[RunResult], servers_ms: float) -> list[Row]:
    at, bridged = f", {LOOKUP_RATE} calls/s", min(run.bridged for run in with_it)
    rows = [_row(f"CPU a call with a look-up in the menu beside the same without{at}", _ratio(with_it, without), "x")]
    for name, runs in (("with a look-up", with_it), ("without", without)):
        rows += [
            _row(f"CPU a call {name}{at}", statistics.median(run.cpu_ms for run in runs), "ms"),
            _row(f"of it ours, {name}{at}", statistics.median(run.ours_ms for run in runs), "ms"),
            _row(f"set-up p99 {name}{at}", _p99(runs), "ms"),
        ]
    return [
        *rows,
        _row(f"CPU of PostgreSQL and Valkey a look-up, at most{at}", servers_ms, "ms"),
        _row(f"calls whose petition was found and that were bridged{at}", bridged, "", "= 1", bridged == 1.0),
        _row("load of the machine", os.getloadavg()[0], ""),
    ]


def _outcome_rows(outcomes: Outcomes) -> list[Row]:
    """Return why look-ups did not lead to an advisor, over all calls of this side."""
    lost = outcomes.no_match + outcomes.refused
    return [
        _row("look-ups without a match, or refused by the limit of guesses", lost, "", "= 0", lost == 0),
        _row("callers gone before an advisor answered", sum(outcomes.left.values()), ""),
        _row("slowest look-up", outcomes.slowest_ms, "ms"),
    ]


def _serve_and_measure(sides: Sequence[Contender], rows: Callable[[], list[Row]]) -> tuple[list[Row], list[bool]]:
    """Run sides while ``rows`` measures; return its rows, and whether people heard each other before and after."""
    for side in sides:
        side.start()
    try:
        heard = [asyncio.run(is_heard(side)) for side in sides]
        measured_rows = rows()
        heard += [asyncio.run(is_heard(side)) for side in sides]
    finally:
        for side in sides:
            side.stop()
    return measured_rows, heard


def _alternate(one: Sequence[Contender], other: Sequence[Contender], rate: int, pairs: int) -> Runs:
    runs: Runs = ([], [])
    for number in range(pairs):
        turns = ((one, runs[0]), (other, runs[1]))
        for sides, results in turns if number % 2 == 0 else turns[::-1]:
            results.append(retry_broken_runs(measure_rate, sides, rate))
            print(f"{rate}/s {sides[0].node.node.name} {results[-1]}", file=sys.stderr, flush=True)
            time.sleep(0.5)
    return runs


def _ratio(some: list[RunResult], others: list[RunResult]) -> float:
    return statistics.median(one.cpu_ms / other.cpu_ms for one, other in zip(some, others, strict=True))


def _call_rows(runs: dict[int, Runs]) -> list[Row]:
    rows: list[Row] = []
    borne = {"Queue()": 0, "ours": 0}
    for rate, (peer, own) in runs.items():
        rows += _rate_rows(f", {rate} calls/s", peer, own, BARS.get(rate))
        for name, results in (("Queue()", peer), ("ours", own)):
            if _p99(results) <= CEILING_P99_MS and min(run.bridged for run in results) == 1.0:
                borne[name] = rate
    holds = borne["ours"] >= borne["Queue()"]
    return [*rows, _row("highest rate borne", borne["ours"], "calls/s", f"≥ {borne['Queue()']}", holds)]


def _rate_rows(at: str, peer: list[RunResult], own: list[RunResult], bar: float | None = None) -> list[Row]:
    ratio = _ratio(own, peer)
    bridged = min(run.bridged for run in own)
    p99, their_p99 = _p99(own), _p99(peer)
    return [
        _row(f"CPU a call beside Queue(){at}", ratio, "x", f"≤ {bar:.2f}" if bar else "", not bar or ratio <= bar),
        _row(f"CPU a call{at}", statistics.median(run.cpu_ms for run in own), "ms"),
        _row(f"of it ours{at}", statistics.median(run.ours_ms for run in own), "ms"),
        _row(f"Queue()'s CPU a call{at}", statistics.median(run.cpu_ms for run in peer), "ms"),
        _row(f"set-up p50{at}", statistics.median(run.setup_ms[0] for run in own), "ms"),
        _row(f"set-up p99{at}", p99, "ms", f"≤ {their_p99:.0f}", p99 <= max(their_p99, SETUP_STEP_MS)),
        _row(f"calls bridged{at}", bridged, "", "= 1", bridged == 1.0),
        _row(f"Queue()'s calls bridged{at}", min(run.bridged for run in peer), ""),
    ]


def _p99(runs: list[RunResult]) -> float:
    return statistics.median(run.setup_ms[1] for run in runs)


def _memory_rows(peer: Contender, own: Contender) -> list[Row]:
    asterisk, process = own.memory_mib()
    return [
        _row("memory of Asterisk after these calls", asterisk, "MiB"),
        _row("memory of our process", process, "MiB"),
        _row("memory of Queue()'s Asterisk", peer.memory_mib()[0], "MiB"),
    ]


def _media_rows(peer: Contender, own: Contender, how: str = "") -> list[Row]:
    rows: list[Row] = []
    for calls in TALKS:
        (their_cpu, their_share) = retry_broken_runs(measure_conversations, peer, calls)
        (our_cpu, our_share) = retry_broken_runs(measure_conversations, own, calls)
        rows += [
            _row(f"{calls} talks at once{how}, of a core", our_cpu, "%"),
            _row(f"{calls} talks at once with Queue(){how}, of a core", their_cpu, "%"),
            _row(f"of {calls} talks bridged{how}", our_share, "", "= 1", our_share == 1.0),
            _row(f"of Queue()'s {calls} talks bridged{how}", their_share, ""),
        ]
    return rows


def _node_rows(one: Contender, second: Contender) -> list[Row]:
    alone, together = _alternate([one], [one, second], NODES_RATE, FEW_PAIRS)
    ratio, bridged = _ratio(together, alone), min(run.bridged for run in together)
    at = f", {NODES_RATE} calls/s"
    return [
        _row(f"CPU a call on two nodes beside one{at}", ratio, "x", f"≤ {NODES_BAR:.2f}", ratio <= NODES_BAR),
        _row(f"calls bridged on two nodes{at}", bridged, "", "= 1", bridged == 1.0),
    ]


def _row(name: str, value: float, unit: str, bar: str = "", holds: bool = True) -> Row:
    goal = "≤ 0.80" if name.startswith("CPU a call beside") else ""
    return {"name": name, "value": round(value, 3), "unit": unit, "bar": bar, "goal": goal, "holds": holds}


_MEASURE = {
    "calls": _measure_calls,
    "floor": _measure_floor,
    "lookup": _measure_lookup,
    "media": _measure_media,
    "nodes": _measure_nodes,
    "recording": _measure_recorded,
}
