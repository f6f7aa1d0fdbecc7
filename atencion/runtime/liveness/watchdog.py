"""The watchdog of supervision: if a part can no longer be restarted, the system stops with one message.

Owns that decision and the shutdown. `storage.embedded.child_process.ChildProcess` supervises each child; it survives a
full disk, a log that cannot be written and a program that does not start.
"""

import asyncio
from types import TracebackType

from atencion.errors import SupervisorStopped


class Watchdog:
    """Cancels the body of its ``async with`` when a supervision ends, then raises `SupervisorStopped`.

    Pass `unwatched` to each child. After `disarm`, while children are being stopped, nothing is cancelled.
    """

    def __init__(self, at_once: asyncio.Event) -> None:
        """Keep the event that makes the shutdown immediate."""
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
        """Raise the failure that ended the body.

        Raises:
            SupervisorStopped: a supervision ended while the body ran.
        """
        self.disarm()
        if self._ended is None or (error is not None and not isinstance(error, asyncio.CancelledError)):
            return
        if self._cancelled and self._cancelling() > 0:
            return  # other code also cancelled the body: keep its cancellation
        raise self._ended from self._ended.__cause__

    def unwatched(self, child: str, cause: BaseException | None) -> None:
        """End the body: this child would not be restarted any more."""
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
        """Stop cancelling: the body is over, and its children are being stopped."""
        self._body = None

    def _cancelling(self) -> int:
        """Withdraw our own cancellation of the task, and return the number of others."""
        task = asyncio.current_task()
        return 0 if task is None else task.uncancel()
