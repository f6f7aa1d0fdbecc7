"""The floor at one instant: queues, advisors and calls as people see them."""

import msgspec
import pytest

from call_router.acts import Act, AdvisorStatus, CallCard, FloorQueue, FloorSnapshot
from call_router.errors import NotTalking
from call_router.routing import ReleaseCall
from call_router.signals import SupervisorAsked
from eventlog.facts import StreamId
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, RING_MS, WRAP_UP_MS, CampaignRig, call_ended

pytestmark = pytest.mark.integration
CARD = CallCard(line=LINE, caller_ref="r", menu="principal", choices=(("principal", "1"),))


async def card(rig: CampaignRig, call: str = "a") -> CallCard:
    """Return the view of a call now."""
    return (await rig.router.floor()).calls[call]


async def test_an_empty_campaign_has_an_empty_floor(rig: CampaignRig) -> None:
    """Before the first call the floor is empty."""
    assert await rig.router.floor() == FloorSnapshot(
        seq=StreamId(1, 0), now=rig.moment(0), site="", queues={}, advisors={}, calls={}
    )


async def test_a_call_is_seen_from_its_menu_to_its_talk(rig: CampaignRig) -> None:
    """Each stage has the times of the log, beside the values of the call flow."""
    await rig.set_time(100)
    await rig.open("a", card=CARD)
    expected = msgspec.structs.replace(CARD, site_version="site-1", arrived_at=rig.moment(100))
    assert await card(rig) == expected
    await rig.set_time(1_000)
    await rig.enqueue("a")
    await rig.commit(rig.act("a", card=CARD))
    waits = {"stage": "waiting", "queue": QUEUE, "first_at": rig.moment(1_000), "queued_at": rig.moment(1_000)}
    expected = msgspec.structs.replace(expected, **waits)
    assert await card(rig) == expected
    await rig.set_time(2_000)
    await rig.ready("ana")
    ringing = {"stage": "ringing", "offer": 1, "offered_at": rig.moment(2_000)}
    expected = msgspec.structs.replace(expected, **ringing)
    assert await card(rig) == expected
    await rig.set_time(3_000)
    await rig.answer("a", "ana")
    held_card = msgspec.structs.replace(CARD, held=True)
    await rig.commit(rig.act("a", card=held_card))
    talks = {"stage": "talking", "advisor": "ana", "answered_at": rig.moment(3_000)}
    expected = msgspec.structs.replace(expected, **talks, held=True)
    assert await card(rig) == expected


async def test_a_queue_is_seen_with_its_longest_wait(rig: CampaignRig) -> None:
    """Ringing calls still wait, and calls in talk do not."""
    await rig.arrive("a")
    await rig.set_time(500)
    await rig.arrive("b")
    await rig.ready("ana")
    assert (await rig.router.floor()).queues == {QUEUE: FloorQueue(waiting=2, longest_since=rig.moment(0))}
    await rig.answer("a", "ana")
    assert (await rig.router.floor()).queues == {QUEUE: FloorQueue(waiting=1, longest_since=rig.moment(500))}
    await rig.end("b")
    assert (await rig.router.floor()).queues == {QUEUE: FloorQueue()}


async def test_a_call_that_waits_again_has_no_advisor(rig: CampaignRig) -> None:
    """After a declined offer no phone rings for it."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.decline("a")
    call_card = await card(rig)
    assert (call_card.stage, call_card.advisor, call_card.offered_at, call_card.offer) == (
        "waiting",
        "",
        rig.moment(0),
        1,
    )


async def test_an_advisor_has_the_call_from_the_offer_to_the_end_of_the_wrap_up(rig: CampaignRig) -> None:
    """Each state has the time when it ends by itself: ringing and wrap-up have one, a talk has none."""
    await rig.ready("ana")
    await rig.arrive("a")
    status = AdvisorStatus(state="offered", since=rig.moment(0), call="a", until=rig.moment(RING_MS), queues=(QUEUE,))
    assert (await rig.router.floor()).advisors == {"ana": status}
    await rig.set_time(1_000)
    await rig.answer("a", "ana")
    await rig.router.pause("ana", "almuerzo")
    status = AdvisorStatus(
        state="talking",
        since=rig.moment(1_000),
        call="a",
        pending="paused",
        pending_reason="almuerzo",
        queues=(QUEUE,),
    )
    assert (await rig.router.floor()).advisors == {"ana": status}
    await rig.set_time(2_000)
    await rig.commit(end_act(rig))
    wrapping = {"state": "wrap_up", "since": rig.moment(2_000), "until": rig.moment(2_000 + WRAP_UP_MS)}
    status = msgspec.structs.replace(status, **wrapping)
    assert (await rig.router.floor()).advisors == {"ana": status}
    await rig.set_time(2_000 + WRAP_UP_MS)
    await rig.router.tick()
    [after] = (await rig.router.floor()).advisors.values()
    assert (after.state, after.reason, after.call, after.until) == ("paused", "almuerzo", "", None)


def end_act(rig: CampaignRig) -> Act:
    """Return the act that ends the talk, with its outcome on the card."""
    return rig.act("a", call_ended("answered"), routing=ReleaseCall(), card=CallCard(line=LINE, outcome="answered"))


async def test_a_call_is_seen_until_its_wrap_up_ends(rig: CampaignRig) -> None:
    """An ended call is not open, but its advisor still needs it; after the wrap-up it is gone."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.set_time(1_000)
    await rig.commit(end_act(rig))
    call_card = await card(rig)
    assert (call_card.stage, call_card.outcome, call_card.advisor) == ("wrap_up", "answered", "")
    assert (await rig.router.floor()).advisors["ana"].call == "a"
    assert call_card.ended_at == rig.moment(1_000)
    await rig.router.complete("ana", "a")
    assert (await rig.router.floor()).calls == {}


async def test_abandoned_call_disappears(rig: CampaignRig) -> None:
    """An abandoned call disappears."""
    await rig.arrive("a")
    await rig.end("a")
    assert (await rig.router.floor()).calls == {}


async def test_the_floor_says_up_to_which_fact_it_goes(rig: CampaignRig) -> None:
    """A client that follows the log from there misses nothing and gets nothing twice."""
    await rig.ready("ana")
    await rig.arrive("a")
    floor = await rig.router.floor()
    assert str(floor.seq) == (await rig.log())[-1].id
    assert await rig.log(str(floor.seq)) == []


async def test_a_call_of_a_dead_gateway_still_waits_until_it_is_ended(rig: CampaignRig) -> None:
    """A lost gateway's call is not offered any more, but by the log it waits."""
    await rig.arrive("a")
    await rig.router.release_lease(GATEWAY)
    await rig.ready("ana")
    floor = await rig.router.floor()
    assert (floor.calls["a"].stage, floor.queues[QUEUE].waiting) == ("waiting", 1)
    assert floor.advisors["ana"].state == "available"


async def test_call_gateway_gets_one_signal_for_each_request(rig: CampaignRig) -> None:
    """The call's gateway gets one signal for each request; without a talk there is nothing to hear."""
    await rig.ready("ana")
    await rig.arrive("a")
    with pytest.raises(NotTalking):
        await rig.router.supervise("a", "jefa", "listen", "r0", "sip:jefa@h")
    await rig.answer("a", "ana")
    before = len(await rig.mailbox())
    for _ in range(2):
        await rig.router.supervise("a", "jefa", "listen", "r1", "sip:jefa@h")
    await rig.router.supervise("a", "jefa", "stop", "r2")
    assert (await rig.mailbox())[before:] == [
        SupervisorAsked(call_id="a", supervisor="jefa", action="listen", address="sip:jefa@h"),
        SupervisorAsked(call_id="a", supervisor="jefa", action="stop"),
    ]
    with pytest.raises(ValueError, match="sing"):
        await rig.router.supervise("a", "jefa", "sing", "r3")  # type: ignore[arg-type]
    await rig.end("a", "answered")
    with pytest.raises(NotTalking):
        await rig.router.supervise("a", "jefa", "listen", "r4", "sip:jefa@h")
