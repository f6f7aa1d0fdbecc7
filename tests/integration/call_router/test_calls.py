"""Acts on calls: the effect of each verb, and its refusals."""

import asyncio

import pytest

from call_router.errors import LeaseLost, VersionConflict
from call_router.routing import ReleaseCall
from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered, AdvisorStateChanged, CallEnded, MenuEntered, OfferEnded
from tests.support.router.campaign_rig import (
    GATEWAY,
    LINE,
    QUEUE,
    WRAP_UP_MS,
    CampaignRig,
    call_ended,
    call_ingressed,
    fact_kinds,
)

pytestmark = pytest.mark.integration
MENU = MenuEntered(line=LINE, menu="principal")


async def test_open_writes_state_facts_and_person_together(rig: CampaignRig) -> None:
    """A new call has version 1, its state, its fact in the log, and its personal data in the hash."""
    await rig.set_time(7)
    result = await rig.commit(rig.act("a", call_ingressed(), state=b"\x00\xffbytes", person={"r": b"\x01salt"}))
    stored = await rig.router.load("a")
    assert (result.version, result.now) == (1, rig.moment(7))
    assert (stored.version, stored.state, stored.ended, stored.now) == (1, b"\x00\xffbytes", False, rig.moment(7))
    [entry] = await rig.log()
    assert (entry.id, entry.at, entry.call_id, entry.actor, entry.site_version, entry.fact) == (
        "1-1",
        rig.moment(7),
        "a",
        "caller",
        "site-1",
        call_ingressed(),
    )
    assert await rig.redis.hgetall(rig.key("person")) == {b"r": b"\x01salt"}
    assert (await rig.router.snapshot()).open_calls == 1


async def test_unknown_call_has_version_zero(rig: CampaignRig) -> None:
    """An unknown call has version 0 and no state."""
    stored = await rig.router.load("nobody")
    assert (stored.version, stored.state, stored.ended) == (0, b"", False)


async def test_step_follows_version_by_version(rig: CampaignRig) -> None:
    """Each act increments the version and appends its facts in order."""
    await rig.open("a")
    result = await rig.commit(rig.act("a", MENU, MENU))
    assert result.version == 2
    assert fact_kinds(await rig.facts()) == ["CallIngressed", "MenuEntered", "MenuEntered"]


@pytest.mark.parametrize("expects", [0, 2, 7])
async def test_another_version_is_refused_and_writes_nothing(rig: CampaignRig, expects: int) -> None:
    """A writer with an older or a newer version must read again."""
    await rig.open("a")
    before = await rig.redis.xlen(rig.key("log"))
    with pytest.raises(VersionConflict):
        await rig.commit(rig.act("a", MENU, expects=expects, state=b"other"))
    assert await rig.redis.xlen(rig.key("log")) == before
    assert (await rig.router.load("a")).state == b"state of a"


async def test_acting_on_a_call_that_is_not_there_is_refused(rig: CampaignRig) -> None:
    """An act that expects a version needs the call."""
    with pytest.raises(VersionConflict):
        await rig.commit(rig.act("a", MENU, expects=3))


async def test_two_writers_of_one_version_one_wins(rig: CampaignRig) -> None:
    """Of many acts on the same version one is carried out."""
    await rig.open("a")
    acts = [rig.router.commit(rig.act("a", MENU), f"racer-{n}") for n in range(8)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert sum(isinstance(result, VersionConflict) for result in results) == 7
    assert fact_kinds(await rig.facts()).count("MenuEntered") == 1


async def test_a_retry_gets_the_first_answer(rig: CampaignRig) -> None:
    """The same request id again changes nothing and returns the same, even later."""
    act = rig.act("a", call_ingressed())
    first = await rig.commit(act, "same")
    await rig.set_time(500)
    assert await rig.router.commit(act, "same") == first
    assert await rig.fact_count() == 1


async def test_a_retry_of_an_end_gets_the_first_answer(rig: CampaignRig) -> None:
    """The end of a call can be repeated as well."""
    await rig.open("a")
    act = rig.act("a", call_ended(), routing=ReleaseCall())
    first = await rig.commit(act, "same")
    assert await rig.router.commit(act, "same") == first
    assert fact_kinds(await rig.facts()) == ["CallIngressed", "CallEnded"]


async def test_a_gateway_without_a_lease_is_refused(rig: CampaignRig) -> None:
    """A gateway that never took a lease cannot open a call."""
    with pytest.raises(LeaseLost):
        await rig.open("a", gateway="stranger")
    assert (await rig.router.load("a")).version == 0


async def test_a_gateway_does_not_act_on_calls_of_another(rig: CampaignRig) -> None:
    """A lease covers only the gateway's own calls."""
    await rig.router.acquire_lease("other", 60_000)
    await rig.open("a")
    with pytest.raises(LeaseLost):
        await rig.commit(rig.act("a", MENU, gateway="other"))


async def test_router_process_ends_lost_gateway_call_as_its_own_actor(rig: CampaignRig) -> None:
    """The router process ends a lost gateway's call as its own actor."""
    await rig.open("a")
    await rig.router.release_lease(GATEWAY)
    with pytest.raises(LeaseLost):
        await rig.end("a")
    await rig.end("a", by_gateway=False)
    assert (await rig.router.load("a")).ended


async def test_enqueue_without_advisors_waits(rig: CampaignRig) -> None:
    """The call waits in its queue from then on, and the snapshot has its waiting time."""
    await rig.arrive("a")
    await rig.set_time(2_500)
    [queue] = (await rig.router.snapshot()).queues
    assert (queue.queue, queue.waiting, queue.longest_s) == (QUEUE, 1, 2.5)
    assert await rig.mailbox() == []


async def test_release_of_a_waiting_call_gives_up_its_place(rig: CampaignRig) -> None:
    """A caller who hangs up while waiting is no longer offered."""
    await rig.arrive("a")
    await rig.end("a")
    await rig.ready("ana")
    assert await rig.mailbox() == []
    assert (await rig.router.snapshot()).queues[0].waiting == 0


async def test_release_of_an_offered_call_gives_the_advisor_the_old_idle_time_back(rig: CampaignRig) -> None:
    """An advisor whose caller left still has the longest idle time."""
    await rig.ready("ana")
    await rig.set_time(1_000)
    await rig.ready("luz")
    await rig.set_time(2_000)
    await rig.arrive("a")
    await rig.set_time(3_000)
    facts = await rig.fact_count()
    await rig.end("a")
    assert await rig.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="caller_left"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="caller_left"),
        call_ended(),
    ]
    await rig.arrive("b")
    signal = (await rig.mailbox())[-1]
    assert isinstance(signal, AdvisorChosen)
    assert (signal.call_id, signal.advisor) == ("b", "ana")


async def test_release_while_talking_begins_wrap_up(rig: CampaignRig) -> None:
    """The wrap-up lasts as long as the queue says, and the advisor is offered no call."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.end("a", "answered")
    await rig.arrive("b")
    assert (await rig.states())["ana"] == "wrap_up"
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    assert (await rig.states())["ana"] == "offered"


async def test_without_wrap_up_time_the_next_call_comes_at_once(rig: CampaignRig) -> None:
    """The next waiting call is offered in the same act, after the facts of the end."""
    await rig.ready("ana")
    await rig.arrive("a", wrap_up_ms=0)
    await rig.answer("a", "ana")
    await rig.arrive("b")
    facts = await rig.fact_count()
    await rig.end("a", "answered")
    assert fact_kinds(await rig.last_facts(facts)) == [
        "AdvisorStateChanged",
        "CallEnded",
        "AdvisorOffered",
        "AdvisorStateChanged",
    ]
    assert (await rig.states())["ana"] == "offered"


async def test_an_ended_call_holds_nothing_and_changes_no_more(rig: CampaignRig) -> None:
    """An ended call has no place, no timer and no advisor, and accepts no further act."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.end("a")
    assert (await rig.router.load("a")).ended
    assert (await rig.router.snapshot()).open_calls == 0
    assert await rig.redis.zcard(rig.key("timers")) == 0
    assert await rig.redis.scard(rig.key(f"calls:{GATEWAY}")) == 0
    assert await rig.redis.ttl(rig.key("call:a")) > 0
    with pytest.raises(VersionConflict):
        await rig.commit(rig.act("a", MENU))
    with pytest.raises(VersionConflict):
        await rig.end("a")


async def test_a_call_can_be_turned_away_in_one_act(rig: CampaignRig) -> None:
    """A call that is refused for lack of capacity is opened and ended by the same act."""
    facts = (call_ingressed(), call_ended("capacity_rejected"))
    result = await rig.commit(rig.act("a", *facts, routing=ReleaseCall()))
    assert result.version == 1
    assert await rig.facts() == list(facts)
    assert (await rig.router.load("a")).ended


async def test_the_clock_never_goes_back(rig: CampaignRig) -> None:
    """When the server's clock jumps back, the time of the log stands still until the clock has caught up."""
    await rig.set_time(10_000)
    await rig.open("a")
    await rig.set_time(4_000)
    result = await rig.open("b")
    assert result.now == rig.moment(10_000)
    assert [entry.at for entry in await rig.log()] == [rig.moment(10_000)] * 2


async def test_the_routers_own_facts_are_not_accepted_from_outside(rig: CampaignRig) -> None:
    """A fact that only the library may write would be counted twice."""
    with pytest.raises(ValueError, match="AdvisorOffered"):
        await rig.commit(rig.act("a", AdvisorOffered(queue=QUEUE, advisor="ana", offer=1)))


async def test_each_call_ends_once(rig: CampaignRig) -> None:
    """Concurrent ends of one call leave one CallEnded."""
    await rig.arrive("a")
    ends = [rig.router.commit(rig.act("a", call_ended(), routing=ReleaseCall()), f"end-{n}") for n in range(6)]
    await asyncio.gather(*ends, return_exceptions=True)
    assert sum(isinstance(fact, CallEnded) for fact in await rig.facts()) == 1
