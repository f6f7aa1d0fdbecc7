"""Consultations: a second advisor is asked for while two talk, and takes the call over or leaves it."""

import pytest

from call_router.errors import NotAvailable, OfferGone, WrongPhase
from call_router.routing import AnswerOffer, DeclineOffer, HandOver, Reserve, TakeBack
from call_router.signals import AdvisorChosen, OfferLapsed
from eventlog.facts import AdvisorOffered, AdvisorStateChanged, ConsultationBegan, OfferEnded
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import (
    GRACE_MS,
    LINE,
    QUEUE,
    RING_MS,
    WRAP_UP_MS,
    CampaignRig,
    call_ended,
    fact_kinds,
)

pytestmark = pytest.mark.integration
BEGAN = ConsultationBegan(line=LINE, queue=QUEUE, advisor="ana", consulted="luz")


async def _talk(world: CampaignRig) -> None:
    """Ana talks in call a."""
    await world.ready("ana")
    await world.wait_in("a")
    await world.answer("a", "ana")


async def _consult(world: CampaignRig) -> None:
    """She asks Luz, whose phone rings."""
    await _talk(world)
    await world.ready("luz", "otra")
    await world.commit(world.act("a", BEGAN, routing=Reserve(advisor="luz")))


async def test_a_named_advisor_rings_while_two_talk(world: CampaignRig) -> None:
    """An offer of its own, in the log and the mailbox; the first advisor talks on."""
    await _consult(world)
    assert (await world.facts())[-3:] == [
        BEGAN,
        AdvisorOffered(queue=QUEUE, advisor="luz", offer=2),
        AdvisorStateChanged(advisor="luz", state="offered", previous="available", reason=""),
    ]
    assert (await world.mail())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=2, ring_ms=RING_MS
    )
    assert await world.states() == {"ana": "talking", "luz": "offered"}


async def test_who_is_not_available_is_not_asked(world: CampaignRig) -> None:
    """Off duty, paused or busy: the wish is refused, and nothing is written."""
    await _talk(world)
    await world.router.pause("luz", "almuerzo")
    for advisor in ("luz", "nadie", "ana"):
        with pytest.raises(NotAvailable):
            await world.commit(world.act("a", routing=Reserve(advisor=advisor)))
    assert (await world.states())["luz"] == "paused"


async def test_one_is_asked_at_a_time(world: CampaignRig) -> None:
    """A second consultation waits until the first is over."""
    await _consult(world)
    await world.ready("eva")
    with pytest.raises(NotAvailable):
        await world.commit(world.act("a", routing=Reserve(advisor="eva")))


async def test_only_who_talks_can_ask(world: CampaignRig) -> None:
    """A call that waits has nobody who could consult."""
    await world.wait_in("a")
    await world.ready("luz", "otra")
    with pytest.raises(WrongPhase):
        await world.commit(world.act("a", routing=Reserve(advisor="luz")))


async def test_the_call_is_handed_over_to_who_picked_up(world: CampaignRig) -> None:
    """The first advisor goes to wrap-up, the second has the call and its end."""
    await _consult(world)
    await world.commit(world.act("a", routing=AnswerOffer(offer=2)))
    assert await world.states() == {"ana": "talking", "luz": "talking"}
    await world.commit(world.act("a", routing=HandOver()))
    assert await world.states() == {"ana": "wrap_up", "luz": "talking"}
    await world.end("a", "answered")
    assert await world.states() == {"ana": "wrap_up", "luz": "wrap_up"}
    assert await world.router.totals() == fold_totals(await world.log())


async def test_nobody_takes_over_who_did_not_pick_up(world: CampaignRig) -> None:
    """Neither a phone that rings, nor nobody."""
    await _talk(world)
    with pytest.raises(NotAvailable):
        await world.commit(world.act("a", routing=HandOver()))
    await world.ready("luz", "otra")
    await world.commit(world.act("a", routing=Reserve(advisor="luz")))
    with pytest.raises(NotAvailable):
        await world.commit(world.act("a", routing=HandOver()))


async def test_the_call_is_taken_back_from_a_ringing_phone(world: CampaignRig) -> None:
    """Which is no miss: as idle as before, and nothing is left to lapse."""
    await _consult(world)
    await world.commit(world.act("a", routing=TakeBack()))
    assert (await world.facts())[-2:] == [
        OfferEnded(queue=QUEUE, advisor="luz", offer=2, reason="withdrawn"),
        AdvisorStateChanged(advisor="luz", state="available", previous="offered", reason="withdrawn"),
    ]
    assert await world.redis.exists(world.key("timers")) == 0


async def test_the_call_is_taken_back_from_a_talk(world: CampaignRig) -> None:
    """The consulted advisor has nothing to wrap up, and takes the next call at once."""
    await _consult(world)
    await world.commit(world.act("a", routing=AnswerOffer(offer=2)))
    await world.wait_in("b", "otra")
    await world.commit(world.act("a", routing=TakeBack()))
    assert await world.states() == {"ana": "talking", "luz": "offered"}
    assert (await world.mail())[-1].call_id == "b"


@pytest.mark.parametrize("miss", ["declined", "lapsed"])
async def test_a_consulted_advisor_who_does_not_pick_up_misses(world: CampaignRig, miss: str) -> None:
    """It counts as any miss; the talk goes on, and another can be asked."""
    await _consult(world)
    if miss == "declined":
        await world.commit(world.act("a", routing=DeclineOffer(offer=2, reason="declined")))
    else:
        await world.at(RING_MS + GRACE_MS)
        await world.router.tick()
        assert (await world.mail())[-1] == OfferLapsed(call_id="a", offer=2)
    assert await world.states() == {"ana": "talking", "luz": "paused"}
    with pytest.raises(OfferGone):
        await world.commit(world.act("a", routing=AnswerOffer(offer=2)))
    await world.ready("luz", "otra")
    await world.commit(world.act("a", routing=Reserve(advisor="luz")))
    assert (await world.mail())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=3, ring_ms=RING_MS
    )


@pytest.mark.parametrize("picked_up", [True, False])
async def test_a_call_that_ends_lets_go_of_both(world: CampaignRig, picked_up: bool) -> None:
    """The first advisor goes to wrap-up, the consulted one is free."""
    await _consult(world)
    if picked_up:
        await world.commit(world.act("a", routing=AnswerOffer(offer=2)))
    await world.end("a", "answered")
    assert await world.states() == {"ana": "wrap_up", "luz": "available"}
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    assert await world.redis.exists(world.key("timers")) == 0
    assert await world.router.totals() == fold_totals(await world.log())


async def test_a_call_that_is_handed_on_to_a_queue_lets_go_of_both(world: CampaignRig) -> None:
    """The consultation ends with the talk."""
    await _consult(world)
    await world.wait_in("a", "tercera")
    assert await world.states() == {"ana": "wrap_up", "luz": "available"}
    assert (await world.router.snapshot()).queues[-1].waiting == 1


async def test_a_call_with_a_consultation_ends_once(world: CampaignRig) -> None:
    """Nothing is said twice."""
    await _consult(world)
    await world.commit(world.act("a", call_ended("answered"), routing=TakeBack()))
    assert fact_kinds(await world.facts()).count("OfferEnded") == 1
