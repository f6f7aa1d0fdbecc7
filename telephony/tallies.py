"""What gateways measured, where it outlives them: in Valkey, by the lasting name of each gateway.

Owns the keys ``{campaign}:telephony`` (counts: ``place|measure|…`` to a whole number) and ``{campaign}:telephony:now``
(place to how it stands). A count that was added twice after a lost answer is an error of a monitor's figure, not of a
contract's: so a pipeline does, and no function. At most MOST_PLACES gateways are told of, those seen last, and none
that was not seen for FORGOTTEN.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import msgspec
from redis.asyncio import Redis

from storage.valkey import by_server, translated

MOST_PLACES: Final = 64
FORGOTTEN: Final = timedelta(days=7)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a gateway stood when it last said so.

    Attributes:
        told_at: by Valkey's clock, seconds since the Unix epoch.
        calls: that it holds.
        skew_s: how far the clock of its machine is ahead of Valkey's.
        up: whether it and the engine that holds its calls hear each other.
    """

    told_at: float
    calls: int
    skew_s: float
    up: bool = True


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one gateway.

    Attributes:
        standing: when it was last heard of.
        counts: since ever, named as `telephony.metering` names them.
    """

    standing: Standing
    counts: Mapping[str, int]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of all.

    Attributes:
        now: Valkey's clock, seconds since the Unix epoch.
        places: by lasting name.
    """

    now: float
    places: Mapping[str, Place]


class Tallies:
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
        with translated():
            return await _clock(self._redis)

    async def add(self, place: str, counts: Mapping[str, int], standing: Standing) -> None:
        """Add what a gateway counted, and say how it stands, together or not at all. Raises StorageError."""
        with translated():
            async with self._redis.pipeline(transaction=True) as pipe:
                for name, count in counts.items():
                    pipe.hincrby(self._counts, f"{place}|{name}", count)
                pipe.hset(self._now, place, msgspec.json.encode(standing))
                await pipe.execute()

    async def read(self) -> Told:
        """All that is known. Raises StorageError."""
        with translated():
            now = await _clock(self._redis)
            standings = _standings(await self._redis.hgetall(self._now), now)
            counts: dict[str, dict[str, int]] = defaultdict(dict)
            for name, value in (await self._redis.hgetall(self._counts)).items():
                place, _, measure = name.decode().partition("|")
                counts[place][measure] = int(value)
        places = {name: Place(standing=each, counts=counts[name]) for name, each in standings.items()}
        return Told(now=now, places=places)


async def _clock(client: Any) -> float:
    seconds, micros = by_server(await client.time())[0]
    return float(seconds) + int(micros) / 1e6


def _standings(found: Mapping[bytes, bytes], now: float) -> dict[str, Standing]:
    """Of each that was seen lately, the latest first, not too many; what another release wrote otherwise is none."""
    all_of_them: dict[str, Standing] = {}
    for name, value in found.items():
        with suppress(msgspec.DecodeError):
            all_of_them[name.decode()] = msgspec.json.decode(value, type=Standing)
    oldest = now - FORGOTTEN.total_seconds()
    seen = sorted(all_of_them.items(), key=lambda each: -each[1].told_at)[:MOST_PLACES]
    return {name: each for name, each in seen if each.told_at > oldest}
