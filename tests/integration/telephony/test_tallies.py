"""What gateways measured outlives them."""

import asyncio

import pytest

from atencion.metered import Telling
from storage.errors import StorageError
from storage.valkey import connect
from telephony.metering import LegMedia, Meter, Probed
from telephony.signals import LegFailed
from telephony.tallies import FORGOTTEN, MOST_PLACES, Standing, Tallies

pytestmark = pytest.mark.integration
BUSY = LegFailed(call_id="c-1", leg="advisor-1", cause="busy")


async def seen() -> Probed:
    """A look at a gateway."""
    return Probed(lag_s=0.002, media=(LegMedia(leg="x", received=50, lost=1, jitter_s=0.003),))


def telling(tallies: Tallies, name: str, meter: Meter, ahead_s: float = 0.0) -> Telling:
    """Of an instance on a machine whose clock is so far ahead."""
    import time

    return Telling(tallies, name, meter, probe=seen, calls=lambda: 4, wall=lambda: time.time() + ahead_s)


async def test_the_counts_of_a_place_go_on_after_its_process(valkey_url: str) -> None:
    """Two instances, one after the other, are one place; each is counted once, and how it stands is the last's."""
    redis = connect(valkey_url)
    tallies = Tallies(redis, "bogota")
    for instance, failures in (("asterisk-nodo1-aa", 2), ("asterisk-nodo1-bb", 3)):
        meter = Meter()
        for _ in range(failures):
            meter.heard(BUSY, 0.0)
        await telling(tallies, instance, meter, ahead_s=7.0).tell()
    told = await tallies.read()
    (place,) = told.places.values()
    assert place.counts["leg_failed|busy"] == 5
    assert place.counts["packets|received"] == 100
    assert place.standing.calls == 4
    assert 6.9 < place.standing.skew_s < 7.1
    await redis.aclose()


async def test_while_valkey_is_away_nothing_is_forgotten() -> None:
    """What could not be told is told the next time."""
    nowhere = connect("unix:///nowhere/valkey.sock")
    meter = Meter()
    meter.heard(BUSY, 0.0)
    with pytest.raises(StorageError):
        await telling(Tallies(nowhere, "bogota"), "pyvoip-1", meter).tell()
    assert meter.take()["leg_failed|busy"] == 1
    await nowhere.aclose()


async def test_there_are_never_more_places_than_are_told(valkey_url: str) -> None:
    """The latest are, and none that was not seen for a week, or that nobody here understands."""
    redis = connect(valkey_url)
    tallies = Tallies(redis, "bogota")
    now = await tallies.clock()
    old = Standing(told_at=now - FORGOTTEN.total_seconds() - 1, calls=0, skew_s=0.0)
    await tallies.add("antigua", {"calls|taken": 1}, old)
    fresh = [tallies.add(f"nodo{n}", {}, Standing(told_at=now + n, calls=0, skew_s=0.0)) for n in range(80)]
    await asyncio.gather(*fresh)
    await redis.hset("{bogota}:telephony:now", "rara", b'{"what": 1}')
    places = (await tallies.read()).places
    assert "rara" not in places
    assert len(places) == MOST_PLACES
    assert "nodo79" in places
    assert not {"antigua", "nodo0"} & set(places)
    await redis.aclose()
