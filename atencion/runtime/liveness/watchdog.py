"""The watch over the watches: a system of which a part would never be started again is stopped with one sentence.

Owns that decision and the way to the end. Each child's own watch is `storage.embedded.child_process.ChildProcess`'s: it
survives a full disk, a log that cannot be written and a program that does not start.
"""

import asyncio
from types import TracebackType

from atencion.errors import SupervisorStopped


class Watchdog:
    """Cancels the body of its ``async with`` when a watch ends, and raises `SupervisorStopped` once the body is left.

    Hand `unwatched` to each child. While children are being stopped, after `disarm`, nothing is cancelled any more.
    """

    def __init__(self, at_once: asyncio.Event) -> None:
        """Take the event that lets what is being stopped finish nothing more."""
        self._at_once = at_once
        self._body: asyncio.Task[object] | None = None
        self._ended: SupervisorStopped | None = None
        self._cancelled = False

    async def __aenter__(self) -> "Watchdog":
        """Watch the body that this task runs."""
        self._body = asyncio.current_task()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise what ended.

        Raises:
            SupervisorStopped: a watch ended while the body ran.
        """
        self.disarm()
        if self._ended is None or (error is not None and not isinstance(error, asyncio.CancelledError)):
            return
        if self._cancelled and self._cancelling() > 0:
            return  # other code cancelled the body too: its cancellation goes on
        raise self._ended from self._ended.__cause__

    def unwatched(self, child: str, cause: BaseException | None) -> None:
        """End the body: nothing would start this child again any more."""
        if self._ended is not None:
            return
        self._ended = SupervisorStopped(
            f"La vigilancia de {child} terminó ({type(cause).__name__ if cause else 'cancelada'}) y nadie volvería a "
            "iniciarlo: el sistema se detuvo. Inícielo de nuevo; los datos quedan guardados."
        )
        self._ended.__cause__ = cause
        self._at_once.set()
        if self._body is not None:
            self._cancelled = self._body.cancel()

    def disarm(self) -> None:
        """Cancel nothing from now on: the body is over, and what it started is being stopped."""
        self._body = None

    def _cancelling(self) -> int:
        """Take our own cancellation of the task back, and return how many are left."""
        task = asyncio.current_task()
        return 0 if task is None else task.uncancel()
