"""Ticks, timers and leases: what time brings about."""

import asyncio

import pytest

from call_router.errors import LeaseLost, OfferGone
from call_router.routing import Enqueue
from call_router.signals import AdvisorChosen, OfferLapsed
from eventlog.facts import AdvisorStateChanged, GatewayLost, OfferEnded
from tests.support.router.campaign_rig import (
    GATEWAY,
    GRACE_MS,
    LINE,
    QUEUE,
    RING_MS,
    START_MS,
    WRAP_UP_MS,
    CampaignRig,
    fact_kinds,
)

pytestmark = pytest.mark.integration
LAPSE_MS = RING_MS + GRACE_MS


@pytest.mark.one_server
async def test_a_tick_with_nothing_due_writes_nothing(world: CampaignRig) -> None:
    """Time alone changes nothing; the tick says when it will."""
    await world.ready("ana")
    await world.arrive("a")
    changes = (await world.redis.info("persistence"))["rdb_changes_since_last_save"]
    await world.at(LAPSE_MS - 1)
    ticked = await world.router.tick()
    assert (await world.redis.info("persistence"))["rdb_changes_since_last_save"] == changes + 1  # the clock's own
    assert (ticked.now, ticked.next_due, ticked.orphans, ticked.more) == (
        world.moment(LAPSE_MS - 1),
        world.moment(LAPSE_MS),
        (),
        False,
    )


async def test_without_timers_nothing_is_due(world: CampaignRig) -> None:
    """With no timer and no lease, there is no next moment."""
    await world.router.release_lease(GATEWAY)
    assert (await world.router.tick()).next_due is None


async def test_an_offer_that_nobody_ended_lapses(world: CampaignRig) -> None:
    """Ringing time and grace over: the advisor pauses, the gateway is told, the call waits in its place."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(1)
    await world.arrive("b")
    await world.at(LAPSE_MS)
    facts = await world.length()
    await world.router.tick()
    assert await world.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="lapsed"),
        AdvisorStateChanged(advisor="ana", state="paused", previous="offered", reason="no_answer"),
    ]
    assert (await world.mail())[-1] == OfferLapsed(call_id="a", offer=1)
    await world.ready("luz")
    assert (await world.mail())[-1].call_id == "a"


async def test_a_lapsed_offer_goes_to_the_next_advisor_after_the_news(world: CampaignRig) -> None:
    """The gateway hears of the lapse before it hears of the next advisor."""
    await world.ready("ana")
    await world.at(1)
    await world.ready("luz")
    await world.arrive("a")
    await world.at(1 + LAPSE_MS)
    await world.router.tick()
    lapsed, chosen = (await world.mail())[-2:]
    assert lapsed == OfferLapsed(call_id="a", offer=1)
    assert isinstance(chosen, AdvisorChosen)
    assert (chosen.advisor, chosen.offer) == ("luz", 2)


async def test_an_answer_after_the_lapse_is_refused(world: CampaignRig) -> None:
    """Who picks up too late is told so: the offer is gone."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(LAPSE_MS)
    await world.router.tick()
    with pytest.raises(OfferGone):
        await world.answer("a", "ana")


async def test_answer_and_lapse_race_to_one_result(world: CampaignRig) -> None:
    """At the moment of the lapse either the answer or the lapse happens, never both."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(LAPSE_MS)
    answer, *_ = await asyncio.gather(world.answer("a", "ana"), world.router.tick(), return_exceptions=True)
    state = (await world.states())["ana"]
    assert state == ("paused" if isinstance(answer, OfferGone) else "talking")


async def test_answered_offers_leave_no_timer(world: CampaignRig) -> None:
    """Once answered, the lapse never comes."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.at(10 * LAPSE_MS)
    await world.router.tick()
    assert (await world.states())["ana"] == "talking"


async def test_wrap_up_ends_to_the_millisecond(world: CampaignRig) -> None:
    """Not a millisecond early, and idle from then on."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.end("a", "answered")
    await world.at(WRAP_UP_MS - 1)
    await world.router.tick()
    assert (await world.states())["ana"] == "wrap_up"
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    assert (await world.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="available", previous="wrap_up", reason=""
    )


async def test_many_routers_do_each_thing_once(world: CampaignRig) -> None:
    """Ten ticks at the same moment are one."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(LAPSE_MS)
    await asyncio.gather(*(world.router.tick() for _ in range(10)))
    assert fact_kinds(await world.facts()).count("OfferEnded") == 1


async def test_a_tick_is_bounded_and_says_that_there_is_more(world: CampaignRig) -> None:
    """A hundred items a tick; the rest is for the next one."""
    for number in range(130):
        await world.ready(f"advisor-{number}")
        await world.arrive(f"call-{number}")
    await world.at(LAPSE_MS)
    first, second = await world.router.tick(), await world.router.tick()
    assert (first.more, second.more) == (True, False)
    assert fact_kinds(await world.facts()).count("OfferEnded") == 130


async def test_a_lease_that_runs_out_is_a_lost_gateway_once(world: CampaignRig) -> None:
    """The loss is one fact; its calls are named at each tick until they are ended."""
    await world.router.acquire_lease("doomed", 1_000)
    await world.open("a", gateway="doomed")
    await world.open("b", gateway="doomed")
    await world.at(999)
    assert (await world.router.tick()).orphans == ()
    await world.at(1_000)
    first, second = await world.router.tick(), await world.router.tick()
    assert sorted(first.orphans) == sorted(second.orphans) == [("a", "doomed"), ("b", "doomed")]
    lost = [fact for fact in await world.facts() if isinstance(fact, GatewayLost)]
    assert lost == [GatewayLost(gateway="doomed", calls=2)]
    for call in "ab":
        await world.end(call, "technical_failure", gateway="doomed", by_gateway=False)
    assert (await world.router.tick()).orphans == ()
    assert await world.redis.exists(world.key("orphaned")) == 0


async def test_an_idle_gateway_is_lost_without_orphans(world: CampaignRig) -> None:
    """A gateway that held no call is lost all the same."""
    await world.router.acquire_lease("doomed", 1_000)
    await world.at(1_000)
    assert (await world.router.tick()).orphans == ()
    assert (await world.facts())[-1] == GatewayLost(gateway="doomed", calls=0)


async def test_a_lost_name_never_lives_again(world: CampaignRig) -> None:
    """Neither renewing nor acquiring nor acting brings a gateway back that was taken as dead."""
    await world.router.acquire_lease("doomed", 1_000)
    await world.open("a", gateway="doomed")
    await world.at(1_000)
    await world.router.tick()
    with pytest.raises(LeaseLost):
        await world.router.renew_lease("doomed", 1_000)
    with pytest.raises(LeaseLost):
        await world.router.acquire_lease("doomed", 1_000)
    with pytest.raises(LeaseLost):
        await world.end("a", gateway="doomed")


async def test_an_act_after_the_lease_is_refused_even_before_the_loss_is_noticed(world: CampaignRig) -> None:
    """Fencing is by the clock, not by the tick."""
    await world.router.acquire_lease("doomed", 1_000)
    await world.open("a", gateway="doomed")
    await world.at(1_000)
    with pytest.raises(LeaseLost):
        await world.end("a", gateway="doomed")
    await world.router.renew_lease("doomed", 1_000)  # nobody has acted on the end yet
    await world.end("a", gateway="doomed")


async def test_renewing_prolongs_the_lease(world: CampaignRig) -> None:
    """Who renews in time lives on."""
    await world.router.acquire_lease("steady", 1_000)
    for ms in range(900, 5_000, 900):
        await world.at(ms)
        await world.router.tick()
        await world.router.renew_lease("steady", 1_000)
    assert fact_kinds(await world.facts()) == []
    assert await world.redis.zscore(world.key("leases"), "steady") == START_MS + 4_500 + 1_000


async def test_renewing_twice_within_a_millisecond_is_harmless(world: CampaignRig) -> None:
    """A retry of a renewal finds nothing to change, which is not a loss."""
    await world.router.renew_lease(GATEWAY, 1_000)
    await world.router.renew_lease(GATEWAY, 1_000)
    assert await world.redis.zscore(world.key("leases"), GATEWAY) == START_MS + 1_000


async def test_renewing_what_was_never_acquired_is_refused(world: CampaignRig) -> None:
    """There is no life before the first lease."""
    with pytest.raises(LeaseLost):
        await world.router.renew_lease("stranger", 1_000)


async def test_given_back_leases_leave_orphans_but_no_loss(world: CampaignRig) -> None:
    """A gateway told to stop is not lost; what it still held is ended by the call flow."""
    await world.open("a")
    await world.router.release_lease(GATEWAY)
    assert (await world.router.tick()).orphans == (("a", GATEWAY),)
    assert "GatewayLost" not in fact_kinds(await world.facts())
    with pytest.raises(LeaseLost):
        await world.router.acquire_lease(GATEWAY, 1_000)


async def test_a_dead_gateways_waiting_call_is_offered_to_nobody(world: CampaignRig) -> None:
    """No advisor rings for a caller who is gone; the living calls behind it are served."""
    await world.router.acquire_lease("doomed", 1_000)
    await world.open("a", gateway="doomed")
    routing = Enqueue(line=LINE, queue=QUEUE, threshold_ms=20_000, ring_ms=RING_MS, wrap_up_ms=0)
    await world.commit(world.act("a", gateway="doomed", routing=routing))
    await world.arrive("b")
    await world.at(1_000)
    await world.router.tick()
    await world.ready("ana")
    assert [signal.call_id for signal in await world.mail()] == ["b"]
    await world.end("a", "technical_failure", by_gateway=False)
    assert (await world.router.snapshot()).queues[0].waiting == 1


async def test_ending_a_dead_gateways_talking_call_frees_its_advisor(world: CampaignRig) -> None:
    """The advisor of a lost call goes to wrap-up and back to work."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.router.release_lease(GATEWAY)
    await world.end("a", "technical_failure", by_gateway=False)
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    assert (await world.states())["ana"] == "available"


async def test_a_dead_gateways_mailbox_is_gone(world: CampaignRig) -> None:
    """Nobody reads it any more, and nothing is put there."""
    await world.ready("ana")
    await world.arrive("a")
    await world.router.release_lease(GATEWAY)
    await world.at(LAPSE_MS)
    await world.router.tick()
    assert await world.redis.exists(world.key(f"mailbox:{GATEWAY}")) == 0


async def test_a_lease_does_not_run_out_behind_closed_eyes(world: CampaignRig) -> None:
    """While nobody looked (Valkey was away) nobody could renew: the lease stands until the next look but one."""
    await world.router.acquire_lease("steady", 1_000)
    await world.open("a", gateway="steady")
    await world.at(6_000)
    assert (await world.router.tick(world.moment(500))).orphans == ()
    await world.router.renew_lease("steady", 1_000)
    await world.at(6_100)
    assert (await world.router.tick(world.moment(6_000))).orphans == ()
    await world.at(7_900)
    assert (await world.router.tick(world.moment(6_100))).orphans == (("a", "steady"),)


async def test_timers_run_behind_closed_eyes(world: CampaignRig) -> None:
    """Only leases wait for a keeper who watches; what is due is due."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(LAPSE_MS)
    await world.router.tick(world.moment(0))
    assert "OfferEnded" in fact_kinds(await world.facts())


async def test_names_of_dead_gateways_are_kept_for_a_day(world: CampaignRig) -> None:
    """A name does not live again within a day; what is older makes room when the next one dies."""
    day_ms = 86_400_000
    await world.router.release_lease("old")
    await world.at(day_ms - 1)
    with pytest.raises(LeaseLost):
        await world.router.acquire_lease("old", 1)
    await world.at(day_ms)
    await world.router.release_lease("new")
    assert await world.redis.zrange(world.key("buried"), 0, -1) == [b"new"]
