"""A periodic job: its schedule, and the effect of a failure."""

import asyncio
from collections.abc import Callable

import pytest
import structlog

from storage.errors import DatabaseAway
from storage.periodic import finish_when_cancelled, growing_pause, run_periodically


class Rounds:
    """A job that takes one step per round and is cancelled after the last."""

    def __init__(self, *steps: Callable[[], int]) -> None:
        self._steps = list(steps)
        self.count = 0

    async def run(self) -> int:
        """Do the next step."""
        if self.count == len(self._steps):
            raise asyncio.CancelledError
        self.count += 1
        return self._steps[self.count - 1]()


def fail(error: Exception) -> Callable[[], int]:
    """Return a step that raises."""

    def step() -> int:
        raise error

    return step


async def test_an_expected_failure_is_logged_and_the_next_round_comes() -> None:
    """The log has the event and the fields that the caller names."""
    rounds = Rounds(fail(DatabaseAway("away")), lambda: 1)
    with structlog.testing.capture_logs() as logged, pytest.raises(asyncio.CancelledError):
        await run_periodically(
            rounds.run, interval_s=0, retryable_errors=(DatabaseAway,), failure_event="not_counted", campaign="icetex"
        )
    assert rounds.count == 2
    [entry] = logged
    assert entry == {
        "event": "not_counted", "campaign": "icetex", "error": "DatabaseAway('away')", "log_level": "warning"
    }  # fmt: skip


async def test_any_other_failure_ends_the_rounds() -> None:
    """An unexpected failure is raised and not logged."""
    rounds = Rounds(fail(ZeroDivisionError()), lambda: 1)
    with structlog.testing.capture_logs() as logged, pytest.raises(ZeroDivisionError):
        await run_periodically(rounds.run, interval_s=0, retryable_errors=(DatabaseAway,))
    assert (rounds.count, logged) == (1, [])


async def test_any_other_failure_is_logged_where_the_caller_says_so() -> None:
    """If the caller allows it, the traceback is logged and the next round runs."""
    rounds = Rounds(fail(ZeroDivisionError()), lambda: 1)
    with structlog.testing.capture_logs() as logged, pytest.raises(asyncio.CancelledError):
        await run_periodically(rounds.run, interval_s=0, catch_all=True)
    assert rounds.count == 2
    [entry] = logged
    assert (entry["event"], entry["log_level"], entry["exc_info"]) == ("round_waits", "error", True)


async def test_the_pauses_are_those_that_the_caller_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses before the first round and after each result are the caller's; None stands for a failure."""
    pauses: list[float] = []
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda pause_s: pauses.append(pause_s) or sleep(0))
    rounds = Rounds(lambda: 7, fail(DatabaseAway("away")))
    with pytest.raises(asyncio.CancelledError):
        await run_periodically(
            rounds.run,
            interval_s=lambda result: 60.0 if result is None else float(result),
            initial_delay_s=3.0,
            retryable_errors=(DatabaseAway,),
        )
    assert pauses == [3.0, 7.0, 60.0]
    pauses.clear()
    with pytest.raises(asyncio.CancelledError):
        await run_periodically(Rounds(lambda: 7).run, interval_s=5.0)
    assert pauses == [5.0]


def test_the_pause_doubles_while_nothing_is_served() -> None:
    """It never exceeds the longest, and a served round or a failure makes it the shortest again."""
    pause = growing_pause(2.0, 9.0)
    assert [pause(served) for served in (False, False, False, True, False, None)] == [4.0, 8.0, 9.0, 2.0, 4.0, 2.0]


async def test_a_cancelled_round_is_asked_to_stop_and_finishes() -> None:
    """The step that runs is finished before the cancellation is raised."""
    began, asked, done = asyncio.Event(), asyncio.Event(), []

    async def step() -> None:
        began.set()
        await asked.wait()
        done.append("step")

    task = asyncio.create_task(finish_when_cancelled(step, asked.set, 5.0))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["step"]


async def test_a_round_that_does_not_stop_is_cancelled_after_the_limit() -> None:
    """A cancellation never waits for longer."""
    began, ended = asyncio.Event(), asyncio.Event()

    async def step() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(finish_when_cancelled(step, lambda: None, 0.0))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(ended.wait(), 5.0)
