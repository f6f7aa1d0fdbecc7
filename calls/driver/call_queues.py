"""One signal after another for each call, and all calls at once.

Owns the order in which signals are taken. It must not know what they mean.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

from telephony.port import Signal

Handler = Callable[[Signal, str], Awaitable[None]]


class CallSignalQueue:
    """A lane for each call that has something to be taken.

    Args:
        take: takes a signal, and the entry of the mailbox that it came from.
        spawn: lets work go on by itself.
    """

    def __init__(self, take: Handler, spawn: Callable[[Coroutine[None, None, None]], None]) -> None:
        self._take = take
        self._spawn = spawn
        self._lanes: dict[str, deque[tuple[Signal, str, asyncio.Future[None]]]] = {}

    def post(self, signal: Signal, mailbox_id: str) -> asyncio.Future[None]:
        """Let a signal be taken, after those of its call that came before it.

        Returns:
            Done when the signal has been carried through.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_retrieve_exception)
        lane = self._lanes.setdefault(signal.call_id, deque())
        lane.append((signal, mailbox_id, done))
        if len(lane) == 1:
            self._spawn(self._run(signal.call_id))
        return done

    async def _run(self, call_id: str) -> None:
        lane = self._lanes[call_id]
        while lane:
            signal, mailbox_id, done = lane[0]
            try:
                await self._take(signal, mailbox_id)
            except BaseException as error:  # this driver ends here; the signal was not taken
                if not done.done():
                    done.set_exception(error)
                raise
            if not done.done():
                done.set_result(None)
            lane.popleft()
        del self._lanes[call_id]


def _retrieve_exception(done: asyncio.Future[None]) -> None:
    """Nobody need wait for a signal that was posted: its lane says itself what it died of."""
    if not done.cancelled():
        done.exception()
