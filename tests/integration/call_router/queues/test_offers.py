"""Offers: who is chosen for which call, how the gateway hears of it, and what an answer or a refusal brings."""

import asyncio

import pytest

from call_router.errors import OfferGone, WrongPhase
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue
from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered, AdvisorStateChanged, CallAnswered, OfferEnded
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, RING_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def test_a_ready_advisor_is_offered_the_call_at_once(world: CampaignRig) -> None:
    """The offer is in the log, the gateway's mailbox names the phone, the call counts as waiting still."""
    await world.ready("ana")
    await world.arrive("a")
    assert (await world.facts())[-2:] == [
        AdvisorOffered(queue=QUEUE, advisor="ana", offer=1),
        AdvisorStateChanged(advisor="ana", state="offered", previous="available", reason=""),
    ]
    assert await world.mail() == [
        AdvisorChosen(call_id="a", advisor="ana", address="sip:ana@x", queue=QUEUE, offer=1, ring_ms=RING_MS)
    ]
    snapshot = await world.router.snapshot()
    assert snapshot.queues[0].waiting == 1
    assert snapshot.advisors == {(QUEUE, "offered"): 1}


async def test_router_facts_about_a_call_bear_its_site_and_the_router(world: CampaignRig) -> None:
    """What the router does to a call is under the call's site version, in the router's name."""
    await world.ready("ana")
    await world.arrive("a")
    offered = next(entry for entry in await world.log() if isinstance(entry.fact, AdvisorOffered))
    assert (offered.call_id, offered.actor, offered.site_version) == ("a", "router", "site-1")


async def test_an_act_deletes_the_mail_that_it_answers(world: CampaignRig) -> None:
    """The mailbox holds what is not answered: the act and the deletion are one."""
    await world.ready("ana")
    await world.arrive("a")
    [(entry, _)] = await world.router.mailbox(GATEWAY)
    await world.commit(world.act("a", mailbox_id=entry))
    assert await world.mail() == []


async def test_ack_deletes_mail_that_fits_nothing(world: CampaignRig) -> None:
    """A signal that no longer fits its call is put away."""
    await world.ready("ana")
    await world.arrive("a")
    [(entry, _)] = await world.router.mailbox(GATEWAY)
    await world.router.ack(GATEWAY, entry)
    assert await world.mail() == []


async def test_mailbox_waits_for_what_comes(world: CampaignRig) -> None:
    """A blocking read returns when a signal arrives, and only what is behind the given entry."""
    await world.ready("ana")
    reading = asyncio.create_task(world.router.mailbox(GATEWAY, block_ms=2_000))
    await world.arrive("a")
    [(entry, signal)] = await reading
    assert isinstance(signal, AdvisorChosen)
    assert await world.router.mailbox(GATEWAY, after_id=entry, block_ms=1) == []


async def test_answer_connects_both(world: CampaignRig) -> None:
    """The call waits no more, the advisor talks."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    snapshot = await world.router.snapshot()
    assert snapshot.queues[0].waiting == 0
    assert snapshot.advisors == {(QUEUE, "talking"): 1}
    assert fact_kinds((await world.facts())[-2:]) == ["CallAnswered", "AdvisorStateChanged"]


@pytest.mark.parametrize("routing", [AnswerOffer(offer=2), AnswerOffer(offer=0), DeclineOffer(offer=2, reason="busy")])
async def test_another_offer_is_refused(world: CampaignRig, routing: AnswerOffer | DeclineOffer) -> None:
    """Only the offer that stands can be answered or declined."""
    await world.ready("ana")
    await world.arrive("a")
    facts = await world.length()
    fact = CallAnswered(line=LINE, queue=QUEUE, advisor="ana", offer=1)
    answered = [fact] if isinstance(routing, AnswerOffer) else []
    with pytest.raises(OfferGone):
        await world.commit(world.act("a", *answered, routing=routing))
    assert await world.length() == facts
    assert (await world.states())["ana"] == "offered"


async def test_an_answer_that_nobody_would_read_in_the_log_is_refused(world: CampaignRig) -> None:
    """A caller's answer has its CallAnswered: it is counted by it."""
    await world.ready("ana")
    await world.arrive("a")
    with pytest.raises(WrongPhase):
        await world.commit(world.act("a", routing=AnswerOffer(offer=1)))
    assert (await world.states())["ana"] == "offered"


async def test_answering_twice_is_refused(world: CampaignRig) -> None:
    """A call that is talked to has no offer."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    with pytest.raises(OfferGone):
        await world.answer("a", "ana")


async def test_a_declined_call_goes_to_the_next_advisor_in_its_place(world: CampaignRig) -> None:
    """Who declines is paused, the call is the first of its queue still, the next advisor rings."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(1_000)
    await world.arrive("b")
    await world.decline("a", reason="busy")
    assert (await world.facts())[-2:] == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="busy"),
        AdvisorStateChanged(advisor="ana", state="paused", previous="offered", reason="busy"),
    ]
    await world.ready("luz")
    assert (await world.mail())[-1] == AdvisorChosen(
        call_id="a", advisor="luz", address="sip:luz@x", queue=QUEUE, offer=2, ring_ms=RING_MS
    )


async def test_a_declined_call_is_offered_at_once_to_who_is_ready(world: CampaignRig) -> None:
    """With another advisor idle, no moment passes; the one who declined is not tried again."""
    await world.ready("ana")
    await world.at(1)
    await world.ready("luz")
    await world.arrive("a")
    await world.decline("a")
    signal = (await world.mail())[-1]
    assert isinstance(signal, AdvisorChosen)
    assert (signal.advisor, signal.offer) == ("luz", 2)
    assert (await world.states())["ana"] == "paused"


async def test_calls_are_served_in_the_order_of_arrival_even_within_a_millisecond(world: CampaignRig) -> None:
    """Among arrivals of the same millisecond the first comes first, whatever its id."""
    for call in ("z", "m", "a"):
        await world.arrive(call)
    served = []
    for advisor in ("x", "y", "w"):
        await world.ready(advisor)
        served.append((await world.mail())[-1].call_id)
    assert served == ["z", "m", "a"]


async def test_an_advisor_of_two_queues_takes_the_call_that_waited_longest(world: CampaignRig) -> None:
    """Order across queues is by true waiting time."""
    await world.arrive("a", "second")
    await world.at(1)
    await world.arrive("b", "first")
    await world.ready("ana", "first", "second")
    assert [signal.call_id for signal in await world.mail()] == ["a"]
    assert (await world.router.snapshot()).advisors == {("first", "offered"): 1, ("second", "offered"): 1}


async def test_an_advisor_is_offered_one_call_however_many_queues(world: CampaignRig) -> None:
    """While a phone rings for one queue, the others do not see the advisor."""
    await world.ready("ana", "first", "second")
    await world.arrive("a", "first")
    await world.arrive("b", "second")
    assert [signal.call_id for signal in await world.mail()] == ["a"]


async def test_enqueue_settings_travel_with_the_call(world: CampaignRig) -> None:
    """Each call rings as long as its own settings say."""
    await world.ready("ana")
    await world.open("a")
    routing = Enqueue(line=LINE, queue=QUEUE, threshold_ms=1, ring_ms=3_000, wrap_up_ms=0)
    await world.commit(world.act("a", routing=routing))
    [signal] = await world.mail()
    assert isinstance(signal, AdvisorChosen)
    assert signal.ring_ms == 3_000
