"""Offers: the advisor chosen for a call, the signal to the gateway, and the effect of an answer or a refusal."""

import asyncio

import pytest

from call_router.errors import OfferGone, WrongPhase
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue
from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered, AdvisorStateChanged, CallAnswered, OfferEnded
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, RING_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def test_a_ready_advisor_is_offered_the_call_at_once(rig: CampaignRig) -> None:
    """The offer is in the log, the gateway's mailbox names the phone, and the call still counts as waiting."""
    await rig.ready("ana")
    await rig.arrive("a")
    assert (await rig.facts())[-2:] == [
        AdvisorOffered(queue=QUEUE, advisor="ana", offer=1),
        AdvisorStateChanged(advisor="ana", state="offered", previous="available", reason=""),
    ]
    assert await rig.mailbox() == [
        AdvisorChosen(call_id="a", advisor="ana", address="sip:ana@x", queue=QUEUE, offer=1, ring_ms=RING_MS)
    ]
    snapshot = await rig.router.snapshot()
    assert snapshot.queues[0].waiting == 1
    assert snapshot.advisors == {(QUEUE, "offered"): 1}


async def test_router_facts_about_a_call_bear_its_site_and_the_router(rig: CampaignRig) -> None:
    """The router's facts about a call have the call's site version, and the router as their actor."""
    await rig.ready("ana")
    await rig.arrive("a")
    offered = next(entry for entry in await rig.log() if isinstance(entry.fact, AdvisorOffered))
    assert (offered.call_id, offered.actor, offered.site_version) == ("a", "router", "site-1")


async def test_an_act_deletes_the_mail_that_it_answers(rig: CampaignRig) -> None:
    """The act and the deletion are one, so the mailbox holds only unanswered signals."""
    await rig.ready("ana")
    await rig.arrive("a")
    [(entry, _)] = await rig.router.read_mailbox(GATEWAY)
    await rig.commit(rig.act("a", mailbox_id=entry))
    assert await rig.mailbox() == []


async def test_ack_deletes_mail_that_fits_nothing(rig: CampaignRig) -> None:
    """A signal that no longer fits its call is deleted."""
    await rig.ready("ana")
    await rig.arrive("a")
    [(entry, _)] = await rig.router.read_mailbox(GATEWAY)
    await rig.router.acknowledge(GATEWAY, entry)
    assert await rig.mailbox() == []


async def test_blocking_read_returns_when_signal_arrives_with_only_entries_after_cursor(rig: CampaignRig) -> None:
    """A blocking read returns when a signal arrives, with only the entries after the cursor."""
    await rig.ready("ana")
    reading = asyncio.create_task(rig.router.read_mailbox(GATEWAY, block_ms=2_000))
    await rig.arrive("a")
    [(entry, signal)] = await reading
    assert isinstance(signal, AdvisorChosen)
    assert await rig.router.read_mailbox(GATEWAY, after_id=entry, block_ms=1) == []


async def test_answer_connects_both(rig: CampaignRig) -> None:
    """The call no longer waits, and the advisor talks."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    snapshot = await rig.router.snapshot()
    assert snapshot.queues[0].waiting == 0
    assert snapshot.advisors == {(QUEUE, "talking"): 1}
    assert fact_kinds((await rig.facts())[-2:]) == ["CallAnswered", "AdvisorStateChanged"]


@pytest.mark.parametrize("routing", [AnswerOffer(offer=2), AnswerOffer(offer=0), DeclineOffer(offer=2, reason="busy")])
async def test_another_offer_is_refused(rig: CampaignRig, routing: AnswerOffer | DeclineOffer) -> None:
    """Only the current offer can be answered or declined."""
    await rig.ready("ana")
    await rig.arrive("a")
    facts = await rig.fact_count()
    fact = CallAnswered(line=LINE, queue=QUEUE, advisor="ana", offer=1)
    answered = [fact] if isinstance(routing, AnswerOffer) else []
    with pytest.raises(OfferGone):
        await rig.commit(rig.act("a", *answered, routing=routing))
    assert await rig.fact_count() == facts
    assert (await rig.states())["ana"] == "offered"


async def test_answer_needs_its_callanswered_because_counts_depend_on_it(rig: CampaignRig) -> None:
    """An answer needs its CallAnswered, because the counts depend on it."""
    await rig.ready("ana")
    await rig.arrive("a")
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a", routing=AnswerOffer(offer=1)))
    assert (await rig.states())["ana"] == "offered"


async def test_answering_twice_is_refused(rig: CampaignRig) -> None:
    """A call in talk has no offer."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    with pytest.raises(OfferGone):
        await rig.answer("a", "ana")


async def test_a_declined_call_goes_to_the_next_advisor_in_its_place(rig: CampaignRig) -> None:
    """The advisor who declines is paused, the call stays first in its queue, and the next advisor is rung."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(1_000)
    await rig.arrive("b")
    await rig.decline("a", reason="busy")
    assert (await rig.facts())[-2:] == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="busy"),
        AdvisorStateChanged(advisor="ana", state="paused", previous="offered", reason="busy"),
    ]
    await rig.ready("luz")
    assert (await rig.mailbox())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=2, ring_ms=RING_MS
    )


async def test_advisor_who_declined_is_not_tried_again_while_another_is_idle(rig: CampaignRig) -> None:
    """With another advisor idle there is no delay, and the one who declined is not tried again."""
    await rig.ready("ana")
    await rig.set_time(1)
    await rig.ready("luz")
    await rig.arrive("a")
    await rig.decline("a")
    signal = (await rig.mailbox())[-1]
    assert isinstance(signal, AdvisorChosen)
    assert (signal.advisor, signal.offer) == ("luz", 2)
    assert (await rig.states())["ana"] == "paused"


async def test_calls_are_served_in_the_order_of_arrival_even_within_a_millisecond(rig: CampaignRig) -> None:
    """Of arrivals in the same millisecond the first is served first, with any id."""
    for call in ("z", "m", "a"):
        await rig.arrive(call)
    served = []
    for advisor in ("x", "y", "w"):
        await rig.ready(advisor)
        served.append((await rig.mailbox())[-1].call_id)
    assert served == ["z", "m", "a"]


async def test_an_advisor_of_two_queues_takes_the_call_that_waited_longest(rig: CampaignRig) -> None:
    """The order across queues is by waiting time."""
    await rig.arrive("a", "second")
    await rig.set_time(1)
    await rig.arrive("b", "first")
    await rig.ready("ana", "first", "second")
    assert [signal.call_id for signal in await rig.mailbox()] == ["a"]
    assert (await rig.router.snapshot()).advisors == {("first", "offered"): 1, ("second", "offered"): 1}


async def test_an_advisor_is_offered_one_call_however_many_queues(rig: CampaignRig) -> None:
    """While a phone rings for one queue, the advisor is offered no call of another."""
    await rig.ready("ana", "first", "second")
    await rig.arrive("a", "first")
    await rig.arrive("b", "second")
    assert [signal.call_id for signal in await rig.mailbox()] == ["a"]


async def test_enqueue_settings_travel_with_the_call(rig: CampaignRig) -> None:
    """Each call rings as long as its own settings say."""
    await rig.ready("ana")
    await rig.open("a")
    routing = Enqueue(line=LINE, queue=QUEUE, threshold_ms=1, ring_ms=3_000, wrap_up_ms=0)
    await rig.commit(rig.act("a", routing=routing))
    [signal] = await rig.mailbox()
    assert isinstance(signal, AdvisorChosen)
    assert signal.ring_ms == 3_000
