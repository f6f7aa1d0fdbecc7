"""The floor at one instant: what people see of queues, advisors and calls."""

import msgspec
import pytest

from call_router.acts import Act, AdvisorStatus, CallCard, FloorQueue, FloorSnapshot
from call_router.errors import NotTalking
from call_router.routing import Release
from call_router.signals import SupervisorAsked
from eventlog.facts import StreamId
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, RING_MS, WRAP_UP_MS, CampaignRig, call_ended

pytestmark = pytest.mark.integration
CARD = CallCard(line=LINE, caller_ref="r", menu="principal", choices=(("principal", "1"),))


async def card(world: CampaignRig, call: str = "a") -> CallCard:
    """What is seen of a call now."""
    return (await world.router.floor()).calls[call]


async def test_an_empty_campaign_has_an_empty_floor(world: CampaignRig) -> None:
    """Before the first call nothing is seen."""
    assert await world.router.floor() == FloorSnapshot(
        seq=StreamId(1, 0), now=world.moment(0), site="", queues={}, advisors={}, calls={}
    )


async def test_a_call_is_seen_from_its_menu_to_its_talk(world: CampaignRig) -> None:
    """Each stage is seen with the moments of the log, beside what the call flow said."""
    await world.at(100)
    await world.open("a", card=CARD)
    seen = msgspec.structs.replace(CARD, site_version="site-1", arrived_at=world.moment(100))
    assert await card(world) == seen
    await world.at(1_000)
    await world.enqueue("a")
    await world.commit(world.act("a", card=CARD))
    waits = {"stage": "waiting", "queue": QUEUE, "first_at": world.moment(1_000), "queued_at": world.moment(1_000)}
    seen = msgspec.structs.replace(seen, **waits)
    assert await card(world) == seen
    await world.at(2_000)
    await world.ready("ana")
    ringing = {"stage": "ringing", "offer": 1, "offered_at": world.moment(2_000)}
    seen = msgspec.structs.replace(seen, **ringing)
    assert await card(world) == seen
    await world.at(3_000)
    await world.answer("a", "ana")
    held = msgspec.structs.replace(CARD, held=True)
    await world.commit(world.act("a", card=held))
    talks = {"stage": "talking", "advisor": "ana", "answered_at": world.moment(3_000)}
    seen = msgspec.structs.replace(seen, **talks, held=True)
    assert await card(world) == seen


async def test_a_queue_is_seen_with_its_longest_wait(world: CampaignRig) -> None:
    """Ringing calls still wait; talking ones do not."""
    await world.arrive("a")
    await world.at(500)
    await world.arrive("b")
    await world.ready("ana")
    assert (await world.router.floor()).queues == {QUEUE: FloorQueue(waiting=2, longest_since=world.moment(0))}
    await world.answer("a", "ana")
    assert (await world.router.floor()).queues == {QUEUE: FloorQueue(waiting=1, longest_since=world.moment(500))}
    await world.end("b")
    assert (await world.router.floor()).queues == {QUEUE: FloorQueue()}


async def test_a_call_that_waits_again_has_no_advisor(world: CampaignRig) -> None:
    """After a declined offer nobody's phone rings for it."""
    await world.ready("ana")
    await world.arrive("a")
    await world.decline("a")
    seen = await card(world)
    assert (seen.stage, seen.advisor, seen.offered_at, seen.offer) == ("waiting", "", world.moment(0), 1)


async def test_an_advisor_has_the_call_from_the_offer_to_the_end_of_the_wrap_up(world: CampaignRig) -> None:
    """With each state comes when it ends of itself: the ringing, the wrap-up; a talk has no such moment."""
    await world.ready("ana")
    await world.arrive("a")
    seen = AdvisorStatus(state="offered", since=world.moment(0), call="a", until=world.moment(RING_MS), queues=(QUEUE,))
    assert (await world.router.floor()).advisors == {"ana": seen}
    await world.at(1_000)
    await world.answer("a", "ana")
    await world.router.pause("ana", "almuerzo")
    seen = AdvisorStatus(
        state="talking",
        since=world.moment(1_000),
        call="a",
        pending="paused",
        pending_reason="almuerzo",
        queues=(QUEUE,),
    )
    assert (await world.router.floor()).advisors == {"ana": seen}
    await world.at(2_000)
    await world.commit(end_act(world))
    wrapping = {"state": "wrap_up", "since": world.moment(2_000), "until": world.moment(2_000 + WRAP_UP_MS)}
    seen = msgspec.structs.replace(seen, **wrapping)
    assert (await world.router.floor()).advisors == {"ana": seen}
    await world.at(2_000 + WRAP_UP_MS)
    await world.router.tick()
    [after] = (await world.router.floor()).advisors.values()
    assert (after.state, after.reason, after.call, after.until) == ("paused", "almuerzo", "", None)


def end_act(world: CampaignRig) -> Act:
    """The talk ends, and the card says how."""
    return world.act("a", call_ended("answered"), routing=Release(), card=CallCard(line=LINE, outcome="answered"))


async def test_a_call_is_seen_until_its_wrap_up_ends(world: CampaignRig) -> None:
    """Ended, it is no longer open, but its advisor still needs it; afterwards it is gone."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.at(1_000)
    await world.commit(end_act(world))
    seen = await card(world)
    assert (seen.stage, seen.outcome, seen.advisor) == ("wrap_up", "answered", "")
    assert (await world.router.floor()).advisors["ana"].call == "a"
    assert seen.ended_at == world.moment(1_000)
    await world.router.complete("ana", "a")
    assert (await world.router.floor()).calls == {}


async def test_a_call_that_nobody_wraps_up_is_gone_with_its_end(world: CampaignRig) -> None:
    """An abandoned call is seen no more."""
    await world.arrive("a")
    await world.end("a")
    assert (await world.router.floor()).calls == {}


async def test_the_floor_says_up_to_which_fact_it_goes(world: CampaignRig) -> None:
    """Who follows the log from there misses nothing and hears nothing twice."""
    await world.ready("ana")
    await world.arrive("a")
    floor = await world.router.floor()
    assert str(floor.seq) == (await world.log())[-1].id
    assert await world.log(str(floor.seq)) == []


async def test_a_call_of_a_dead_gateway_still_waits_until_it_is_ended(world: CampaignRig) -> None:
    """It is offered to nobody, but by the log it waits."""
    await world.arrive("a")
    await world.router.release_lease(GATEWAY)
    await world.ready("ana")
    floor = await world.router.floor()
    assert (floor.calls["a"].stage, floor.queues[QUEUE].waiting) == ("waiting", 1)
    assert floor.advisors["ana"].state == "available"


async def test_a_talk_is_supervised_whoever_talks_in_it(world: CampaignRig) -> None:
    """The call's gateway is told, once a request; where nobody talks there is nothing to hear."""
    await world.ready("ana")
    await world.arrive("a")
    with pytest.raises(NotTalking):
        await world.router.supervise("a", "jefa", "listen", "r0", "sip:jefa@h")
    await world.answer("a", "ana")
    before = len(await world.mail())
    for _ in range(2):
        await world.router.supervise("a", "jefa", "listen", "r1", "sip:jefa@h")
    await world.router.supervise("a", "jefa", "stop", "r2")
    assert (await world.mail())[before:] == [
        SupervisorAsked(call_id="a", supervisor="jefa", action="listen", address="sip:jefa@h"),
        SupervisorAsked(call_id="a", supervisor="jefa", action="stop"),
    ]
    with pytest.raises(ValueError, match="sing"):
        await world.router.supervise("a", "jefa", "sing", "r3")  # type: ignore[arg-type]
    await world.end("a", "answered")
    with pytest.raises(NotTalking):
        await world.router.supervise("a", "jefa", "listen", "r4", "sip:jefa@h")
