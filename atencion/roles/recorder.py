"""The recorder process: it carries the stream into the journal."""

import asyncio

from atencion.house import House
from eventlog.recorder import record


async def run(house: House, stop: asyncio.Event) -> None:
    """Record until told to stop.

    Raises:
        RecorderStopped: stream and journal contradict each other; a person must look.
    """
    await record(house.campaign, house.redis, house.database.engine, stop)
