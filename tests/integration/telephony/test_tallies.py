"""Measurements of gateways that outlast their processes."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError

from atencion.gateways.metrics import MetricsPublisher, instrument_probe
from storage.errors import StorageError
from storage.valkey import connect
from telephony.metrics.meter import LegMediaStats, Meter, ProbeResult, stable_gateway_name
from telephony.metrics.store import MAX_GATEWAYS, STATUS_RETENTION, CountBatch, GatewayMetricsStore, GatewayStatus
from telephony.port.signals import LegFailed

pytestmark = pytest.mark.integration
BUSY = LegFailed(call_id="c-1", leg="advisor-1", cause="busy")


def batch(counts: Mapping[str, int]) -> CountBatch:
    """Return the first batch of a process."""
    return CountBatch(source=secrets.token_hex(8), number=1, counts=counts)


async def seen() -> ProbeResult:
    """Return a measurement of a gateway."""
    return ProbeResult(lag_s=0.002, media=(LegMediaStats(leg="x", received=50, lost=1, jitter_s=0.003),))


def telling(tallies: GatewayMetricsStore, name: str, meter: Meter, ahead_s: float = 0.0) -> MetricsPublisher:
    """Return the publisher of an instance on a machine whose clock is ahead by that much."""
    import time

    return MetricsPublisher(
        tallies,
        stable_gateway_name(name),
        meter,
        probe=instrument_probe(meter, seen),
        calls=four,
        wall=lambda: time.time() + ahead_s,
    )


async def four() -> int:
    """Return how many calls are held."""
    return 4


async def test_the_counts_of_a_place_go_on_after_its_process(valkey_url: str) -> None:
    """Two instances in succession are one place: its counters add up, and its gauges are those of the last."""
    redis = connect(valkey_url)
    tallies = GatewayMetricsStore(redis, "bogota")
    for instance, failures in (("asterisk-nodo1-aa", 2), ("asterisk-nodo1-bb", 3)):
        meter = Meter()
        for _ in range(failures):
            meter.record_signal(BUSY, 0.0)
        await telling(tallies, instance, meter, ahead_s=7.0).publish()
    tally = await tallies.read()
    (gateway,) = tally.gateways.values()
    assert gateway.counts["leg_failed|busy"] == 5
    assert gateway.counts["packets|received"] == 100
    assert gateway.status.calls == 4
    assert 6.9 < gateway.status.skew_s < 7.1
    await redis.aclose()


async def test_while_valkey_is_away_nothing_is_forgotten() -> None:
    """Counts that could not be published are published the next time."""
    nowhere = connect("unix:///nowhere/valkey.sock")
    meter = Meter()
    meter.record_signal(BUSY, 0.0)
    tells = telling(GatewayMetricsStore(nowhere, "bogota"), "pyvoip-1", meter)
    with pytest.raises(StorageError):
        await tells.publish()
    assert meter.take()["leg_failed|busy"] == 1
    await nowhere.aclose()


class Deaf:
    """A connection to Valkey that executes commands, and loses the answer to the first few."""

    def __init__(self, client: Redis, lost: int) -> None:
        self._client, self._lost = client, lost

    async def eval(self, *words: Any) -> Any:
        """Execute the script, and lose the answer."""
        answer = await self._client.eval(*words)
        if self._lost:
            self._lost -= 1
            raise ConnectionError("the answer was lost")
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


async def test_batch_with_lost_answer_is_counted_once(valkey_url: str) -> None:
    """The same batch is sent again unchanged and later counts in the next one, so the sum is right."""
    redis = connect(valkey_url)
    meter = Meter()
    tells = telling(GatewayMetricsStore(Deaf(redis, lost=2), "bogota"), "pyvoip-1", meter)  # type: ignore[arg-type]
    for lost in (True, True, False, False):
        meter.record_signal(BUSY, 0.0)
        with pytest.raises(StorageError) if lost else nullcontext():
            await tells.publish()
    (gateway,) = (await GatewayMetricsStore(redis, "bogota").read()).gateways.values()
    assert gateway.counts["leg_failed|busy"] == 4
    await redis.aclose()


async def test_batches_of_new_process_under_old_name_count_from_its_first_one(valkey_url: str) -> None:
    """The batches of a new process under an old name count from its first one, as those of the old process did."""
    redis = connect(valkey_url)
    for _ in range(2):
        meter = Meter()
        meter.record_signal(BUSY, 0.0)
        await telling(GatewayMetricsStore(redis, "bogota"), "asterisk-nodo1-aa", meter).publish()
    (gateway,) = (await GatewayMetricsStore(redis, "bogota").read()).gateways.values()
    assert gateway.counts["leg_failed|busy"] == 2
    keys = [key async for key in redis.scan_iter("{bogota}:telephony:told:*")]
    assert len(keys) == 2
    assert all([await redis.ttl(key) > 0 for key in keys])
    await redis.aclose()


async def test_number_of_places_is_bounded(valkey_url: str) -> None:
    """The latest places are kept; places not seen for a week or not understood by this release are not."""
    redis = connect(valkey_url)
    tallies = GatewayMetricsStore(redis, "bogota")
    now = await tallies.clock()
    old = GatewayStatus(reported_at=now - STATUS_RETENTION.total_seconds() - 1, calls=0, skew_s=0.0)
    await tallies.add("antigua", batch({"calls|taken": 1}), old)
    fresh = [
        tallies.add(f"nodo{n}", batch({}), GatewayStatus(reported_at=now + n, calls=0, skew_s=0.0)) for n in range(80)
    ]
    await asyncio.gather(*fresh)
    await redis.hset("{bogota}:telephony:now", "rara", b'{"what": 1}')
    places = (await tallies.read()).gateways
    assert "rara" not in places
    assert len(places) == MAX_GATEWAYS
    assert "nodo79" in places
    assert not {"antigua", "nodo0"} & set(places)
    await redis.aclose()
