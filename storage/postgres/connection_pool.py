"""The pool of connections, in which a failed attempt to connect lets the next request try.

Owns the order in which requests get a connection. It must not know how a connection is made.
"""

import asyncio
from typing import Any

from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry
from sqlalchemy.util.concurrency import await_


class FairPool(AsyncAdaptedQueuePool):
    """A pool of which at most ``pool_size`` requests ask at a time; the others wait for their turn here.

    In SQLAlchemy's own queue a request waits for a connection to be given back. While PostgreSQL refuses connections,
    none is, so each request beyond the size of the pool would wait for the whole timeout and learn nothing.
    """

    def __init__(self, creator: Any, pool_size: int = 5, **options: Any) -> None:
        """Create the pool; the arguments are SQLAlchemy's."""
        super().__init__(creator, pool_size=pool_size, **options)
        self._turns = asyncio.Semaphore(pool_size)

    async def _take_turn(self) -> None:
        """Wait for a turn. `asyncio.wait_for` of Python 3.11 would lose a cancellation in the moment of its answer."""
        async with asyncio.timeout(self._timeout):
            await self._turns.acquire()

    def _do_get(self) -> ConnectionPoolEntry:
        await_(self._take_turn())
        try:
            return super()._do_get()
        except BaseException:
            self._turns.release()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            super()._do_return_conn(record)
        finally:
            self._turns.release()
