"""Ticks, timers and leases: the effects of time."""

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
async def test_a_tick_with_nothing_due_writes_nothing(rig: CampaignRig) -> None:
    """Time alone changes nothing, and the tick returns the next due time."""
    await rig.ready("ana")
    await rig.arrive("a")
    changes = (await rig.redis.info("persistence"))["rdb_changes_since_last_save"]
    await rig.set_time(LAPSE_MS - 1)
    ticked = await rig.router.tick()
    assert (await rig.redis.info("persistence"))["rdb_changes_since_last_save"] == changes + 1  # the clock's own change
    assert (ticked.now, ticked.next_due, ticked.orphans, ticked.has_more) == (
        rig.moment(LAPSE_MS - 1),
        rig.moment(LAPSE_MS),
        (),
        False,
    )


async def test_without_timers_nothing_is_due(rig: CampaignRig) -> None:
    """With no timer and no lease there is no next due time."""
    await rig.router.release_lease(GATEWAY)
    assert (await rig.router.tick()).next_due is None


async def test_offer_without_an_end_lapses(rig: CampaignRig) -> None:
    """After ringing time and grace the advisor pauses, the gateway gets a signal, and the call waits in its place."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(1)
    await rig.arrive("b")
    await rig.set_time(LAPSE_MS)
    facts = await rig.fact_count()
    await rig.router.tick()
    assert await rig.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="lapsed"),
        AdvisorStateChanged(advisor="ana", state="paused", previous="offered", reason="no_answer"),
    ]
    assert (await rig.mailbox())[-1] == OfferLapsed(call_id="a", offer=1)
    await rig.ready("luz")
    assert (await rig.mailbox())[-1].call_id == "a"


async def test_a_lapsed_offer_goes_to_the_next_advisor_after_the_news(rig: CampaignRig) -> None:
    """The gateway gets the lapse before the next advisor."""
    await rig.ready("ana")
    await rig.set_time(1)
    await rig.ready("luz")
    await rig.arrive("a")
    await rig.set_time(1 + LAPSE_MS)
    await rig.router.tick()
    lapsed, chosen = (await rig.mailbox())[-2:]
    assert lapsed == OfferLapsed(call_id="a", offer=1)
    assert isinstance(chosen, AdvisorChosen)
    assert (chosen.advisor, chosen.offer) == ("luz", 2)


async def test_an_answer_after_the_lapse_is_refused(rig: CampaignRig) -> None:
    """An answer that comes too late is refused, because the offer is gone."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(LAPSE_MS)
    await rig.router.tick()
    with pytest.raises(OfferGone):
        await rig.answer("a", "ana")


async def test_answer_and_lapse_race_to_one_result(rig: CampaignRig) -> None:
    """At the moment of the lapse either the answer or the lapse happens, never both."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(LAPSE_MS)
    answer, *_ = await asyncio.gather(rig.answer("a", "ana"), rig.router.tick(), return_exceptions=True)
    state = (await rig.states())["ana"]
    assert state == ("paused" if isinstance(answer, OfferGone) else "talking")


async def test_answered_offers_leave_no_timer(rig: CampaignRig) -> None:
    """After the answer there is no lapse."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.set_time(10 * LAPSE_MS)
    await rig.router.tick()
    assert (await rig.states())["ana"] == "talking"


async def test_wrap_up_ends_to_the_millisecond(rig: CampaignRig) -> None:
    """Wrap-up ends not a millisecond early, and the idle time starts then."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.end("a", "answered")
    await rig.set_time(WRAP_UP_MS - 1)
    await rig.router.tick()
    assert (await rig.states())["ana"] == "wrap_up"
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    assert (await rig.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="available", previous="wrap_up", reason=""
    )


async def test_many_routers_do_each_thing_once(rig: CampaignRig) -> None:
    """Ten ticks at the same moment act as one."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(LAPSE_MS)
    await asyncio.gather(*(rig.router.tick() for _ in range(10)))
    assert fact_kinds(await rig.facts()).count("OfferEnded") == 1


async def test_a_tick_is_bounded_and_says_that_there_is_more(rig: CampaignRig) -> None:
    """A tick serves a hundred items, and the next one serves the rest."""
    for number in range(130):
        await rig.ready(f"advisor-{number}")
        await rig.arrive(f"call-{number}")
    await rig.set_time(LAPSE_MS)
    first, second = await rig.router.tick(), await rig.router.tick()
    assert (first.has_more, second.has_more) == (True, False)
    assert fact_kinds(await rig.facts()).count("OfferEnded") == 130


async def test_a_lease_that_runs_out_is_a_lost_gateway_once(rig: CampaignRig) -> None:
    """The loss is one fact; each tick names the gateway's calls until they have ended."""
    await rig.router.acquire_lease("doomed", 1_000)
    await rig.open("a", gateway="doomed")
    await rig.open("b", gateway="doomed")
    await rig.set_time(999)
    assert (await rig.router.tick()).orphans == ()
    await rig.set_time(1_000)
    first, second = await rig.router.tick(), await rig.router.tick()
    assert sorted(first.orphans) == sorted(second.orphans) == [("a", "doomed"), ("b", "doomed")]
    lost = [fact for fact in await rig.facts() if isinstance(fact, GatewayLost)]
    assert lost == [GatewayLost(gateway="doomed", calls=2)]
    for call in "ab":
        await rig.end(call, "technical_failure", gateway="doomed", by_gateway=False)
    assert (await rig.router.tick()).orphans == ()
    assert await rig.redis.exists(rig.key("orphaned")) == 0


async def test_an_idle_gateway_is_lost_without_orphans(rig: CampaignRig) -> None:
    """A gateway without calls is lost all the same."""
    await rig.router.acquire_lease("doomed", 1_000)
    await rig.set_time(1_000)
    assert (await rig.router.tick()).orphans == ()
    assert (await rig.facts())[-1] == GatewayLost(gateway="doomed", calls=0)


async def test_a_lost_name_never_lives_again(rig: CampaignRig) -> None:
    """A lost gateway cannot renew, acquire a lease or act again."""
    await rig.router.acquire_lease("doomed", 1_000)
    await rig.open("a", gateway="doomed")
    await rig.set_time(1_000)
    await rig.router.tick()
    with pytest.raises(LeaseLost):
        await rig.router.renew_lease("doomed", 1_000)
    with pytest.raises(LeaseLost):
        await rig.router.acquire_lease("doomed", 1_000)
    with pytest.raises(LeaseLost):
        await rig.end("a", gateway="doomed")


async def test_an_act_after_the_lease_is_refused_even_before_the_loss_is_noticed(rig: CampaignRig) -> None:
    """The clock fences a gateway, not the tick."""
    await rig.router.acquire_lease("doomed", 1_000)
    await rig.open("a", gateway="doomed")
    await rig.set_time(1_000)
    with pytest.raises(LeaseLost):
        await rig.end("a", gateway="doomed")
    await rig.router.renew_lease("doomed", 1_000)  # no process has acted on the end yet
    await rig.end("a", gateway="doomed")


async def test_renewing_prolongs_the_lease(rig: CampaignRig) -> None:
    """A gateway that renews in time stays."""
    await rig.router.acquire_lease("steady", 1_000)
    for ms in range(900, 5_000, 900):
        await rig.set_time(ms)
        await rig.router.tick()
        await rig.router.renew_lease("steady", 1_000)
    assert fact_kinds(await rig.facts()) == []
    assert await rig.redis.zscore(rig.key("leases"), "steady") == START_MS + 4_500 + 1_000


async def test_renewing_twice_within_a_millisecond_is_harmless(rig: CampaignRig) -> None:
    """A repeated renewal changes nothing, and causes no loss."""
    await rig.router.renew_lease(GATEWAY, 1_000)
    await rig.router.renew_lease(GATEWAY, 1_000)
    assert await rig.redis.zscore(rig.key("leases"), GATEWAY) == START_MS + 1_000


async def test_renewal_needs_first_lease(rig: CampaignRig) -> None:
    """A renewal needs a first lease."""
    with pytest.raises(LeaseLost):
        await rig.router.renew_lease("stranger", 1_000)


async def test_gateway_that_stops_in_order_is_not_lost(rig: CampaignRig) -> None:
    """A gateway that stops in order is not lost, and the call flow ends the calls that it still held."""
    await rig.open("a")
    await rig.router.release_lease(GATEWAY)
    assert (await rig.router.tick()).orphans == (("a", GATEWAY),)
    assert "GatewayLost" not in fact_kinds(await rig.facts())
    with pytest.raises(LeaseLost):
        await rig.router.acquire_lease(GATEWAY, 1_000)


async def test_no_advisor_is_rung_for_caller_who_is_gone(rig: CampaignRig) -> None:
    """No advisor is rung for a caller who is gone, and the calls of living gateways behind it are served."""
    await rig.router.acquire_lease("doomed", 1_000)
    await rig.open("a", gateway="doomed")
    routing = Enqueue(line=LINE, queue=QUEUE, threshold_ms=20_000, ring_ms=RING_MS, wrap_up_ms=0)
    await rig.commit(rig.act("a", gateway="doomed", routing=routing))
    await rig.arrive("b")
    await rig.set_time(1_000)
    await rig.router.tick()
    await rig.ready("ana")
    assert [signal.call_id for signal in await rig.mailbox()] == ["b"]
    await rig.end("a", "technical_failure", by_gateway=False)
    assert (await rig.router.snapshot()).queues[0].waiting == 1


async def test_ending_a_dead_gateways_talking_call_frees_its_advisor(rig: CampaignRig) -> None:
    """The advisor of a lost call goes to wrap-up and then back to work."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.router.release_lease(GATEWAY)
    await rig.end("a", "technical_failure", by_gateway=False)
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    assert (await rig.states())["ana"] == "available"


async def test_a_dead_gateways_mailbox_is_gone(rig: CampaignRig) -> None:
    """The mailbox is deleted, and accepts no more entries."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.router.release_lease(GATEWAY)
    await rig.set_time(LAPSE_MS)
    await rig.router.tick()
    assert await rig.redis.exists(rig.key(f"mailbox:{GATEWAY}")) == 0


async def test_a_lease_does_not_run_out_behind_closed_eyes(rig: CampaignRig) -> None:
    """While no tick ran (Valkey was down) no gateway could renew, so its lease stands until the next tick but one."""
    await rig.router.acquire_lease("steady", 1_000)
    await rig.open("a", gateway="steady")
    await rig.set_time(6_000)
    assert (await rig.router.tick(rig.moment(500))).orphans == ()
    await rig.router.renew_lease("steady", 1_000)
    await rig.set_time(6_100)
    assert (await rig.router.tick(rig.moment(6_000))).orphans == ()
    await rig.set_time(7_900)
    assert (await rig.router.tick(rig.moment(6_100))).orphans == (("a", "steady"),)


async def test_timers_run_behind_closed_eyes(rig: CampaignRig) -> None:
    """Only leases depend on a running router: due timers are served."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(LAPSE_MS)
    await rig.router.tick(rig.moment(0))
    assert "OfferEnded" in fact_kinds(await rig.facts())


async def test_names_of_dead_gateways_are_kept_for_a_day(rig: CampaignRig) -> None:
    """A lost name is refused for a day, and older ones are removed when the next gateway is lost."""
    day_ms = 86_400_000
    await rig.router.release_lease("old")
    await rig.set_time(day_ms - 1)
    with pytest.raises(LeaseLost):
        await rig.router.acquire_lease("old", 1)
    await rig.set_time(day_ms)
    await rig.router.release_lease("new")
    assert await rig.redis.zrange(rig.key("buried"), 0, -1) == [b"new"]
