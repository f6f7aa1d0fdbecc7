"""Connections to Valkey that a task can be cancelled on.

Owns one mend: redis-py writes under `asyncio.wait_for`, which until Python 3.12 forgets a cancellation that comes as
the write ends (https://github.com/python/cpython/issues/86296). A loop that was told to stop would go on for ever, and
its process with it.
"""

import asyncio
from typing import Any

from redis.asyncio.connection import AbstractConnection


class _Cancellable:
    """Laid over a vendor's class of connections."""

    async def send_packed_command(self, *args: Any, **named: Any) -> None:
        """Write a command.

        Raises:
            asyncio.CancelledError: the task was cancelled. An answer may be on its way, so the connection is closed.
        """
        task = asyncio.current_task()
        assert task is not None
        cancellations = task.cancelling()
        await super().send_packed_command(*args, **named)  # type: ignore[misc]
        if task.cancelling() > cancellations:
            await self.disconnect(nowait=True)  # type: ignore[attr-defined]
            raise asyncio.CancelledError


def cancellable(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """A class of connections like another, that loses no cancellation.

    Args:
        kind: the vendor's: over TCP, TLS or a Unix socket.
    """
    return type(kind.__name__, (_Cancellable, kind), {})
