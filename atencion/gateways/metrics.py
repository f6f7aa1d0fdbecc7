"""A gateway that counts its signals and commands, and the publisher of the counts.

Owns the publication: every PUBLISH_INTERVAL_S, to Valkey, so that counts outlive the process and every node's
`/metrics` is the same. `telephony.metrics.meter` defines the counts. Errors are logged and never affect a call.
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
    """A gateway with a meter on its signals and commands.

    Args:
        gateway: does everything.
        meter: counts.
        clock: monotonic seconds.
    """

    def __init__(self, gateway: Gateway, meter: Meter, clock: Callable[[], float] = time.monotonic) -> None:
        self._gateway, self._meter, self._clock = gateway, meter, clock
        self.name, self.kind = gateway.name, gateway.kind

    async def start(self, on_signal: SignalHandler) -> None:
        """Start the gateway, and meter its signals."""

        async def forward(signal: AnySignal) -> None:
            self._meter.record_signal(signal, self._clock())
            if isinstance(signal, LegHungUp) and signal.cause == "media_lost":
                log.warning("leg_lost", gateway=self.name, call=signal.call_id, leg=signal.leg)
            await on_signal(signal)

        await self._gateway.start(forward)

    async def send(self, command: AnyCommand) -> None:
        """Meter a command and send it."""
        self._meter.record_command(command, self._clock())
        await self._gateway.send(command)

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the gateway holds a call or leg."""
        return self._gateway.holds(call_id, leg)

    async def drain(self) -> None:
        """Drain the gateway."""
        await self._gateway.drain()

    async def stop(self) -> None:
        """Stop the gateway."""
        await self._gateway.stop()


def instrument_probe(meter: Meter, probe: Probe) -> Probe:
    """Return a probe whose results a meter counts."""

    async def look() -> ProbeResult:
        result = await probe()
        meter.record_probe(result)
        return result

    return look


class MetricsPublisher:
    """Publishes the counts of a gateway's meter to Valkey.

    Args:
        store: of the metrics.
        gateway_name: stable across restarts.
        counts: of the meter.
        probe: checks the gateway before each publication.
        calls: returns the number of calls that it holds.
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
        """Publish periodically, forever; no error ends it."""
        await run_periodically(
            self.publish,
            interval_s=PUBLISH_INTERVAL_S,
            retryable_errors=(StorageError,),
            catch_all=True,
            failure_event="telephony_not_told",
            gateway=self._gateway_name,
        )

    async def publish(self) -> None:
        """Probe the gateway, and publish its status and all counts since the last publication.

        A batch that may have been stored already is sent again unchanged; newer counts wait for the next batch.

        Raises:
            StorageError: Valkey is away; the batch is sent again next time.
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
