"""Calls that move from one campaign to another: received there once, then released here, after any death."""

import pytest
import redis.asyncio as redis

from call_router.acts import Act
from call_router.errors import LeaseLost, WrongPhase
from call_router.routing import Receive, ReleaseCall
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
async def other_rig(rig: CampaignRig) -> CampaignRig:
    """Return the other campaign, in the same Valkey, where the gateway lives too."""
    client: redis.Redis = rig.redis
    other = CampaignRig(client, THERE)
    await other.set_time(0)
    await other.router.acquire_lease(GATEWAY, LEASE_MS)
    return other


def _request(rig: CampaignRig, call: str) -> str:
    return f"{rig.campaign}/{call}/{rig.versions[call]}"


def _receive(other_rig: CampaignRig, call: str, first_ms: int, **changes: object) -> Act:
    arrival = CallReceived(
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
    return other_rig.act(call, arrival, queued, routing=routing, expects=0, **changes)


def _send_on(rig: CampaignRig, call: str) -> Act:
    sent = CallSentOn(line=LINE, queue=QUEUE, advisor="", campaign_to=THERE)
    over = CallEnded(line=LINE, queue=QUEUE, outcome="overflowed_out", stage="waiting", ended_by="system")
    return rig.act(call, sent, over, routing=ReleaseCall())


async def test_a_call_goes_over_and_keeps_its_first_arrival(rig: CampaignRig, other_rig: CampaignRig) -> None:
    """The call is before later arrivals there, is ingressed once, and has an outcome of its own here."""
    await rig.enqueue_with("a")
    await other_rig.set_time(5_000)
    await other_rig.enqueue_with("b")
    await rig.set_time(9_000)
    await other_rig.set_time(9_000)
    await other_rig.commit(_receive(other_rig, "a", 0), _request(rig, "a"))
    await rig.commit(_send_on(rig, "a"))
    await other_rig.ready("ana")
    assert [signal.call_id for signal in await other_rig.mailbox()] == ["a"]
    assert (await rig.router.load("a")).ended
    assert "ingressed|nacional" in await rig.router.totals()
    assert fact_kinds(await other_rig.facts()).count("CallIngressed") == 1  # b's
    for one in (rig, other_rig):
        assert await one.router.totals() == fold_totals(await one.log())
    totals = await rig.router.totals()
    assert (totals[f"left|{LINE}|{QUEUE}|overflowed_out"], totals[f"outcome|{LINE}|overflowed_out"]) == (1, 1)


async def test_process_that_finds_the_intent_completes_the_transfer(rig: CampaignRig, other_rig: CampaignRig) -> None:
    """The repeated request receives nothing twice in any state of the call there; then the call is released."""
    await rig.enqueue_with("a")
    request = _request(rig, "a")
    await other_rig.commit(_receive(other_rig, "a", 0), request)
    facts = await other_rig.fact_count()
    again = await other_rig.router.commit(_receive(other_rig, "a", 0), request)
    assert (again.version, await other_rig.fact_count()) == (1, facts)
    await other_rig.ready("ana")
    await other_rig.answer("a", "ana")
    await other_rig.end("a", "answered")
    await other_rig.redis.delete(other_rig.key("call:a"))  # after ten minutes
    facts = await other_rig.fact_count()
    await other_rig.router.commit(_receive(other_rig, "a", 0), request)
    assert await other_rig.fact_count() == facts
    await rig.commit(_send_on(rig, "a"))
    assert (await rig.router.load("a")).ended


async def test_a_gateway_without_a_lease_there_brings_no_call(rig: CampaignRig, other_rig: CampaignRig) -> None:
    """The call stays where it is, in its place."""
    await rig.enqueue_with("a")
    await other_rig.router.release_lease(GATEWAY)
    with pytest.raises(LeaseLost):
        await other_rig.commit(_receive(other_rig, "a", 0), _request(rig, "a"))
    assert (await other_rig.router.load("a")).version == 0
    assert (await rig.router.snapshot()).queues[0].waiting == 1


async def test_only_a_living_gateway_brings_a_call(rig: CampaignRig, other_rig: CampaignRig) -> None:
    """No other process can act for the call, so its caller would hear silence."""
    await rig.enqueue_with("a")
    with pytest.raises(WrongPhase):
        await other_rig.commit(_receive(other_rig, "a", 0, by_gateway=False), _request(rig, "a"))


async def test_no_call_arrives_before_its_time(rig: CampaignRig, other_rig: CampaignRig) -> None:
    """The clocks of two campaigns may differ, so a first arrival in the future counts as now."""
    await rig.enqueue_with("a")
    await other_rig.commit(_receive(other_rig, "a", 60_000), _request(rig, "a"))
    await other_rig.set_time(1)
    await other_rig.enqueue_with("b")
    await other_rig.ready("ana")
    assert [signal.call_id for signal in await other_rig.mailbox()] == ["a"]


async def test_received_call_overflows_is_transferred_and_ends_by_same_verbs(
    rig: CampaignRig, other_rig: CampaignRig
) -> None:
    """A received call overflows, is transferred and ends by the same verbs."""
    await rig.enqueue_with("a")
    await other_rig.commit(_receive(other_rig, "a", 0), _request(rig, "a"))
    fact = CallQueued(line=LINE, queue="otra", reason="overflow", threshold_ms=THRESHOLD_MS)
    await other_rig.commit(other_rig.act("a", fact, routing=queue_entry("otra", keeps_wait=True)))
    await other_rig.end("a")
    assert await other_rig.router.totals() == fold_totals(await other_rig.log())
