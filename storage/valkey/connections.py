"""Connections to Valkey that do not lose a cancellation.

Works around one bug: redis-py writes under `asyncio.wait_for`, which before Python 3.12 loses a cancellation that
arrives as the write ends (https://github.com/python/cpython/issues/86296). A cancelled loop would run for ever, and
keep its process alive.
"""

import asyncio
from typing import Any

from redis.asyncio.connection import AbstractConnection


class _Cancellable:
    """Mixin for a vendor's connection class."""

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
    """Return a subclass of a vendor's connection class (TCP, TLS or Unix socket) that loses no cancellation."""
    return type(kind.__name__, (_Cancellable, kind), {})
