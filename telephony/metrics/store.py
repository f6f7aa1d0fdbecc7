"""Storage of the gateways' metrics in Valkey, by the permanent name of each gateway.

Owns the keys ``{campaign}:telephony`` (counts: ``gateway|measure|…`` to an integer) and ``{campaign}:telephony:now``
(gateway to its status), and for each reporting process ``{campaign}:telephony:told:<source>`` (the number of the last
added batch). A batch is added once, however often it is sent: without a reply the process sends the same batch again.
At most `MAX_GATEWAYS` gateways are reported, the most recent ones, and none older than `STATUS_RETENTION`.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import msgspec
from redis.asyncio import Redis

from storage.valkey import replies_by_server, translate_errors
from telephony.metrics.meter import RecordingSpace

MAX_GATEWAYS: Final = 64
STATUS_RETENTION: Final = timedelta(days=7)
STATUS_TIMEOUT_S: Final = 30.0
"""Seconds after which a status is out of date; gateways report every five seconds."""
_ADD: Final = """
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
if tonumber(redis.call('GET', KEYS[3]) or '0') >= tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4])
for n = 5, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[n], ARGV[n + 1])
end
return 1"""


class GatewayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The last reported status of a gateway.

    Attributes:
        reported_at: by Valkey's clock, seconds since the Unix epoch.
        skew_s: seconds by which its machine's clock is ahead of Valkey's.
        up: the gateway and its telephone engine are connected.
        recording_space: None if it records nothing, or did not report it.
    """

    reported_at: float
    calls: int
    skew_s: float
    up: bool = True
    recording_space: RecordingSpace | None = None

    def is_recent(self, now: float) -> bool:
        """Return whether it is up to date."""
        return now - self.reported_at <= STATUS_TIMEOUT_S


class CountBatch(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of a process, to be added once. ``source`` is unique to the process; ``number`` increases from 1."""

    source: str
    number: int
    counts: Mapping[str, int]


class GatewayReport(msgspec.Struct, frozen=True, kw_only=True):
    """The data of one gateway."""

    status: GatewayStatus
    counts: Mapping[str, int]


class MetricsSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The data of all gateways by permanent name, at a time of Valkey's clock, seconds since the Unix epoch."""

    now: float
    gateways: Mapping[str, GatewayReport]

    def has_recent_status(self, gateway: str) -> bool:
        """Return whether a gateway has an up-to-date status."""
        status = self.gateways.get(gateway)
        return status is not None and status.status.is_recent(self.now)


class GatewayMetricsStore:
    """The metrics of a campaign's gateways."""

    def __init__(self, client: Redis, campaign: str) -> None:
        self._redis: Any = client
        self._counts, self._now = f"{{{campaign}}}:telephony", f"{{{campaign}}}:telephony:now"

    async def clock(self) -> float:
        """Return Valkey's clock, seconds since the Unix epoch. Raises StorageError."""
        with translate_errors():
            return await _clock(self._redis)

    async def add(self, gateway: str, batch: CountBatch, status: GatewayStatus) -> bool:
        """Add a batch of counts and set the status, atomically.

        Returns:
            True if it was added now.

        Raises:
            StorageError: the outcome is unknown; send the same batch again.
        """
        keys = (self._counts, self._now, f"{self._counts}:told:{batch.source}")
        counts = [word for name, count in batch.counts.items() for word in (f"{gateway}|{name}", count)]
        head = (gateway, msgspec.json.encode(status), batch.number, int(STATUS_RETENTION.total_seconds()))
        with translate_errors():
            return bool(await self._redis.eval(_ADD, len(keys), *keys, *head, *counts))

    async def recent_statuses(self) -> dict[str, GatewayStatus]:
        """Return the up-to-date statuses by permanent name. Raises StorageError."""
        with translate_errors():
            now = await _clock(self._redis)
            standings = _parse_statuses(await self._redis.hgetall(self._now), now)
        return {gateway: each for gateway, each in standings.items() if each.is_recent(now)}

    async def read(self) -> MetricsSnapshot:
        """Read the data of all gateways. Raises StorageError."""
        with translate_errors():
            now = await _clock(self._redis)
            standings = _parse_statuses(await self._redis.hgetall(self._now), now)
            counts: dict[str, dict[str, int]] = defaultdict(dict)
            for name, value in (await self._redis.hgetall(self._counts)).items():
                gateway, _, measure = name.decode().partition("|")
                counts[gateway][measure] = int(value)
        places = {name: GatewayReport(status=each, counts=counts[name]) for name, each in standings.items()}
        return MetricsSnapshot(now=now, gateways=places)


async def _clock(client: Any) -> float:
    seconds, micros = replies_by_server(await client.time())[0]
    return float(seconds) + int(micros) / 1e6


def _parse_statuses(rows: Mapping[bytes, bytes], now: float) -> dict[str, GatewayStatus]:
    """Decode the recent statuses, the latest first, up to the limit; skip those in another release's format."""
    all_of_them: dict[str, GatewayStatus] = {}
    for name, value in rows.items():
        with suppress(msgspec.DecodeError):
            all_of_them[name.decode()] = msgspec.json.decode(value, type=GatewayStatus)
    oldest = now - STATUS_RETENTION.total_seconds()
    latest = sorted(all_of_them.items(), key=lambda each: -each[1].reported_at)[:MAX_GATEWAYS]
    return {name: each for name, each in latest if each.reported_at > oldest}
