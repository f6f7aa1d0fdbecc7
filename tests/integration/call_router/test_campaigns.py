"""From one campaign to another: received there once, then released here, whoever dies in between."""

import pytest
import redis.asyncio as redis

from call_router.acts import Act
from call_router.errors import LeaseLost, WrongPhase
from call_router.routing import Receive, Release
from eventlog.facts import CallEnded, CallQueued, CallReceived, CallSentOn
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import (
    GATEWAY,
    LEASE_MS,
    LINE,
    QUEUE,
    RING_MS,
    START_MS,
    THRESHOLD_MS,
    WRAP_UP_MS,
    CampaignRig,
    fact_kinds,
    queue_entry,
)

pytestmark = pytest.mark.integration
THERE = "cali"


@pytest.fixture
async def there(world: CampaignRig) -> CampaignRig:
    """The other campaign, in the same Valkey, in which the gateway lives too."""
    client: redis.Redis = world.redis
    other = CampaignRig(client, THERE)
    await other.at(0)
    await other.router.acquire_lease(GATEWAY, LEASE_MS)
    return other


def _request(world: CampaignRig, call: str) -> str:
    return f"{world.campaign}/{call}/{world.versions[call]}"


def _receive(there: CampaignRig, call: str, first_ms: int, **changes: object) -> Act:
    came = CallReceived(
        line=LINE,
        gateway=GATEWAY,
        campaign_from="bogota",
        first_arrival_ms=START_MS + first_ms,
        caller_ref="r2",
        caller_commitment="c2",
    )
    queued = CallQueued(line=LINE, queue=QUEUE, reason="received", threshold_ms=THRESHOLD_MS)
    routing = Receive(
        line=LINE,
        queue=QUEUE,
        threshold_ms=THRESHOLD_MS,
        ring_ms=RING_MS,
        wrap_up_ms=WRAP_UP_MS,
        first_at_ms=START_MS + first_ms,
    )
    return there.act(call, came, queued, routing=routing, expects=0, **changes)


def _send_on(world: CampaignRig, call: str) -> Act:
    sent = CallSentOn(line=LINE, queue=QUEUE, advisor="", campaign_to=THERE)
    over = CallEnded(line=LINE, queue=QUEUE, outcome="overflowed_out", stage="waiting", ended_by="system")
    return world.act(call, sent, over, routing=Release())


async def test_a_call_goes_over_and_keeps_its_first_arrival(world: CampaignRig, there: CampaignRig) -> None:
    """It is before who came later to the other campaign; it is ingressed once, and over here by its own outcome."""
    await world.wait_in("a")
    await there.at(5_000)
    await there.wait_in("b")
    await world.at(9_000)
    await there.at(9_000)
    await there.commit(_receive(there, "a", 0), _request(world, "a"))
    await world.commit(_send_on(world, "a"))
    await there.ready("ana")
    assert [signal.call_id for signal in await there.mail()] == ["a"]
    assert (await world.router.load("a")).ended
    assert "ingressed|nacional" in await world.router.totals()
    assert fact_kinds(await there.facts()).count("CallIngressed") == 1  # b's
    for one in (world, there):
        assert await one.router.totals() == fold_totals(await one.log())
    totals = await world.router.totals()
    assert (totals[f"left|{LINE}|{QUEUE}|overflowed_out"], totals[f"outcome|{LINE}|overflowed_out"]) == (1, 1)


async def test_who_died_between_the_steps_is_followed_by_whoever_finds_the_intent(
    world: CampaignRig, there: CampaignRig
) -> None:
    """The same request again receives nothing twice, whatever became of the call meanwhile; then it is released."""
    await world.wait_in("a")
    request = _request(world, "a")
    await there.commit(_receive(there, "a", 0), request)
    facts = await there.length()
    again = await there.router.commit(_receive(there, "a", 0), request)
    assert (again.version, await there.length()) == (1, facts)
    await there.ready("ana")
    await there.answer("a", "ana")
    await there.end("a", "answered")
    await there.redis.delete(there.key("call:a"))  # as after ten minutes
    facts = await there.length()
    await there.router.commit(_receive(there, "a", 0), request)
    assert await there.length() == facts
    await world.commit(_send_on(world, "a"))
    assert (await world.router.load("a")).ended


async def test_a_gateway_without_a_lease_there_brings_no_call(world: CampaignRig, there: CampaignRig) -> None:
    """The call stays where it is, in its place."""
    await world.wait_in("a")
    await there.router.release_lease(GATEWAY)
    with pytest.raises(LeaseLost):
        await there.commit(_receive(there, "a", 0), _request(world, "a"))
    assert (await there.router.load("a")).version == 0
    assert (await world.router.snapshot()).queues[0].waiting == 1


async def test_only_a_living_gateway_brings_a_call(world: CampaignRig, there: CampaignRig) -> None:
    """Nobody can act for it: its caller would hear nothing."""
    await world.wait_in("a")
    with pytest.raises(WrongPhase):
        await there.commit(_receive(there, "a", 0, by_gateway=False), _request(world, "a"))


async def test_no_call_arrives_before_its_time(world: CampaignRig, there: CampaignRig) -> None:
    """The clocks of two campaigns may differ; a first arrival of the future is now."""
    await world.wait_in("a")
    await there.commit(_receive(there, "a", 60_000), _request(world, "a"))
    await there.at(1)
    await there.wait_in("b")
    await there.ready("ana")
    assert [signal.call_id for signal in await there.mail()] == ["a"]


async def test_a_received_call_is_a_call_like_any_other(world: CampaignRig, there: CampaignRig) -> None:
    """It overflows, is transferred and ends by the same verbs."""
    await world.wait_in("a")
    await there.commit(_receive(there, "a", 0), _request(world, "a"))
    fact = CallQueued(line=LINE, queue="otra", reason="overflow", threshold_ms=THRESHOLD_MS)
    await there.commit(there.act("a", fact, routing=queue_entry("otra", keeps_wait=True)))
    await there.end("a")
    assert await there.router.totals() == fold_totals(await there.log())
