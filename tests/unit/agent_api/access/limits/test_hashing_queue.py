"""The order in which sign-in attempts reach the password hasher, and which attempts are refused."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent_api.access.limits.hashing_queue import FailuresBySource, HashingQueue, SignInBusy

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


class Line:
    """A queue with a single turn, which one attempt holds until `serve`."""

    def __init__(self, known: int = 2, strangers: int = 2, running: int = 1) -> None:
        self.queue = HashingQueue(running, known, strangers)
        self.served: list[str] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._go = asyncio.Event()

    async def come(self, name: str, *, known: bool = False) -> None:
        """Add an attempt from an address of its own."""

        async def be_served() -> None:
            async with self.queue.turn(name, NOW, known=known):
                self.served.append(name)
                await self._go.wait()

        self._tasks[name] = asyncio.create_task(be_served())
        await asyncio.sleep(0)

    async def leave(self, name: str) -> None:
        """Cancel an attempt before it is served."""
        self._tasks[name].cancel()
        await asyncio.wait([self._tasks[name]])

    async def serve(self) -> list[str]:
        """Serve all attempts and return those that were refused."""
        self._go.set()
        ends = await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        return [name for name, end in zip(self._tasks, ends, strict=True) if isinstance(end, SignInBusy)]


async def test_known_browsers_come_first_and_in_order() -> None:
    """Known browsers go first, in order; among unknown ones the newest goes first."""
    line = Line(known=2, strangers=2)
    for name in ("x1", "x2", "x3"):
        await line.come(name)
    for name in ("ana", "luis"):
        await line.come(name, known=True)
    assert await line.serve() == []
    assert line.served == ["x1", "ana", "luis", "x3", "x2"]


async def test_one_turn_is_kept_for_known_browsers() -> None:
    """A crowd of unknown browsers never holds all turns: one is reserved for known browsers."""
    line = Line(strangers=3, running=2)
    for name in ("x1", "x2", "x3"):
        await line.come(name)
    assert line.served == ["x1"]
    for name in ("ana", "luis"):
        await line.come(name, known=True)
    assert line.served == ["x1", "ana"]
    assert await line.serve() == []
    assert line.served[2] == "luis"
    for name in ("luz", "paz", "x4"):
        await line.come(name, known=name != "x4")
    assert line.served[-3:] == ["luz", "paz", "x4"], "every turn came back"


async def test_among_equally_wrong_unknown_browsers_longest_waiting_one_is_refused() -> None:
    """Among equally wrong unknown browsers the longest-waiting one is refused; known browsers keep their places."""
    line = Line(known=1, strangers=2)
    for name in ("x1", "x2", "x3", "x4"):
        await line.come(name)
    for name in ("ana", "luis"):
        await line.come(name, known=True)
    assert len(line.queue) == 3
    assert await line.serve() == ["x2", "luis"]
    assert line.served == ["x1", "ana", "x4", "x3"]


async def test_the_address_that_was_wrong_least_comes_first() -> None:
    """An address with more wrong answers waits longer and is refused first, even if it came last."""
    line = Line(strangers=2)
    line.queue.wrong.add("guesser", NOW)
    for name in ("x1", "x2", "guesser", "x3"):
        await line.come(name)
    assert await line.serve() == ["guesser"]
    assert line.served == ["x1", "x3", "x2"]


async def test_attempt_that_leaves_takes_no_turn_even_if_turn_was_already_assigned_to_it() -> None:
    """An attempt that leaves takes no turn, even if the turn was already assigned to it."""
    line = Line(strangers=3)
    for name in ("x1", "x2", "x3"):
        await line.come(name)
    await line.leave("x2")
    await line.leave("x1")  # the turn passes on to x3
    await line.leave("x3")
    await line.come("x4")
    assert await line.serve() == []
    assert line.served[-1] == "x4"


async def test_next_attempt_gets_turn() -> None:
    """If a turn is assigned and its wait is cancelled at the same moment, the next attempt gets the turn."""
    queue = HashingQueue(1, 1, 2)
    async with queue.turn("x1", NOW, known=False):
        waits = asyncio.create_task(_take(queue))
        await asyncio.sleep(0)
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    async with asyncio.timeout(30), queue.turn("x3", NOW, known=False):
        pass


async def _take(queue: HashingQueue) -> None:
    async with queue.turn("x2", NOW, known=False):
        pass


def test_wrong_answers_are_forgotten_after_an_hour_and_bounded() -> None:
    """Wrong answers are forgotten after an hour, and many addresses cannot fill the memory."""
    wrong = FailuresBySource(most=2)
    wrong.add("a", NOW)
    wrong.add("a", NOW + timedelta(minutes=59))
    assert wrong.count("a", NOW + timedelta(minutes=60)) == 2
    assert wrong.count("a", NOW + timedelta(minutes=119)) == 0
    for source in ("b", "c"):
        wrong.add(source, NOW)
    assert [wrong.count(source, NOW) for source in ("a", "b", "c")] == [0, 1, 1]
