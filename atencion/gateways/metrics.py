"""A gateway whose signals and commands are counted as they pass, and the publication of the counts.

Owns when they are published: every PUBLISH_INTERVAL_S, to Valkey, so that they outlive the process and each node's
`/metrics` has the same. What is counted is `telephony.metrics.meter`'s. Whatever goes wrong here is said in the log,
and no call notices.
"""

import secrets
import time
from collections.abc import Awaitable, Callable

import structlog

from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.metrics.meter import Counters, Meter, ProbeResult
from telephony.metrics.store import CountBatch, GatewayMetricsStore, GatewayStatus
from telephony.port import AnyCommand, AnySignal, Gateway, LegHungUp, SignalHandler

log = structlog.get_logger(__name__)
PUBLISH_INTERVAL_S = 5.0
Probe = Callable[[], Awaitable[ProbeResult]]


class InstrumentedGateway:
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

        async def forward(signal: AnySignal) -> None:
            self._meter.record_signal(signal, self._clock())
            if isinstance(signal, LegHungUp) and signal.cause == "media_lost":
                log.warning("leg_lost", gateway=self.name, call=signal.call_id, leg=signal.leg)
            await on_signal(signal)

        await self._gateway.start(forward)

    async def send(self, command: AnyCommand) -> None:
        """See the port."""
        self._meter.record_command(command, self._clock())
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


def instrument_probe(meter: Meter, probe: Probe) -> Probe:
    """A look at a gateway, whose findings a meter counts."""

    async def look() -> ProbeResult:
        result = await probe()
        meter.record_probe(result)
        return result

    return look


class MetricsPublisher:
    """Brings what a gateway's meter counted to where everybody reads it.

    Args:
        store: where.
        gateway_name: the same after a restart.
        counts: what was counted.
        probe: looks at the gateway before its counts are published.
        calls: how many it holds.
        wall: this machine's clock, seconds since the Unix epoch.
    """

    def __init__(
        self,
        store: GatewayMetricsStore,
        gateway_name: str,
        counts: Counters,
        *,
        probe: Probe,
        calls: Callable[[], Awaitable[int]],
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._gateway_name, self._counts = store, gateway_name, counts
        self._probe, self._calls, self._wall = probe, calls, wall
        self._batch = CountBatch(source=secrets.token_hex(8), number=0, counts={})
        self._is_told = True

    async def run(self) -> None:
        """Tell, again and again, for ever; nothing that happens here ends the calls."""
        await run_periodically(
            self.publish,
            interval_s=PUBLISH_INTERVAL_S,
            retryable_errors=(StorageError,),
            catch_all=True,
            failure_event="telephony_not_told",
            gateway=self._gateway_name,
        )

    async def publish(self) -> None:
        """Look at the gateway, and tell all that was counted since the last time.

        What may have been told, or not, is told again as it was, and what was counted since waits for the next time.

        Raises:
            StorageError: Valkey is away; it is told the next time.
        """
        probe_result = await self._probe()
        before = self._wall()
        now = await self._store.clock()
        skew = (before + self._wall()) / 2 - now
        standing = GatewayStatus(
            reported_at=now,
            calls=await self._calls(),
            skew_s=skew,
            up=probe_result.up,
            recording_space=probe_result.recording_space,
        )
        if self._is_told:
            self._batch = CountBatch(
                source=self._batch.source, number=self._batch.number + 1, counts=self._counts.take()
            )
            self._is_told = False
        await self._store.add(self._gateway_name, self._batch, standing)
        self._is_told = True
