"""The schedule of the router process, with a scripted router."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from call_router import timers
from call_router.acts import LEASE, TickResult
from call_router.errors import RouterAway, VersionConflict
from call_router.timers import MAX_LOOK_GAP, MAX_TICK_INTERVAL, LeaseWatch, next_tick_delay, run_timers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Answer = TickResult | Exception


def ticked(*orphans: tuple[str, str], due_ms: int | None = None, more: bool = False) -> TickResult:
    due = None if due_ms is None else NOW + timedelta(milliseconds=due_ms)
    return TickResult(now=NOW, next_due=due, orphans=orphans, has_more=more)


class ScriptedRouter:
    """A router that returns these answers in turn and stops the timers after the last one."""

    def __init__(self, *answers: Answer) -> None:
        self.stop = asyncio.Event()
        self.ticks = 0
        self.looks: list[datetime] = []
        self._answers = list(answers)

    async def tick(self, last_look: datetime | None = None) -> TickResult:
        """Return the next answer."""
        assert last_look is not None
        self.looks.append(last_look)
        self.ticks += 1
        answer = self._answers.pop(0)
        if not self._answers:
            self.stop.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def run_to_end(
    router: ScriptedRouter, trouble: Callable[[str], Exception | None] = lambda call: None
) -> list[tuple[str, str]]:
    """Run the timers to their end; return the orphans that they end."""
    ended: list[tuple[str, str]] = []

    async def end_orphan(call: str, gateway: str) -> None:
        ended.append((call, gateway))
        error = trouble(call)
        if error is not None:
            raise error

    await run_timers(router, router.stop, end_orphan)
    return ended


@pytest.mark.parametrize(
    ("answer", "pause_ms"),
    [
        (ticked(more=True), 0),
        (ticked(more=True, due_ms=50), 0),
        (ticked(), 100),
        (ticked(due_ms=50), 50),
        (ticked(due_ms=5_000), 100),
        (ticked(due_ms=0), 1),
        (ticked(due_ms=-30), 1),
    ],
)
def test_the_pause_ends_when_something_is_due(answer: TickResult, pause_ms: int) -> None:
    """The pause is bounded by the allowed delay, is never zero, and is left out while work remains."""
    assert next_tick_delay(answer) == timedelta(milliseconds=pause_ms)
    assert next_tick_delay(answer) <= MAX_TICK_INTERVAL


async def test_each_orphan_of_each_tick_is_passed_to_call_flow() -> None:
    """Each orphan of each tick is passed to the call flow."""
    router = ScriptedRouter(ticked(("a", "g"), ("b", "g"), more=True), ticked(("b", "g")))
    assert await run_to_end(router) == [("a", "g"), ("b", "g"), ("b", "g")]


@pytest.mark.parametrize("error", [VersionConflict("x"), RouterAway("x"), ZeroDivisionError()])
async def test_orphan_that_cannot_be_ended_does_not_stop_others(error: Exception) -> None:
    """If one orphan cannot be ended, the others are ended and the ticks continue."""
    router = ScriptedRouter(ticked(("bad", "g"), ("good", "g"), more=True), ticked())
    ended = await run_to_end(router, lambda call: error if call == "bad" else None)
    assert ended == [("bad", "g"), ("good", "g")]
    assert router.ticks == 2


async def test_the_keeper_outlives_an_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """While Valkey is away the keeper retries, and continues when it is back."""
    monkeypatch.setattr(timers, "RETRY_INTERVAL", timedelta(0))
    router = ScriptedRouter(RouterAway("x"), RouterAway("x"), ticked(("a", "g")))
    assert await run_to_end(router) == [("a", "g")]
    assert router.ticks == 3


async def test_a_stopped_keeper_does_not_tick() -> None:
    """A keeper that is stopped before its first tick does nothing."""
    router = ScriptedRouter(ticked(("a", "g")))
    router.stop.set()
    assert await run_to_end(router) == []
    assert router.ticks == 0


async def test_a_new_keeper_lets_no_lease_run_out() -> None:
    """The first ticks report a long gap since the last, so that gateways have time to renew their leases."""
    router = ScriptedRouter(ticked(), ticked())
    await run_to_end(router)
    assert all(NOW - look > LEASE for look in router.looks)


def watched(*looks_s: float) -> LeaseWatch:
    """Return a watch that ticked at these seconds."""
    watch = LeaseWatch()
    for second in looks_s:
        watch.record_look(NOW + timedelta(seconds=second))
    return watch


def test_a_keeper_that_watched_for_a_lease_may_see_leases_run_out() -> None:
    """After one lease duration without a gap the keeper reports its last tick."""
    lease_s = LEASE.total_seconds()
    assert NOW - watched(*range(int(lease_s))).last_look > LEASE
    assert watched(*range(int(lease_s) + 1)).last_look == NOW + LEASE


def test_watch_period_restarts_after_gap() -> None:
    """After a gap the period restarts, because no gateway could renew its lease meanwhile."""
    pause_s = MAX_LOOK_GAP.total_seconds() + 0.1
    steady = [float(second) for second in range(10)]
    assert NOW - watched(*steady, steady[-1] + pause_s).last_look > LEASE
