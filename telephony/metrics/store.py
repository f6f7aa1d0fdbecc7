"""What gateways measured, where it outlives them: in Valkey, by the lasting name of each gateway.

Owns the keys ``{campaign}:telephony`` (counts: ``place|measure|…`` to a whole number) and ``{campaign}:telephony:now``
(place to how it stands), and for each process that tells ``{campaign}:telephony:told:<source>`` (the number of the
last batch that was added). A batch is added once, however often it is sent: whoever got no answer sends the same again.
At most MOST_PLACES gateways are told of, those seen last, and none that was not seen for FORGOTTEN.
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
"""So long after it last told, what a gateway said of itself is old; it tells every five seconds."""
_ADD: Final = """
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
if tonumber(redis.call('GET', KEYS[3]) or '0') >= tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4])
for n = 5, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[n], ARGV[n + 1])
end
return 1"""


class GatewayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a gateway stood when it last said so.

    Attributes:
        reported_at: by Valkey's clock, seconds since the Unix epoch.
        calls: that it holds.
        skew_s: how far the clock of its machine is ahead of Valkey's.
        up: whether it and the engine that holds its calls hear each other.
        recording_space: in the memory where it records; None where it records nothing, or did not say.
    """

    reported_at: float
    calls: int
    skew_s: float
    up: bool = True
    recording_space: RecordingSpace | None = None

    def is_recent(self, now: float) -> bool:
        """Whether it was told lately."""
        return now - self.reported_at <= STATUS_TIMEOUT_S


class CountBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What a process counted, to be added once.

    Attributes:
        source: names the process, and no other that ever was.
        number: of the batch, from 1; the next one is greater.
        counts: named as `telephony.metrics.meter` names them.
    """

    source: str
    number: int
    counts: Mapping[str, int]


class GatewayReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one gateway.

    Attributes:
        status: when it was last heard of.
        counts: since ever, named as `telephony.metrics.meter` names them.
    """

    status: GatewayStatus
    counts: Mapping[str, int]


class MetricsSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of all.

    Attributes:
        now: Valkey's clock, seconds since the Unix epoch.
        gateways: by lasting name.
    """

    now: float
    gateways: Mapping[str, GatewayReport]

    def has_recent_status(self, gateway: str) -> bool:
        """Whether a gateway told lately how it stands."""
        status = self.gateways.get(gateway)
        return status is not None and status.status.is_recent(self.now)


class GatewayMetricsStore:
    """The gateways of one campaign.

    Args:
        client: of Valkey, bytes in and out.
        campaign: whose.
    """

    def __init__(self, client: Redis, campaign: str) -> None:
        self._redis: Any = client
        self._counts, self._now = f"{{{campaign}}}:telephony", f"{{{campaign}}}:telephony:now"

    async def clock(self) -> float:
        """Valkey's clock, seconds since the Unix epoch. Raises StorageError."""
        with translate_errors():
            return await _clock(self._redis)

    async def add(self, gateway: str, batch: CountBatch, status: GatewayStatus) -> bool:
        """Add what a gateway counted, and say how it stands, together or not at all.

        Args:
            gateway: the gateway's lasting name.
            batch: what was counted; one that was added before, by an earlier try, is not added again.
            status: how the gateway stands.

        Returns:
            Whether it was added now.

        Raises:
            StorageError: nobody knows whether it was; the same batch is to be sent again.
        """
        keys = (self._counts, self._now, f"{self._counts}:told:{batch.source}")
        counts = [word for name, count in batch.counts.items() for word in (f"{gateway}|{name}", count)]
        head = (gateway, msgspec.json.encode(status), batch.number, int(STATUS_RETENTION.total_seconds()))
        with translate_errors():
            return bool(await self._redis.eval(_ADD, len(keys), *keys, *head, *counts))

    async def recent_statuses(self) -> dict[str, GatewayStatus]:
        """How those stand, by lasting name, who told it lately. Raises StorageError."""
        with translate_errors():
            now = await _clock(self._redis)
            standings = _parse_statuses(await self._redis.hgetall(self._now), now)
        return {gateway: each for gateway, each in standings.items() if each.is_recent(now)}

    async def read(self) -> MetricsSnapshot:
        """All that is known. Raises StorageError."""
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
    """Of each that was seen lately, the latest first, not too many; what another release wrote otherwise is none."""
    all_of_them: dict[str, GatewayStatus] = {}
    for name, value in rows.items():
        with suppress(msgspec.DecodeError):
            all_of_them[name.decode()] = msgspec.json.decode(value, type=GatewayStatus)
    oldest = now - STATUS_RETENTION.total_seconds()
    latest = sorted(all_of_them.items(), key=lambda each: -each[1].reported_at)[:MAX_GATEWAYS]
    return {name: each for name, each in latest if each.reported_at > oldest}
