"""Wake-up timers of calls, on a loop that only stores its requests."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from telephony.asterisk.node.timers import CallTimers


class Timer:
    """A timer of the loop."""

    def __init__(self, due: float, ring: Callable[[str], None], call_id: str) -> None:
        self.due, self.ring, self.call_id, self.is_set = due, ring, call_id, True

    def cancel(self) -> None:
        """See asyncio.TimerHandle."""
        self.is_set = False


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> list[Timer]:
    """Return every timer that was requested."""
    made: list[Timer] = []

    def call_at(due: float, ring: Callable[[str], None], call_id: str) -> Timer:
        made.append(Timer(due, ring, call_id))
        return made[-1]

    monkeypatch.setattr(asyncio, "get_running_loop", lambda: SimpleNamespace(call_at=call_at))
    return made


def test_a_call_is_woken_at_the_last_moment_that_was_named(timers: list[Timer]) -> None:
    """A call wakes at its latest deadline; repeating the same one sets no timer."""
    alarms = CallTimers(lambda _: None)
    for due in (5.0, 5.0, 7.0, 7.0):
        alarms.set("a", due)
    assert [(timer.due, timer.is_set) for timer in timers] == [(5.0, False), (7.0, True)]


def test_a_call_for_which_no_time_counts_is_woken_no_more(timers: list[Timer]) -> None:
    """A call without a deadline does not wake; timers of other calls stay."""
    alarms = CallTimers(lambda _: None)
    alarms.set("a", 5.0)
    alarms.set("b", 6.0)
    alarms.set("a", None)
    alarms.set("c", None)
    assert [(timer.call_id, timer.is_set) for timer in timers] == [("a", False), ("b", True)]
    alarms.clear()
    assert not any(timer.is_set for timer in timers)


def test_deadline_is_cleared_before_call_is_woken_so_it_can_set_same_one_again(timers: list[Timer]) -> None:
    """The deadline is cleared before the call is woken, so it can set the same one again."""
    woken: list[str] = []
    alarms = CallTimers(woken.append)
    alarms.set("a", 5.0)
    timers[0].ring("a")
    alarms.set("a", 5.0)
    assert (woken, len(timers)) == (["a"], 2)
