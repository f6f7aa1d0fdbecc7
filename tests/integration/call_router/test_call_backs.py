"""Call-backs: the place is kept, a living gateway gets each in its turn, and none is doubled or forgotten."""

from typing import Any

import pytest

from call_router.acts import CallCard
from call_router.errors import CallBackOpen, CapReached, NotHeld, WrongPhase
from call_router.routing import AnswerOffer, Cap, PartCall, Postpone, Promise, ReleaseCall
from call_router.signals import AdvisorChosen
from eventlog.facts import (
    AdvisorStateChanged,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallBackPostponed,
    CallBackPromised,
    CallBackQueued,
    OfferEnded,
)
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, START_MS, CampaignRig, call_ended

pytestmark = pytest.mark.integration
PROMISED = CallBackPromised(line=LINE, queue=QUEUE, call_back="a-cb")
CARD = CallCard(line=LINE, caller_ref="r")


async def _promise(rig: CampaignRig, call: str = "a") -> None:
    """Promise a waiting call a call-back."""
    call_back = f"{call}-cb"
    fact = CallBackPromised(line=LINE, queue=QUEUE, call_back=call_back)
    routing = Promise(call_back=call_back, state=b"\x00\xffto call", card='{"line":"nacional"}')
    await rig.commit(rig.act(call, fact, call_ended("callback"), routing=routing, card=CARD))
    rig.versions[call_back] = 1


async def _chosen(rig: CampaignRig, gateway: str = GATEWAY) -> list[tuple[str, str]]:
    """Return the calls and the advisors chosen for them, as the gateway received them."""
    mail = [signal for _, signal in await rig.router.read_mailbox(gateway)]
    return [(signal.call_id, signal.advisor) for signal in mail if isinstance(signal, AdvisorChosen)]


async def _try(rig: CampaignRig, until_ms: int, attempt: int = 1, **changes: Any) -> None:
    """Let the advisor answer and the caller not."""
    missed = CallBackMissed(line=LINE, queue=QUEUE, advisor="ana", attempt=attempt, cause="busy")
    postpone = Postpone(until_ms=START_MS + until_ms)
    await rig.commit(rig.act("a-cb", missed, routing=postpone, **changes))


async def test_a_promise_ends_the_call_and_keeps_its_place(rig: CampaignRig) -> None:
    """In one act the call ends with its outcome, and the call-back takes its place."""
    for call in ("a", "b"):
        await rig.enqueue_with(call)
    await rig.set_time(5_000)
    facts = await rig.fact_count()
    await _promise(rig)
    assert await rig.last_facts(facts) == [
        PROMISED,
        call_ended("callback"),
        CallBackQueued(line=LINE, queue=QUEUE, of_call="a", caller_ref="r", attempt=0),
    ]
    assert [entry.call_id for entry in (await rig.log())[facts:]] == ["a", "a", "a-cb"]
    stored = await rig.router.load("a-cb")
    assert (stored.version, stored.state, stored.ended) == (1, b"\x00\xffto call", False)
    assert (await rig.router.load("a")).ended
    await rig.ready("ana")
    await rig.ready("luz")
    assert await _chosen(rig) == [("a-cb", "ana"), ("b", "luz")]


async def test_a_call_back_ends_with_its_talk(rig: CampaignRig) -> None:
    """The gateway may not keep the call for a survey, where an ended call-back could be postponed."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", routing=AnswerOffer(offer=1)))
    over = CallBackEnded(line=LINE, queue=QUEUE, result="talked", attempts=1)
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a-cb", over, routing=PartCall()))
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))


async def test_totals_close_over_a_promise(rig: CampaignRig) -> None:
    """The promise ends the visit to the queue, and the totals are the fold of the log."""
    await rig.enqueue_with("a")
    await _promise(rig)
    totals = await rig.router.totals()
    assert totals[f"left|{LINE}|{QUEUE}|callback"] == totals[f"call_back_queued|{LINE}|{QUEUE}"] == 1
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", routing=AnswerOffer(offer=1)))
    await _try(rig, 0)
    await rig.router.tick()
    over = CallBackEnded(line=LINE, queue=QUEUE, result="not_reached", attempts=1)
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_call_back_outside_contact_hours_is_postponed(rig: CampaignRig) -> None:
    """Outside the contact hours it is postponed without an attempt, and returns as the same call-back."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.commit(rig.act("a-cb", by_gateway=False, routing=Postpone(until_ms=START_MS + 1_000)))
    await rig.set_time(1_000)
    await rig.router.tick()
    assert [type(fact).__name__ for fact in await rig.facts()].count("CallBackQueued") == 2
    totals = await rig.router.totals()
    assert totals[f"call_back_queued|{LINE}|{QUEUE}"] == 1
    assert totals == fold_totals(await rig.log())


async def test_a_promise_while_a_phone_rings_withdraws_the_offer(rig: CampaignRig) -> None:
    """The same advisor is then offered the call-back."""
    await rig.ready("ana")
    await rig.enqueue_with("a")
    facts = await rig.fact_count()
    await _promise(rig)
    assert (await rig.last_facts(facts))[:2] == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="withdrawn"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="withdrawn"),
    ]
    assert await _chosen(rig) == [("a", "ana"), ("a-cb", "ana")]


@pytest.mark.parametrize("phase", ["idle", "talking"])
async def test_only_waiting_call_can_be_called_back(rig: CampaignRig, phase: str) -> None:
    """Only a waiting call can be called back."""
    await rig.open("a")
    if phase == "talking":
        await rig.ready("ana")
        await rig.enqueue("a")
        await rig.answer("a", "ana")
    with pytest.raises(WrongPhase):
        await _promise(rig)


async def test_a_call_back_goes_to_the_living_gateway_with_the_fewest_calls(rig: CampaignRig) -> None:
    """The gateway with the fewest calls gets the signal and holds the call-back; one that drains gets none."""
    await rig.router.acquire_lease("draining", 60_000)
    await rig.redis.set(rig.key("draining:draining"), 1)
    await rig.router.acquire_lease("late", 10)
    await rig.router.acquire_lease("other", 60_000)
    await rig.enqueue_with("a")
    await rig.open("x")
    await _promise(rig)
    await rig.set_time(10)
    await rig.ready("ana")
    assert await _chosen(rig, "other") == [("a-cb", "ana")]
    assert await rig.router.calls_of("other") == ["a-cb"]
    await rig.commit(rig.act("a-cb", gateway="other"))


async def test_without_a_living_gateway_it_is_not_offered(rig: CampaignRig) -> None:
    """The call-back keeps its place, and its advisor stays free for others, until a gateway is there."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.router.release_lease(GATEWAY)
    await rig.ready("ana")
    assert (await rig.states())["ana"] == "available"
    assert (await rig.router.snapshot()).queues[0].waiting == 1
    await rig.router.acquire_lease("second", 60_000)
    assert await _chosen(rig, "second") == [("a-cb", "ana")]
    assert await rig.router.calls_of("second") == ["a-cb"]


async def test_a_parked_call_back_can_end(rig: CampaignRig) -> None:
    """An ended call-back is not offered."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.router.release_lease(GATEWAY)
    await rig.ready("ana")
    over = CallBackEnded(line=LINE, queue=QUEUE, result="expired", attempts=0)
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))
    await rig.router.acquire_lease("second", 60_000)
    assert (await rig.states())["ana"] == "available"
    assert (await rig.router.snapshot()).open_calls == 0


async def test_a_call_back_that_was_not_reached_takes_its_place_again_later(rig: CampaignRig) -> None:
    """The advisor is free at once, no gateway holds the call-back, and its place is the old one to the millisecond."""
    await rig.enqueue_with("a")
    await rig.set_time(1_000)
    await _promise(rig)
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", routing=AnswerOffer(offer=1)))
    dialled = CallBackDialled(line=LINE, queue=QUEUE, advisor="ana", attempt=1)
    await rig.commit(rig.act("a-cb", dialled))
    await rig.set_time(2_000)
    facts = await rig.fact_count()
    await _try(rig, 602_000)
    assert (await rig.last_facts(facts))[0] == AdvisorStateChanged(
        advisor="ana", state="available", previous="talking", reason=""
    )
    assert (await rig.facts())[-1] == CallBackPostponed(line=LINE, queue=QUEUE, delay_ms=600_000)
    assert await rig.router.calls_of(GATEWAY) == []
    assert (await rig.router.snapshot()).queues[0].waiting == 0
    await rig.router.go_offline("ana")
    await rig.enqueue_with("b")
    await rig.set_time(601_999)
    await rig.router.tick()
    assert (await rig.router.snapshot()).queues[0].waiting == 1
    await rig.set_time(602_000)
    await rig.router.tick()
    assert (await rig.facts())[-1] == CallBackQueued(line=LINE, queue=QUEUE, of_call="a", caller_ref="r", attempt=1)
    await rig.ready("ana")
    await rig.ready("luz")
    assert (await _chosen(rig))[-2:] == [("a-cb", "ana"), ("b", "luz")]


async def test_postponement_without_dialling_is_no_attempt(rig: CampaignRig) -> None:
    """Postponed outside the contact hours, it keeps its number of attempts, and the advisor the idle time."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await rig.set_time(1_000)
    await rig.ready("luz")
    await rig.commit(rig.act("a-cb", routing=Postpone(until_ms=START_MS)))
    await rig.enqueue_with("b")
    assert (await _chosen(rig))[-1] == ("b", "ana")
    await rig.router.tick()
    queued = [fact for fact in await rig.facts() if isinstance(fact, CallBackQueued)]
    assert [fact.attempt for fact in queued] == [0, 0]
    assert (await _chosen(rig))[-1] == ("a-cb", "luz")


async def test_only_a_call_back_is_postponed(rig: CampaignRig) -> None:
    """A second time is refused, too."""
    await rig.enqueue_with("a")
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a", routing=Postpone(until_ms=START_MS)))
    await _promise(rig)
    await rig.commit(rig.act("a-cb", routing=Postpone(until_ms=START_MS + 1), by_gateway=False))
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a-cb", routing=Postpone(until_ms=START_MS + 1), by_gateway=False))


async def test_a_gateway_that_gave_a_call_back_up_hears_so(rig: CampaignRig) -> None:
    """The gateway's later signals are stale, which is no lost lease."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await _try(rig, 1_000)
    with pytest.raises(NotHeld):
        await rig.commit(rig.act("a-cb"))


async def test_a_dead_gateways_call_back_is_postponed_and_found_again(rig: CampaignRig) -> None:
    """The call-back is named with the orphans, postponed by the system, and then has no gateway."""
    await rig.router.acquire_lease("doomed", 5_000)
    await rig.enqueue_with("a")
    await rig.open("x")
    await _promise(rig)
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", gateway="doomed", routing=AnswerOffer(offer=1)))
    await rig.set_time(5_000)
    assert (await rig.router.tick()).orphans == (("a-cb", "doomed"),)
    await _try(rig, 6_000, by_gateway=False, gateway="doomed")
    assert (await rig.states())["ana"] == "available"
    assert (await rig.router.tick()).orphans == ()
    await rig.set_time(6_000)
    await rig.router.tick()
    assert await _chosen(rig) == [("a-cb", "ana")]
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_a_promise_sent_again_promises_once(rig: CampaignRig) -> None:
    """The retry gets the first answer, and there is one call-back."""
    await rig.enqueue_with("a")
    routing = Promise(call_back="a-cb", state=b"s", card="{}")
    act = rig.act("a", PROMISED, call_ended("callback"), routing=routing, card=CARD)
    first = await rig.commit(act, "same")
    assert await rig.router.commit(act, "same") == first
    assert (await rig.router.snapshot()).open_calls == 1
    assert (await rig.router.snapshot()).queues[0].waiting == 1


async def test_a_call_back_is_talked_and_ends(rig: CampaignRig) -> None:
    """The advisor then has a wrap-up as after any call."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", routing=AnswerOffer(offer=1)))
    over = CallBackEnded(line=LINE, queue=QUEUE, result="talked", attempts=1)
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))
    assert (await rig.states())["ana"] == "wrap_up"
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_moved_call_back_is_not_postponed_again(rig: CampaignRig) -> None:
    """A call-back whose caller moved to another queue in the talk is not postponed again, and nothing is written."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await rig.commit(rig.act("a-cb", routing=AnswerOffer(offer=1)))
    await rig.enqueue_with("a-cb", "otra")
    facts = await rig.fact_count()
    with pytest.raises(WrongPhase):
        await _try(rig, 60_000)
    assert await rig.fact_count() == facts


async def test_the_wait_of_a_call_back_is_not_its_callers(rig: CampaignRig) -> None:
    """A caller who moves to another queue begins to wait there, and the totals are the fold of the log."""
    await rig.enqueue_with("a")
    await _promise(rig)
    await rig.ready("ana")
    await rig.decline("a-cb")
    await rig.set_time(5_000)
    await rig.enqueue_with("a-cb", "otra", keeps_wait=True)
    await rig.ready("luz", "otra")
    await rig.set_time(6_000)
    await rig.answer("a-cb", "luz", offer=2, queue="otra")
    totals = await rig.router.totals()
    assert totals[f"wait_sum_ms|{LINE}|otra"] == 1_000
    assert totals == fold_totals(await rig.log())


# --- one open call-back to a number, and caps

HOUR, DAY = 3_600_000, 86_400_000
HOURLY = Cap(name="hour", scope="", limit=2, within_ms=HOUR)
DAILY = Cap(name="day", scope="", limit=3, within_ms=DAY)


async def _ask(rig: CampaignRig, call: str, number: str = "", *caps: Cap) -> None:
    """Promise a waiting call a call-back to a number."""
    await rig.enqueue_with(call)
    fact = CallBackPromised(line=LINE, queue=QUEUE, call_back=f"{call}-cb")
    routing = Promise(call_back=f"{call}-cb", state=b"s", card="{}", number=number, caps=caps)
    await rig.commit(rig.act(call, fact, call_ended("callback"), routing=routing, card=CARD))
    rig.versions[f"{call}-cb"] = 1


async def test_a_number_has_one_open_call_back(rig: CampaignRig) -> None:
    """A second promise writes nothing, and the call waits on; after the first has ended another is possible."""
    await _ask(rig, "a", "print")
    facts = await rig.fact_count()
    with pytest.raises(CallBackOpen):
        await _ask(rig, "b", "print")
    assert await rig.fact_count() == facts + 2  # b has entered, and waits
    assert not (await rig.router.load("b")).ended
    await _ask(rig, "c", "other")
    over = CallBackEnded(line=LINE, queue=QUEUE, result="expired", attempts=0)
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))
    await _ask(rig, "d", "print")


async def test_caps_hold_in_any_stretch_of_time(rig: CampaignRig) -> None:
    """With two in an hour and three in a day the window slides, and a refusal does not count."""
    await _ask(rig, "a", "1", HOURLY, DAILY)
    await rig.set_time(HOUR - 1)
    await _ask(rig, "b", "2", HOURLY, DAILY)
    for call in ("c", "d"):
        with pytest.raises(CapReached) as reached:
            await _ask(rig, call, call, HOURLY, DAILY)
        assert reached.value.cap == "hour"
    await rig.set_time(HOUR + 1)
    await _ask(rig, "e", "3", HOURLY, DAILY)
    await rig.set_time(3 * HOUR)
    with pytest.raises(CapReached) as reached:
        await _ask(rig, "f", "4", HOURLY, DAILY)
    assert reached.value.cap == "day"
    await rig.set_time(DAY + 1)
    await _ask(rig, "g", "5", HOURLY, DAILY)


async def test_a_number_and_a_destination_have_caps_of_their_own(rig: CampaignRig) -> None:
    """A limit that one of them reaches does not affect the others."""
    number = Cap(name="number", scope="print", limit=1, within_ms=DAY)
    await _ask(rig, "a", "print", number, Cap(name="prefix", scope="+34", limit=2, within_ms=DAY))
    over = CallBackEnded(line=LINE, queue=QUEUE, result="expired", attempts=0)
    await rig.commit(rig.act("a-cb", over, routing=ReleaseCall(), by_gateway=False))
    with pytest.raises(CapReached) as reached:
        await _ask(rig, "b", "print", number)
    assert reached.value.cap == "number"
    await _ask(rig, "c", "x", Cap(name="prefix", scope="+34", limit=2, within_ms=DAY))
    with pytest.raises(CapReached) as reached:
        await _ask(rig, "d", "y", Cap(name="prefix", scope="+34", limit=2, within_ms=DAY))
    assert reached.value.cap == "prefix"
    await _ask(rig, "e", "z", Cap(name="prefix", scope="+1", limit=2, within_ms=DAY))


async def test_stored_promises_expire(rig: CampaignRig) -> None:
    """Entries expire after a day, each key a day after its last promise, and no key shows a number."""
    for day in range(4):
        await rig.set_time(day * (DAY + 1))
        await _ask(
            rig, f"a{day}", f"print{day}", DAILY, Cap(name="number", scope=f"print{day}", limit=9, within_ms=DAY)
        )
    keys = [key async for key in rig.redis.scan_iter(match="*:promises:*")]
    campaign = [key for key in keys if key.endswith(b":promises:")]
    assert len(campaign) == 1
    assert await rig.redis.zcard(campaign[0]) == 1
    lives_ms = [await rig.redis.pttl(key) for key in keys]
    assert all(0 < each <= DAY for each in lives_ms)
