"""The memory limit for new calls, and the interval of the check."""

import asyncio

import pytest
from structlog.testing import capture_logs

from call_router.errors import RouterAway, RouterError
from call_router.memory_guard import memory_bounds, watch_memory


@pytest.mark.parametrize(("limit", "bounds"), [(1_000, (800, 750)), (640 << 20, (536_870_912, 503_316_480))])
def test_bounds_are_shares_of_memory_limit(limit: int, bounds: tuple[int, int]) -> None:
    """The bounds are shares of the memory limit."""
    assert memory_bounds(limit) == bounds


def test_a_server_without_a_limit_is_never_full() -> None:
    """Without a limit the bounds are out of reach."""
    assert memory_bounds(0) > (1 << 50, 1 << 50)


class Looking:
    """A judge that returns scripted answers and stops the watch at its last one."""

    def __init__(self, *answers: bool | RouterError) -> None:
        self.stop = asyncio.Event()
        self.asked: list[int] = []
        self._answers = list(answers)

    async def judge_memory(self, ttl_ms: int) -> bool:
        """Return the next answer."""
        self.asked.append(ttl_ms)
        answer = self._answers.pop(0)
        if not self._answers:
            self.stop.set()
        if isinstance(answer, RouterError):
            raise answer
        return answer


async def test_each_look_refuses_for_longer_than_the_next_look_takes() -> None:
    """Each refusal lasts longer than the next check takes; a failed check is repeated, and only changes are logged."""
    judge = Looking(False, True, True, RouterAway("away"), RouterAway("away"), False)
    with capture_logs() as logs:
        await watch_memory(judge, judge.stop, check_interval_s=0.0)
    assert judge.asked == [10_000] * 6
    assert [each["refuses"] for each in logs] == [True, "router_away", False]
    assert [each["log_level"] for each in logs] == ["warning", "warning", "info"]
