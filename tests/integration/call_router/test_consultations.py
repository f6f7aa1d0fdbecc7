"""Consultations: an advisor in talk asks for a second one, who takes the call over or leaves it."""

import pytest

from call_router.errors import AdvisorUnavailable, OfferGone, WrongPhase
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


async def _talk(rig: CampaignRig) -> None:
    """Bring Ana into the talk of call a."""
    await rig.ready("ana")
    await rig.enqueue_with("a")
    await rig.answer("a", "ana")


async def _consult(rig: CampaignRig) -> None:
    """Let her consult Luz, whose phone rings."""
    await _talk(rig)
    await rig.ready("luz", "otra")
    await rig.commit(rig.act("a", BEGAN, routing=Reserve(advisor="luz")))


async def test_a_named_advisor_rings_while_two_talk(rig: CampaignRig) -> None:
    """The consultation has an offer of its own in log and mailbox, and the first advisor talks on."""
    await _consult(rig)
    assert (await rig.facts())[-3:] == [
        BEGAN,
        AdvisorOffered(queue=QUEUE, advisor="luz", offer=2),
        AdvisorStateChanged(advisor="luz", state="offered", previous="available", reason=""),
    ]
    assert (await rig.mailbox())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=2, ring_ms=RING_MS
    )
    assert await rig.states() == {"ana": "talking", "luz": "offered"}


async def test_advisor_who_is_off_duty_paused_or_busy_is_refused_and_nothing_is_written(rig: CampaignRig) -> None:
    """An advisor who is off duty, paused or busy is refused, and nothing is written."""
    await _talk(rig)
    await rig.router.pause("luz", "almuerzo")
    for advisor in ("luz", "nadie", "ana"):
        with pytest.raises(AdvisorUnavailable):
            await rig.commit(rig.act("a", routing=Reserve(advisor=advisor)))
    assert (await rig.states())["luz"] == "paused"


async def test_one_is_asked_at_a_time(rig: CampaignRig) -> None:
    """A second consultation has to wait until the first is over."""
    await _consult(rig)
    await rig.ready("eva")
    with pytest.raises(AdvisorUnavailable):
        await rig.commit(rig.act("a", routing=Reserve(advisor="eva")))


async def test_waiting_call_has_no_advisor_who_could_consult(rig: CampaignRig) -> None:
    """A waiting call has no advisor who could consult."""
    await rig.enqueue_with("a")
    await rig.ready("luz", "otra")
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a", routing=Reserve(advisor="luz")))


async def test_call_is_handed_over_to_consulted_advisor(rig: CampaignRig) -> None:
    """The first advisor goes to wrap-up, and the second has the call to its end."""
    await _consult(rig)
    await rig.commit(rig.act("a", routing=AnswerOffer(offer=2)))
    assert await rig.states() == {"ana": "talking", "luz": "talking"}
    await rig.commit(rig.act("a", routing=HandOver()))
    assert await rig.states() == {"ana": "wrap_up", "luz": "talking"}
    await rig.end("a", "answered")
    assert await rig.states() == {"ana": "wrap_up", "luz": "wrap_up"}
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_ringing_phone_is_refused_and_so_is_missing_one(rig: CampaignRig) -> None:
    """A ringing phone is refused, and so is a missing one."""
    await _talk(rig)
    with pytest.raises(AdvisorUnavailable):
        await rig.commit(rig.act("a", routing=HandOver()))
    await rig.ready("luz", "otra")
    await rig.commit(rig.act("a", routing=Reserve(advisor="luz")))
    with pytest.raises(AdvisorUnavailable):
        await rig.commit(rig.act("a", routing=HandOver()))


async def test_taking_call_back_is_no_miss(rig: CampaignRig) -> None:
    """Taking the call back is no miss: the advisor keeps the idle time, and no timer is left."""
    await _consult(rig)
    await rig.commit(rig.act("a", routing=TakeBack()))
    assert (await rig.facts())[-2:] == [
        OfferEnded(queue=QUEUE, advisor="luz", offer=2, reason="withdrawn"),
        AdvisorStateChanged(advisor="luz", state="available", previous="offered", reason="withdrawn"),
    ]
    assert await rig.redis.exists(rig.key("timers")) == 0


async def test_consulted_advisor_has_no_wrap_up_and_takes_next_call_at_once(rig: CampaignRig) -> None:
    """The consulted advisor has no wrap-up, and takes the next call at once."""
    await _consult(rig)
    await rig.commit(rig.act("a", routing=AnswerOffer(offer=2)))
    await rig.enqueue_with("b", "otra")
    await rig.commit(rig.act("a", routing=TakeBack()))
    assert await rig.states() == {"ana": "talking", "luz": "offered"}
    assert (await rig.mailbox())[-1].call_id == "b"


@pytest.mark.parametrize("miss", ["declined", "lapsed"])
async def test_a_consulted_advisor_who_does_not_pick_up_misses(rig: CampaignRig, miss: str) -> None:
    """The miss counts as any other; the talk goes on, and another advisor can be consulted."""
    await _consult(rig)
    if miss == "declined":
        await rig.commit(rig.act("a", routing=DeclineOffer(offer=2, reason="declined")))
    else:
        await rig.set_time(RING_MS + GRACE_MS)
        await rig.router.tick()
        assert (await rig.mailbox())[-1] == OfferLapsed(call_id="a", offer=2)
    assert await rig.states() == {"ana": "talking", "luz": "paused"}
    with pytest.raises(OfferGone):
        await rig.commit(rig.act("a", routing=AnswerOffer(offer=2)))
    await rig.ready("luz", "otra")
    await rig.commit(rig.act("a", routing=Reserve(advisor="luz")))
    assert (await rig.mailbox())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=3, ring_ms=RING_MS
    )


@pytest.mark.parametrize("picked_up", [True, False])
async def test_a_call_that_ends_lets_go_of_both(rig: CampaignRig, picked_up: bool) -> None:
    """The first advisor goes to wrap-up, and the consulted one is free."""
    await _consult(rig)
    if picked_up:
        await rig.commit(rig.act("a", routing=AnswerOffer(offer=2)))
    await rig.end("a", "answered")
    assert await rig.states() == {"ana": "wrap_up", "luz": "available"}
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    assert await rig.redis.exists(rig.key("timers")) == 0
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_a_call_that_is_handed_on_to_a_queue_lets_go_of_both(rig: CampaignRig) -> None:
    """The consultation ends with the talk."""
    await _consult(rig)
    await rig.enqueue_with("a", "tercera")
    assert await rig.states() == {"ana": "wrap_up", "luz": "available"}
    assert (await rig.router.snapshot()).queues[-1].waiting == 1


async def test_a_call_with_a_consultation_ends_once(rig: CampaignRig) -> None:
    """Each end is written once."""
    await _consult(rig)
    await rig.commit(rig.act("a", call_ended("answered"), routing=TakeBack()))
    assert fact_kinds(await rig.facts()).count("OfferEnded") == 1
