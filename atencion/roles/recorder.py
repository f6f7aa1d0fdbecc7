"""The recorder process: it carries the stream into the journal, and the outbox into the stream."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from atencion.house import House
from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.carrying import carry
from eventlog.outbox import Waiting
from eventlog.recorder import record
from storage.errors import ValkeyAway, ValkeyRefused


async def run(house: House, stop: asyncio.Event) -> None:
    """Record until told to stop.

    Raises:
        RecorderStopped: stream and journal contradict each other; a person must look.
    """
    engine = house.database.engine
    carrying = asyncio.create_task(carry(house.campaign, engine, RouterPublisher(house.router)))
    carrying.add_done_callback(lambda _: stop.set())
    try:
        await record(house.campaign, house.redis, engine, stop, sealer=house.sealer)
    finally:
        carrying.cancel()
        with suppress(asyncio.CancelledError):
            await carrying


class RouterPublisher:
    """Writes into the stream through the router, whose errors it tells in the words of storage."""

    def __init__(self, router: CallRouter) -> None:
        self._router = router

    async def publish(self, rows: Sequence[Waiting]) -> None:
        """Append facts; see `eventlog.carrying.Publisher`."""
        try:
            await self._router.publish(rows)
        except RouterError as error:
            raise (ValkeyAway if error.retryable else ValkeyRefused)(str(error)) from error
