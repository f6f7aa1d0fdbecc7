"""How long a caller waits for a router that is away."""

import pytest

from call_router.errors import RouterAway
from calls.driver.retry import (
    AWAY_TIMEOUT_S,
    MIN_AWAY_TIMEOUT_S,
    MIN_REQUEST_TIMEOUT_S,
    RouterWait,
    remaining_timeout,
)


@pytest.mark.parametrize(
    ("away_s", "left_s"),
    [(-1.0, AWAY_TIMEOUT_S), (0.0, AWAY_TIMEOUT_S), (2.0, AWAY_TIMEOUT_S - 2.0), (60.0, MIN_AWAY_TIMEOUT_S)],
)
def test_late_caller_waits_less_during_absence(away_s: float, left_s: float) -> None:
    """A caller waits through a short absence; late in a long one, the apology comes almost at once."""
    assert remaining_timeout(AWAY_TIMEOUT_S, away_s) == left_s


def test_minimum_wait_never_exceeds_caller_maximum() -> None:
    """The minimum wait never exceeds the caller's maximum."""
    assert remaining_timeout(0.2, 60.0) == 0.2


class Router:
    """A router on a clock of its own, which each request moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.requests = 0

    async def answer(self, after_s: float) -> str:
        """Answer after some seconds."""
        self.now += after_s
        return "answer"

    async def fail(self, after_s: float) -> str:
        """Be away for some seconds."""
        self.requests += 1
        self.now += after_s
        raise RouterAway("Valkey is away")


async def test_requests_of_a_step_share_one_limit() -> None:
    """A request after one that took 3 s is not repeated for longer than the rest of the limit."""
    router = Router()
    wait = RouterWait(4.0, lambda: router.now)
    assert await wait.retry(lambda: router.answer(3.0)) == "answer"
    with pytest.raises(RouterAway):
        await wait.retry(lambda: router.fail(1.1))
    assert router.requests == 1


async def test_a_request_at_the_limit_has_a_minimum_time() -> None:
    """A request that follows a late answer is repeated for the minimum time."""
    router = Router()
    wait = RouterWait(4.0, lambda: router.now)
    await wait.retry(lambda: router.answer(3.99))
    with pytest.raises(RouterAway):
        await wait.retry(lambda: router.fail(MIN_REQUEST_TIMEOUT_S * 0.6))
    assert router.requests == 2
