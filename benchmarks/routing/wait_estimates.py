"""Compares formulas that estimate a caller's wait with the true waits of simulated days, each with its own seed.

Owns the simulation and its table (``python -m benchmarks.routing.wait_estimates``). It uses no server and no clock. The
function library uses the formula `Patience`, written in Lua in `call_router/library/wait_estimate.lua`.
"""

import heapq
import math
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Protocol

DAY_S = 8 * 3600.0
RING_S = (2.0, 8.0)
WEIGHT = 0.1
"""Weight of the newest value in a moving mean."""


@dataclass
class QueueState:
    """The queue's state that a formula can use, times in seconds."""

    now: float = 0.0
    on_duty: int = 0
    waiting: list[float] = field(default_factory=list)  # arrivals, in order

    def ahead(self) -> int:
        """Return the number of calls before one that arrives now."""
        return len(self.waiting)


class Formula(Protocol):
    """A formula that learns from events."""

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Learn that a call is answered now."""

    def on_abandon(self, queue: QueueState, arrived: float) -> None:
        """Learn that a caller gives up now."""

    def on_free(self, queue: QueueState, handled_s: float) -> None:
        """Learn that an advisor ends a call and its wrap-up now."""

    def estimate(self, queue: QueueState) -> float | None:
        """Return the expected wait of a call that arrives now, in seconds; None if unknown."""


def mean(previous: float | None, newest: float) -> float:
    """Return the new moving mean."""
    return newest if previous is None else previous + WEIGHT * (newest - previous)


class BaseFormula:
    """Ignores every event; subclasses override what they use."""

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Ignore it."""

    def on_abandon(self, queue: QueueState, arrived: float) -> None:
        """Ignore it."""

    def on_free(self, queue: QueueState, handled_s: float) -> None:
        """Ignore it."""


class LastWait(BaseFormula):
    """The wait of the last answered call."""

    last: float | None = None

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Store the call's wait."""
        self.last = queue.now - arrived

    def estimate(self, queue: QueueState) -> float | None:
        """Return that wait."""
        return self.last


class HeadOfLine(BaseFormula):
    """The wait so far of the first call in the queue."""

    def estimate(self, queue: QueueState) -> float | None:
        """Return that wait, or 0 for an empty queue."""
        return queue.now - queue.waiting[0] if queue.waiting else 0.0


class HandleTime(BaseFormula):
    """Positions × mean handle time of a call ÷ advisors on duty."""

    handled: float | None = None

    def on_free(self, queue: QueueState, handled_s: float) -> None:
        """Update the mean."""
        self.handled = mean(self.handled, handled_s)

    def estimate(self, queue: QueueState) -> float | None:
        """Return the estimate for the calls before and the new one."""
        return None if self.handled is None else (queue.ahead() + 1) * self.handled / max(queue.on_duty, 1)


class AnswerGaps(BaseFormula):
    """Positions × mean gap between answers while calls wait."""

    gap: float | None = None
    last: float | None = None

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Update the mean gap, if the answered call waited during the whole gap."""
        if self.last is not None and arrived <= self.last:
            self.gap = mean(self.gap, queue.now - self.last)
        self.last = queue.now

    def estimate(self, queue: QueueState) -> float | None:
        """Return the estimate for the calls before and the new one."""
        return None if self.gap is None else (queue.ahead() + 1) * self.gap


class QueueProgress(BaseFormula):
    """Like `AnswerGaps`, but callers who give up count too, because they also move the queue forward."""

    gap: float | None = None
    last: float | None = None

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Count a step forward."""
        self._step(queue, arrived)

    def on_abandon(self, queue: QueueState, arrived: float) -> None:
        """Count a step forward."""
        self._step(queue, arrived)

    def _step(self, queue: QueueState, arrived: float) -> None:
        if self.last is not None and arrived <= self.last:
            self.gap = mean(self.gap, queue.now - self.last)
        self.last = queue.now

    def estimate(self, queue: QueueState) -> float | None:
        """Return the estimate for the calls before and the new one."""
        return None if self.gap is None else (queue.ahead() + 1) * self.gap


class Patience(AnswerGaps):
    """`AnswerGaps` where each of the n callers before may give up: ln(1 + ngp) / p, integrated over the positions."""

    waited: float = 0.0
    gone: float = 0.0

    def on_answer(self, queue: QueueState, arrived: float) -> None:
        """Add a wait without giving up."""
        super().on_answer(queue, arrived)
        self._add_wait(queue.now - arrived, 0.0)

    def on_abandon(self, queue: QueueState, arrived: float) -> None:
        """Add a wait that ends by giving up."""
        self._add_wait(queue.now - arrived, 1.0)

    def _add_wait(self, wait_s: float, share_gone: float) -> None:
        self.waited = self.waited * 0.98 + wait_s
        self.gone = self.gone * 0.98 + share_gone

    def estimate(self, queue: QueueState) -> float | None:
        """Return the sum of the expected times from position to position."""
        if self.gap is None:
            return None
        abandon_rate, all_of_it = self.abandon_rate(), (queue.ahead() + 1) * self.gap
        return math.log1p(all_of_it * abandon_rate) / abandon_rate if abandon_rate else all_of_it

    def abandon_rate(self) -> float:
        """Return the rate at which a waiting caller gives up, per second."""
        return self.gone / self.waited if self.waited else 0.0


class PatientHandleTime(Patience):
    """`Patience` with the handle time ÷ advisors on duty instead of the gap."""

    handled: float | None = None

    def on_free(self, queue: QueueState, handled_s: float) -> None:
        """Update the mean handle time."""
        self.handled = mean(self.handled, handled_s)

    def estimate(self, queue: QueueState) -> float | None:
        """Return the estimate of `Patience` with that gap."""
        if self.handled is None:
            return None
        self.gap = self.handled / max(queue.on_duty, 1)
        return super().estimate(queue)


FORMULAS: dict[str, Callable[[], Formula]] = {
    "last wait": LastWait,
    "head of line": HeadOfLine,
    "handle time / advisors": HandleTime,
    "gaps between answers": AnswerGaps,
    "steps of the line": QueueProgress,
    "gaps and patience": Patience,
    "handle time and patience": PatientHandleTime,
}


@dataclass(frozen=True)
class DayProfile:
    """A kind of day; rates are per hour, times in seconds."""

    advisors: int
    calls: tuple[int, ...]  # per hour, hour by hour
    handled_s: float = 240.0
    patience_s: float = 600.0
    other_calls: int = 0  # per hour, of another queue that the same advisors serve
    leave_at_s: float = DAY_S  # when a third of the advisors go to lunch for an hour


DAYS: dict[str, DayProfile] = {
    "busy, 20 advisors": DayProfile(advisors=20, calls=(280, 300, 320, 330, 320, 300, 290, 280)),
    "a peak, 20 advisors": DayProfile(advisors=20, calls=(200, 280, 450, 420, 260, 200, 280, 240)),
    "a third at lunch": DayProfile(advisors=20, calls=(260,) * 8, leave_at_s=2 * 3600.0),
    "shared with another queue": DayProfile(advisors=20, calls=(160,) * 8, other_calls=150),
    "small, 4 advisors": DayProfile(advisors=4, calls=(58,) * 8, patience_s=900.0),
    "impatient callers": DayProfile(advisors=20, calls=(380,) * 8, patience_s=150.0),
}


class Simulation:
    """One day: calls arrive, wait in order, are answered or give up; every formula estimates each wait at its start."""

    def __init__(self, day: DayProfile, seed: int) -> None:
        self.day = day
        self.random = random.Random(seed)
        self.queue = QueueState(on_duty=day.advisors)
        self.formulas = {name: formula() for name, formula in FORMULAS.items()}
        self.errors: dict[str, list[tuple[float, float]]] = {name: [] for name in FORMULAS}
        self.free, self.away = day.advisors, 0
        self.lines: dict[str, list[tuple[float, int]]] = {"own": [], "other": []}
        self.estimates: dict[int, dict[str, float | None]] = {}
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.order = count()

    def run(self) -> dict[str, list[tuple[float, float]]]:
        """Simulate the day; return pairs of estimate and truth by formula, for calls that waited and were answered."""
        self._schedule(self._next_arrival("own"), lambda: self._arrive("own"))
        if self.day.other_calls:
            self._schedule(self._next_arrival("other"), lambda: self._arrive("other"))
        self._schedule(self.day.leave_at_s, lambda: self._change_duty(-(self.day.advisors // 3)))
        self._schedule(self.day.leave_at_s + 3600, lambda: self._change_duty(self.day.advisors // 3))
        while self.events:
            self.queue.now, _, action = heapq.heappop(self.events)
            if self.queue.now > DAY_S:
                break
            action()
        return self.errors

    def _schedule(self, when: float, action: Callable[[], None]) -> None:
        heapq.heappush(self.events, (when, next(self.order), action))

    def _next_arrival(self, line: str) -> float:
        hour = min(int(self.queue.now // 3600), 7)
        rate = self.day.calls[hour] if line == "own" else self.day.other_calls
        return self.queue.now + self.random.expovariate(rate / 3600)

    def _arrive(self, line: str) -> None:
        call, now = next(self.order), self.queue.now
        self._schedule(self._next_arrival(line), lambda: self._arrive(line))
        if self.free <= 0 and line == "own":
            self.estimates[call] = {name: formula.estimate(self.queue) for name, formula in self.formulas.items()}
        self.lines[line].append((now, call))
        self._schedule(now + self.random.expovariate(1 / self.day.patience_s), lambda: self._give_up(line, (now, call)))
        self._serve()

    def _give_up(self, line: str, caller: tuple[float, int]) -> None:
        if caller in self.lines[line]:
            self.lines[line].remove(caller)
            self._update_queue()
            if line == "own":
                self.estimates.pop(caller[1], None)
                for formula in self.formulas.values():
                    formula.on_abandon(self.queue, caller[0])

    def _serve(self) -> None:
        while self.free > 0 and any(self.lines.values()):
            line = min((line for line in self.lines if self.lines[line]), key=lambda line: self.lines[line][0])
            arrived, call = self.lines[line].pop(0)
            self.free -= 1
            rings_s = self.random.uniform(*RING_S)
            self._schedule(self.queue.now + rings_s, partial(self._answer, line, call, arrived))
        self._update_queue()

    def _answer(self, line: str, call: int, arrived: float) -> None:
        spread = 0.7
        mu = self.day.handled_s
        handled_s = self.random.lognormvariate(0, spread) * mu / 1.2776  # 1.2776 is the mean of this lognormal
        self._schedule(self.queue.now + handled_s, lambda: self._finish(line, handled_s))
        if line == "other":
            return
        for name, estimate in self.estimates.pop(call, {}).items():
            if estimate is not None:
                self.errors[name].append((estimate, self.queue.now - arrived))
        for formula in self.formulas.values():
            formula.on_answer(self.queue, arrived)

    def _finish(self, line: str, handled_s: float) -> None:
        if line == "own":
            for formula in self.formulas.values():
                formula.on_free(self.queue, handled_s)
        self.free += 1
        self._serve()

    def _change_duty(self, by: int) -> None:
        """Add or remove advisors; the free count may be negative while leaving advisors finish their calls."""
        self.free += by
        self.queue.on_duty += by
        self._serve()

    def _update_queue(self) -> None:
        self.queue.waiting = [arrived for arrived, _ in self.lines["own"]]


def errors_of(day: DayProfile, seeds: range) -> dict[str, list[tuple[float, float]]]:
    """Return the pairs of estimate and truth of several days of a kind."""
    errors: dict[str, list[tuple[float, float]]] = {name: [] for name in FORMULAS}
    for seed in seeds:
        for name, pairs in Simulation(day, seed).run().items():
            errors[name] += pairs
    return errors


def error_row(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the median and the 90th percentile of the error, in seconds."""
    off = sorted(abs(estimate - truth) for estimate, truth in pairs)
    return statistics.median(off), off[int(0.9 * len(off))]


def main() -> None:
    """Print the table: one line per kind of day with the median and p90 error of each formula, in seconds."""
    together: dict[str, list[tuple[float, float]]] = {name: [] for name in FORMULAS}
    print("| kind of day | mean wait | " + " | ".join(FORMULAS) + " |")
    print("| --- | " + " | ".join("---" for _ in range(len(FORMULAS) + 1)) + " |")
    for kind, day in DAYS.items():
        errors = errors_of(day, range(20))
        truth = statistics.mean(truth for _, truth in errors["head of line"])
        cells = ["{:.0f} / {:.0f}".format(*error_row(errors[name])) for name in FORMULAS]
        print(f"| {kind} | {truth:.0f} | " + " | ".join(cells) + " |")
        for name in FORMULAS:
            together[name] += errors[name]
    cells = ["{:.0f} / {:.0f}".format(*error_row(together[name])) for name in FORMULAS]
    print("| all together | | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
