"""Calls to the sides of ``bench_asterisk``: sipp plays the callers and the advisors, and two phones listen.

Owns one load of calls and its results. sipp shares the machine, so only the CPU time of Asterisk and of our process
counts, and the set-up time that sipp measures.
"""

import csv
import math
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from benchmarks.asterisk.contenders import LINE, Contender
from tests.support.programs import free_ports
from tests.support.sip.call_audio import tone
from tests.support.sip.sip_phone import SipPhone
from tests.support.sip.sipp import SippStep, press, scenario, speak, stay

CALLING_S = 6
TALK_S = 2.0
_RAMP = 25
_KEY_S = 0.4
"""Seconds from one key of a caller of sipp to the next, measured."""
_SETTLED_S = 3.0
_WINDOW_S = 6.0
_TRIES = 5
_ENDED = (0, 1, 253)
"""sipp's exit codes after the end of all calls; the last one reports a problem with the audio (sipp(1))."""
_CALLER_HZ, _ADVISOR_HZ = 700, 1300


class RunResult(NamedTuple):
    """Results of one run of one side.

    Attributes:
        cpu_ms: CPU of Asterisk and of our process together, milliseconds per call.
        ours_ms: our process's part of it.
        bridged: the share of calls that an advisor answered and the caller ended.
        setup_ms: from INVITE to its 200: the median and the 99th percentile.
    """

    cpu_ms: float
    ours_ms: float
    bridged: float
    setup_ms: tuple[float, float]


class SippFailed(Exception):
    """sipp itself failed, so the run says nothing about either side."""


class Load:
    """Callers and the phones of their advisors. ``rate`` calls begin per second."""

    def __init__(self, side: Contender, calls: int, rate: int, talk_s: float) -> None:
        self._calls = calls
        self._folder = Path(tempfile.mkdtemp(dir=side.folder))
        voice = self._folder / "voice.ulaw"
        voice.write_bytes(tone(1020, 1.0))
        answered = ("called", "answer", speak(voice), "hung_up")
        self._phone = self._sipp("phone", answered, ["-m", str(calls)], side.phone_port, side.phone_rtp)
        keys = (press(side.keys, by="event"), stay(keying_s(side)), speak(voice))
        steps = ("invite", "answered", stay(0.5), *keys, stay(side.patience_s + talk_s), "hang_up")
        options = ["-s", LINE, "-m", str(calls), "-r", str(rate), "-l", str(calls), f"127.0.0.1:{side.node.sip_port}"]
        options += ["-inf", str(side.callers_file)] if side.callers_file else []
        self._callers = self._sipp("callers", steps, options, next(free_ports(1)), side.caller_rtp)
        self._until = time.monotonic() + calls / rate + keying_s(side) + side.patience_s + talk_s + 60

    def finish(self) -> tuple[float, list[float]]:
        """Wait for the last call; return the share of calls bridged to their end, and the sorted set-up times in ms.

        Raises:
            SippFailed: sipp was killed by a signal.
        """
        ended = self._ended()
        share = self._finished()
        if not ended:
            raise SippFailed
        with next(self._folder.glob("callers_*_rtt.csv")).open() as file:
            return share, sorted(float(row["response_time_ms"]) for row in csv.DictReader(file, delimiter=";"))

    def _ended(self) -> bool:
        """Wait for the callers; return whether sipp worked. Failed calls are not sipp's fault: they lower the share."""
        try:
            status = self._callers.wait(max(0.0, self._until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._callers.kill()
            self._callers.wait()
            return True
        if status not in _ENDED:
            print(f"sipp's callers ended with {status}, see sipp(1)", file=sys.stderr, flush=True)
        return status in _ENDED

    def _finished(self) -> float:
        """Return the share of calls that the advisors' phones had from ringing to the caller's hang-up."""
        try:
            self._phone.wait(5)
        except subprocess.TimeoutExpired:
            self._phone.send_signal(signal.SIGUSR1)  # sipp ends its calls and exits
            self._phone.wait(20)
        with next(self._folder.glob("phone_*_.csv")).open() as file:
            *_, last = csv.DictReader(file, delimiter=";")
        return int(last["SuccessfulCall(C)"]) / self._calls

    def _sipp(
        self, name: str, steps: tuple[SippStep | str, ...], options: Sequence[str], port: int, rtp: tuple[int, int]
    ) -> "subprocess.Popen[bytes]":
        """Start sipp in the foreground."""
        file = self._folder / f"{name}.xml"
        text = scenario(name, steps, "0 96" if name == "callers" else "0 101")
        if name == "callers":
            text = text.replace('<send retrans="500">', '<send retrans="500" start_rtd="1">', 1)
            text = text.replace('<recv response="200"', '<recv response="200" rtd="1"', 1)
        file.write_text(text)
        first, ports = rtp
        media = f"-mi 127.0.0.1 -min_rtp_port {first} -max_rtp_port {first + ports - 1}"
        traces = "-nostdin -trace_rtt -rtt_freq 1 -trace_err -trace_stat -fd 1"
        command = f"sipp -sf {file} -i 127.0.0.1 -p {port} {media} {traces}"
        return subprocess.Popen(
            [*command.split(), *options], cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


Measurement = TypeVar("Measurement")


def retry_broken_runs(measure: Callable[..., Measurement], *words: Any) -> Measurement:
    """Measure, and repeat the measurement if sipp failed, which happens in about one run of ten."""
    for _ in range(_TRIES - 1):
        with suppress(SippFailed):
            return measure(*words)
    return measure(*words)


def measure_rate(sides: Sequence[Contender], rate: int) -> RunResult:
    """Measure a rate of calls, divided equally among the sides.

    Raises:
        SippFailed: there is no result.
    """
    calls = rate // len(sides) * CALLING_S
    before = [side.cpu_s() for side in sides]
    loads = [Load(side, calls, rate // len(sides), TALK_S) for side in sides]
    outcomes = wait_for_loads(loads)
    after = [side.cpu_s() for side in sides]
    spent = [[now - then for now, then in zip(*each, strict=True)] for each in zip(after, before, strict=True)]
    per_call = 1000 / (calls * len(sides))
    times = sorted(time for _, times in outcomes for time in times)
    return RunResult(
        cpu_ms=sum(map(sum, spent)) * per_call,
        ours_ms=sum(own for _, own in spent) * per_call,
        bridged=min(share for share, _ in outcomes),
        setup_ms=(statistics.median(times), times[int(len(times) * 0.99)]),
    )


def wait_for_loads(loads: Iterable[Load]) -> list[tuple[float, list[float]]]:
    """Wait for loads that began together; return their results.

    Raises:
        SippFailed: one of them has no result.
    """
    outcomes: list[tuple[float, list[float]]] = []
    broke = False
    for load in loads:
        try:
            outcomes.append(load.finish())
        except SippFailed:
            broke = True
    if broke:
        raise SippFailed
    return outcomes


def measure_side_by_side(one: Contender, other: Contender, rate: int) -> float:
    """Measure two sides at the same time, each with ``rate`` calls per second; return the ratio of their CPU per call.

    Other load of the machine affects both, so this ratio varies by 1 % where separate runs vary by 10 %.
    """
    calls = rate * CALLING_S
    before = [sum(side.cpu_s()) for side in (one, other)]
    loads = [Load(side, calls, rate, TALK_S) for side in (one, other)]
    bridged = min(share for share, _ in wait_for_loads(loads))
    spent, beside_it = (sum(side.cpu_s()) - then for side, then in zip((one, other), before, strict=True))
    return spent / beside_it if bridged == 1.0 else math.nan


def measure_conversations(side: Contender, calls: int) -> tuple[float, float]:
    """Measure a number of conversations at once; return the CPU in % of a core, and the share that was bridged."""
    ramp_s = calls / _RAMP
    load = Load(side, calls, _RAMP, ramp_s + _SETTLED_S + _WINDOW_S + 1)
    time.sleep(ramp_s + _SETTLED_S)
    before = sum(side.cpu_s())
    time.sleep(_WINDOW_S)
    spent = sum(side.cpu_s()) - before
    share, _ = load.finish()
    return 100 * spent / _WINDOW_S, share


def fields_of(side: Contender) -> list[str]:
    """Return what the first caller of a side keys in, by field."""
    return side.callers_file.read_text().splitlines()[1].split(";") if side.callers_file else []


def keys_of(side: Contender) -> str:
    """Return the keys of the first caller of a side."""
    keys = side.keys
    for number, value in enumerate(fields_of(side)):
        keys = keys.replace(f"[field{number}]", value)
    return keys


def keying_s(side: Contender) -> float:
    """Return how long the keys after the first take; ``press`` waits for one."""
    return _KEY_S * (len(keys_of(side)) - 1)


async def is_heard(side: Contender) -> bool:
    """Return whether a caller and an advisor hear each other; each sends a tone of a different frequency."""
    caller, advisor = SipPhone(_CALLER_HZ), SipPhone(_ADVISOR_HZ)
    await caller.open()
    await advisor.open(port=side.phone_port)
    try:
        caller.dial(side.node.sip_port, LINE)
        await caller.answered()
        await caller.press(keys_of(side))
        await advisor.ring()
        await advisor.answer()
        await caller.wait_to_hear([_ADVISOR_HZ], [_CALLER_HZ, _ADVISOR_HZ])
        await advisor.wait_to_hear([_CALLER_HZ], [_CALLER_HZ, _ADVISOR_HZ])
        await caller.hang_up()
        await advisor.wait_for_end()
    except (AssertionError, TimeoutError):
        return False
    finally:
        caller.close()
        advisor.close()
    return True
