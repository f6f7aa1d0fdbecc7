"""Acts on calls: what each verb does, and what it refuses."""

import asyncio

import pytest

from call_router.errors import LeaseLost, VersionConflict
from call_router.routing import Release
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


async def test_open_writes_state_facts_and_person_together(world: CampaignRig) -> None:
    """A new call has version 1, the state that was given, its fact in the log, and its personal data at hand."""
    await world.at(7)
    done = await world.commit(world.act("a", call_ingressed(), state=b"\x00\xffbytes", person={"r": b"\x01salt"}))
    held = await world.router.load("a")
    assert (done.version, done.now) == (1, world.moment(7))
    assert (held.version, held.state, held.ended, held.now) == (1, b"\x00\xffbytes", False, world.moment(7))
    [entry] = await world.log()
    assert (entry.id, entry.at, entry.call_id, entry.actor, entry.site_version, entry.fact) == (
        "1-1",
        world.moment(7),
        "a",
        "caller",
        "site-1",
        call_ingressed(),
    )
    assert await world.redis.hgetall(world.key("person")) == {b"r": b"\x01salt"}
    assert (await world.router.snapshot()).open_calls == 1


async def test_unknown_call_has_version_zero(world: CampaignRig) -> None:
    """What was never opened is version 0, without a state."""
    held = await world.router.load("nobody")
    assert (held.version, held.state, held.ended) == (0, b"", False)


async def test_step_follows_version_by_version(world: CampaignRig) -> None:
    """Each act raises the version by one and appends its facts in order."""
    await world.open("a")
    done = await world.commit(world.act("a", MENU, MENU))
    assert done.version == 2
    assert fact_kinds(await world.facts()) == ["CallIngressed", "MenuEntered", "MenuEntered"]


@pytest.mark.parametrize("expects", [0, 2, 7])
async def test_another_version_is_refused_and_writes_nothing(world: CampaignRig, expects: int) -> None:
    """Who read an older or a newer version than there is must read again."""
    await world.open("a")
    before = await world.redis.xlen(world.key("log"))
    with pytest.raises(VersionConflict):
        await world.commit(world.act("a", MENU, expects=expects, state=b"other"))
    assert await world.redis.xlen(world.key("log")) == before
    assert (await world.router.load("a")).state == b"state of a"


async def test_acting_on_a_call_that_is_not_there_is_refused(world: CampaignRig) -> None:
    """An act that expects a version needs the call."""
    with pytest.raises(VersionConflict):
        await world.commit(world.act("a", MENU, expects=3))


async def test_two_writers_of_one_version_one_wins(world: CampaignRig) -> None:
    """Of many acts on the same version, one is carried out."""
    await world.open("a")
    acts = [world.router.commit(world.act("a", MENU), f"racer-{n}") for n in range(8)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert sum(isinstance(result, VersionConflict) for result in results) == 7
    assert fact_kinds(await world.facts()).count("MenuEntered") == 1


async def test_a_retry_gets_the_first_answer(world: CampaignRig) -> None:
    """The same request id again changes nothing and answers the same, even later."""
    act = world.act("a", call_ingressed())
    first = await world.commit(act, "same")
    await world.at(500)
    assert await world.router.commit(act, "same") == first
    assert await world.length() == 1


async def test_a_retry_of_an_end_gets_the_first_answer(world: CampaignRig) -> None:
    """The end of a call can be sent again as well."""
    await world.open("a")
    act = world.act("a", call_ended(), routing=Release())
    first = await world.commit(act, "same")
    assert await world.router.commit(act, "same") == first
    assert fact_kinds(await world.facts()) == ["CallIngressed", "CallEnded"]


async def test_a_gateway_without_a_lease_is_refused(world: CampaignRig) -> None:
    """A gateway that never took a lease opens no call."""
    with pytest.raises(LeaseLost):
        await world.open("a", gateway="stranger")
    assert (await world.router.load("a")).version == 0


async def test_a_gateway_does_not_act_on_calls_of_another(world: CampaignRig) -> None:
    """A lease is good for one's own calls only."""
    await world.router.acquire_lease("other", 60_000)
    await world.open("a")
    with pytest.raises(LeaseLost):
        await world.commit(world.act("a", MENU, gateway="other"))


async def test_who_is_no_gateway_needs_no_lease(world: CampaignRig) -> None:
    """The router process ends a dead gateway's call in its own name."""
    await world.open("a")
    await world.router.release_lease(GATEWAY)
    with pytest.raises(LeaseLost):
        await world.end("a")
    await world.end("a", by_gateway=False)
    assert (await world.router.load("a")).ended


async def test_enqueue_without_advisors_waits(world: CampaignRig) -> None:
    """A call waits in its queue from then on, and the snapshot says for how long."""
    await world.arrive("a")
    await world.at(2_500)
    [queue] = (await world.router.snapshot()).queues
    assert (queue.queue, queue.waiting, queue.longest_s) == (QUEUE, 1, 2.5)
    assert await world.mail() == []


async def test_release_of_a_waiting_call_gives_up_its_place(world: CampaignRig) -> None:
    """Who hangs up while waiting is offered to nobody."""
    await world.arrive("a")
    await world.end("a")
    await world.ready("ana")
    assert await world.mail() == []
    assert (await world.router.snapshot()).queues[0].waiting == 0


async def test_release_of_an_offered_call_gives_the_advisor_the_old_idle_time_back(world: CampaignRig) -> None:
    """An advisor whose caller left is still the one who has been idle longest."""
    await world.ready("ana")
    await world.at(1_000)
    await world.ready("luz")
    await world.at(2_000)
    await world.arrive("a")
    await world.at(3_000)
    facts = await world.length()
    await world.end("a")
    assert await world.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="caller_left"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="caller_left"),
        call_ended(),
    ]
    await world.arrive("b")
    signal = (await world.mail())[-1]
    assert isinstance(signal, AdvisorChosen)
    assert (signal.call_id, signal.advisor) == ("b", "ana")


async def test_release_while_talking_begins_wrap_up(world: CampaignRig) -> None:
    """The advisor types for the queue's wrap-up time, and is offered nothing."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.end("a", "answered")
    await world.arrive("b")
    assert (await world.states())["ana"] == "wrap_up"
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    assert (await world.states())["ana"] == "offered"


async def test_without_wrap_up_time_the_next_call_comes_at_once(world: CampaignRig) -> None:
    """A queue with no wrap-up time gives the next waiting call in the same act, after the facts of the end."""
    await world.ready("ana")
    await world.arrive("a", wrap_up_ms=0)
    await world.answer("a", "ana")
    await world.arrive("b")
    facts = await world.length()
    await world.end("a", "answered")
    assert fact_kinds(await world.last_facts(facts)) == [
        "AdvisorStateChanged",
        "CallEnded",
        "AdvisorOffered",
        "AdvisorStateChanged",
    ]
    assert (await world.states())["ana"] == "offered"


async def test_an_ended_call_holds_nothing_and_changes_no_more(world: CampaignRig) -> None:
    """After its end a call is only remembered: no place, no timer, no advisor, no further act."""
    await world.ready("ana")
    await world.arrive("a")
    await world.end("a")
    assert (await world.router.load("a")).ended
    assert (await world.router.snapshot()).open_calls == 0
    assert await world.redis.zcard(world.key("timers")) == 0
    assert await world.redis.scard(world.key(f"calls:{GATEWAY}")) == 0
    assert await world.redis.ttl(world.key("call:a")) > 0
    with pytest.raises(VersionConflict):
        await world.commit(world.act("a", MENU))
    with pytest.raises(VersionConflict):
        await world.end("a")


async def test_a_call_can_be_turned_away_in_one_act(world: CampaignRig) -> None:
    """A call that enters and is refused for lack of capacity is opened and ended by the same act."""
    facts = (call_ingressed(), call_ended("capacity_rejected"))
    done = await world.commit(world.act("a", *facts, routing=Release()))
    assert done.version == 1
    assert await world.facts() == list(facts)
    assert (await world.router.load("a")).ended


async def test_the_clock_never_goes_back(world: CampaignRig) -> None:
    """When the server's clock jumps back, the log stands still until it is reached again."""
    await world.at(10_000)
    await world.open("a")
    await world.at(4_000)
    done = await world.open("b")
    assert done.now == world.moment(10_000)
    assert [entry.at for entry in await world.log()] == [world.moment(10_000)] * 2


async def test_the_routers_own_facts_are_not_accepted_from_outside(world: CampaignRig) -> None:
    """What only the library may say would be counted twice."""
    with pytest.raises(ValueError, match="AdvisorOffered"):
        await world.commit(world.act("a", AdvisorOffered(queue=QUEUE, advisor="ana", offer=1)))


async def test_each_call_ends_once(world: CampaignRig) -> None:
    """Racing ends of one call leave one CallEnded."""
    await world.arrive("a")
    ends = [world.router.commit(world.act("a", call_ended(), routing=Release()), f"end-{n}") for n in range(6)]
    await asyncio.gather(*ends, return_exceptions=True)
    assert sum(isinstance(fact, CallEnded) for fact in await world.facts()) == 1
