"""A gateway whose signals and commands are counted as they pass, and the telling of the counts.

Owns when they are told: every EVERY_S, to Valkey, so that they outlive the process and each node's `/metrics` has the
same. What is counted is `telephony.metering`'s. Whatever goes wrong here is said in the log, and no call notices.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from storage.errors import StorageError
from telephony.metering import Meter, Probed, place_of
from telephony.port import AnyCommand, AnySignal, Gateway, SignalHandler
from telephony.tallies import Standing, Tallies

log = structlog.get_logger(__name__)
EVERY_S = 5.0
Probe = Callable[[], Awaitable[Probed]]


class Metered:
    """A gateway, and a meter that sees what passes.

    Args:
        gateway: does everything.
        meter: counts.
        clock: seconds since whenever.
    """

    def __init__(self, gateway: Gateway, meter: Meter, clock: Callable[[], float] = time.monotonic) -> None:
        self._gateway, self._meter, self._clock = gateway, meter, clock
        self.name, self.kind = gateway.name, gateway.kind

    async def start(self, on_signal: SignalHandler) -> None:
        """See the port."""

        async def heard(signal: AnySignal) -> None:
            self._meter.heard(signal, self._clock())
            await on_signal(signal)

        await self._gateway.start(heard)

    async def send(self, command: AnyCommand) -> None:
        """See the port."""
        self._meter.sent(command, self._clock())
        await self._gateway.send(command)

    def holds(self, call_id: str, leg: str = "") -> bool:
        """See the port."""
        return self._gateway.holds(call_id, leg)

    async def drain(self) -> None:
        """See the port."""
        await self._gateway.drain()

    async def stop(self) -> None:
        """See the port."""
        await self._gateway.stop()


class Telling:
    """Brings what a gateway's meter counted to where everybody reads it.

    Args:
        tallies: where.
        gateway: the instance's name.
        meter: what was counted.
        probe: looks at the gateway.
        calls: how many it holds.
        wall: this machine's clock, seconds since the Unix epoch.
    """

    def __init__(
        self,
        tallies: Tallies,
        gateway: str,
        meter: Meter,
        *,
        probe: Probe,
        calls: Callable[[], int],
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._tallies, self._place, self._meter = tallies, place_of(gateway), meter
        self._probe, self._calls, self._wall = probe, calls, wall

    async def tend(self) -> None:
        """Tell, again and again, for ever; nothing that happens here ends the calls."""
        while True:
            try:
                await self.tell()
            except StorageError as error:
                log.warning("telephony_not_told", gateway=self._place, code=error.code)
            except Exception:
                log.exception("telephony_not_told", gateway=self._place)
            await asyncio.sleep(EVERY_S)

    async def tell(self) -> None:
        """Look at the gateway and tell all that was counted since the last time.

        Raises:
            StorageError: Valkey is away; it is told the next time.
        """
        found = await self._probe()
        self._meter.looked(found)
        before = self._wall()
        now = await self._tallies.clock()
        skew = (before + self._wall()) / 2 - now
        counts = self._meter.take()
        try:
            standing = Standing(told_at=now, calls=self._calls(), skew_s=skew, up=found.up)
            await self._tallies.add(self._place, counts, standing)
        except BaseException:
            self._meter.give_back(counts)
            raise
