"""Waits: a place that stays across queues, the reasons not to wait on, and the announcements to the caller."""

import pytest

from call_router.signals import AdvisorChosen, AnnouncementDue, OfferLapsed, Overflowing
from eventlog.facts import AdvisorStateChanged, CallQueued, OfferEnded
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import (
    GRACE_MS,
    LINE,
    QUEUE,
    RING_MS,
    THRESHOLD_MS,
    CampaignRig,
    fact_kinds,
    queue_entry,
)

pytestmark = pytest.mark.integration
OTHER = "otra"
SIGNALS = (Overflowing, AnnouncementDue)


async def _read_signals(rig: CampaignRig) -> list[Overflowing | AnnouncementDue]:
    """Return the signals about waits that the gateway received."""
    return [signal for signal in await rig.mailbox() if isinstance(signal, SIGNALS)]


async def _chosen(rig: CampaignRig) -> list[tuple[str, str]]:
    """Return the calls and the advisors chosen for them, in order."""
    return [(mail.call_id, mail.advisor) for mail in await rig.mailbox() if isinstance(mail, AdvisorChosen)]


async def _waiting(rig: CampaignRig) -> dict[str, tuple[int, float]]:
    """Return how many wait in each queue, and how long the first has waited."""
    return {each.queue: (each.waiting, each.longest_s) for each in (await rig.router.snapshot()).queues}


# --- from queue to queue


async def test_call_place_in_other_queue_depends_on_its_first_arrival_in_any_queue(rig: CampaignRig) -> None:
    """A call's place in the other queue depends on its first arrival in any queue."""
    await rig.enqueue_with("a")
    await rig.set_time(1_000)
    await rig.enqueue_with("b", OTHER)
    await rig.set_time(2_000)
    await rig.enqueue_with("a", OTHER, keeps_wait=True)
    await rig.ready("ana", OTHER)
    await rig.ready("luz", OTHER)
    assert await _chosen(rig) == [("a", "ana"), ("b", "luz")]
    assert await _waiting(rig) == {QUEUE: (0, 0.0), OTHER: (2, 2.0)}


async def test_a_call_stands_in_one_queue_only(rig: CampaignRig) -> None:
    """A call that moved to another queue is no longer offered in the first."""
    await rig.enqueue_with("a")
    await rig.enqueue_with("a", OTHER, keeps_wait=True)
    await rig.ready("ana")
    assert await _chosen(rig) == []
    assert await _waiting(rig) == {QUEUE: (0, 0.0), OTHER: (1, 0.0)}


async def test_entering_the_same_queue_again_changes_no_order(rig: CampaignRig) -> None:
    """The place does not change, also among arrivals of one millisecond."""
    for call in ("a", "b", "c"):
        await rig.enqueue_with(call)
    await rig.enqueue_with("b", keeps_wait=True)
    await rig.enqueue_with("a", keeps_wait=True)
    for advisor in ("ana", "eva", "luz"):
        await rig.ready(advisor)
    assert [call for call, _ in await _chosen(rig)] == ["a", "b", "c"]


async def test_ringing_call_is_withdrawn_when_moved(rig: CampaignRig) -> None:
    """The offer is withdrawn without a miss: the advisor keeps the idle time, and is free for the next call."""
    await rig.ready("ana")
    await rig.set_time(1_000)
    await rig.ready("luz")
    await rig.enqueue_with("a")
    await rig.set_time(2_000)
    facts = await rig.fact_count()
    await rig.enqueue_with("a", OTHER, keeps_wait=True)
    assert await rig.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="withdrawn"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="withdrawn"),
        CallQueued(line=LINE, queue=OTHER, reason="overflow", threshold_ms=THRESHOLD_MS),
    ]
    await rig.enqueue_with("b")
    assert (await _chosen(rig))[-1] == ("b", "ana")


async def test_advisor_of_moved_call_is_offered_next_call(rig: CampaignRig) -> None:
    """The next waiting call is offered in the same act."""
    await rig.ready("ana")
    await rig.enqueue_with("a")
    await rig.enqueue_with("b")
    await rig.enqueue_with("a", OTHER, keeps_wait=True)
    assert await _chosen(rig) == [("a", "ana"), ("b", "ana")]


async def test_a_transfer_sends_the_advisor_to_wrap_up_and_the_call_to_its_old_place(rig: CampaignRig) -> None:
    """The call waits again at the place of its first arrival, and its wait is measured from now."""
    await rig.ready("ana")
    await rig.enqueue_with("a")
    await rig.set_time(500)
    await rig.enqueue_with("b", OTHER)
    await rig.answer("a", "ana")
    await rig.set_time(60_000)
    facts = await rig.fact_count()
    await rig.enqueue_with("a", OTHER)
    assert fact_kinds(await rig.last_facts(facts)) == ["AdvisorStateChanged", "CallQueued"]
    assert (await rig.states())["ana"] == "wrap_up"
    await rig.set_time(61_000)
    assert (await _waiting(rig))[OTHER] == (2, 60.5)
    await rig.ready("luz", OTHER)
    assert (await _chosen(rig))[-1] == ("a", "luz")
    await rig.answer("a", "luz", offer=2, queue=OTHER)
    assert (await rig.router.totals())[f"wait_sum_ms|{LINE}|{OTHER}"] == 1_000


async def test_the_wait_goes_on_after_an_overflow(rig: CampaignRig) -> None:
    """The wait measured at the answer began in the first queue."""
    await rig.enqueue_with("a")
    await rig.set_time(8_000)
    await rig.enqueue_with("a", OTHER, keeps_wait=True)
    await rig.set_time(21_000)
    await rig.ready("luz", OTHER)
    await rig.answer("a", "luz", queue=OTHER)
    totals = await rig.router.totals()
    assert totals[f"wait_sum_ms|{LINE}|{OTHER}"] == 21_000
    assert f"answered_within|{LINE}|{OTHER}" not in totals


async def test_head_start_orders_call_in_each_queue_and_later_entry_adds_none(rig: CampaignRig) -> None:
    """A head start orders the call in each queue, and a later entry adds none."""
    await rig.set_time(10_000)
    await rig.enqueue_with("a", OTHER)
    await rig.set_time(12_000)
    await rig.enqueue_with("b", head_start_ms=3_000)
    await rig.enqueue_with("b", OTHER, keeps_wait=True)
    await rig.enqueue_with("a", OTHER, keeps_wait=True, head_start_ms=60_000)
    await rig.ready("luz", OTHER)
    assert await _chosen(rig) == [("b", "luz")]
    assert (await _waiting(rig))[OTHER] == (2, 2.0)


async def test_an_ended_call_leaves_no_trace_in_any_queue(rig: CampaignRig) -> None:
    """After any number of queues it is not offered again, and no timer names it."""
    await rig.enqueue_with("a", most_wait_ms=5_000, announce_ms=1_000)
    await rig.enqueue_with("a", OTHER, most_wait_ms=5_000, announce_ms=1_000)
    await rig.end("a")
    assert await rig.redis.exists(rig.key("timers")) == 0
    await rig.ready("ana", QUEUE, OTHER)
    assert await _chosen(rig) == []
    assert await _waiting(rig) == {QUEUE: (0, 0.0), OTHER: (0, 0.0)}


# --- reasons not to wait on


async def test_queue_without_advisors_signals_call_flow(rig: CampaignRig) -> None:
    """With no advisor of the queue on duty the call flow gets a signal, and the call keeps its place."""
    await rig.ready("ana")
    await rig.router.go_offline("ana")
    await rig.enqueue_with("a", needs_advisor=True)
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="nobody")]
    await rig.ready("ana")
    assert await _chosen(rig) == [("a", "ana")]


@pytest.mark.parametrize("doing", ["talking", "wrap_up", "paused", "offered"])
async def test_a_busy_or_pausing_advisor_is_on_duty(rig: CampaignRig, doing: str) -> None:
    """Only an advisor who is off duty does not count."""
    await rig.ready("ana")
    if doing == "paused":
        await rig.router.pause("ana", "almuerzo")
    else:
        await rig.enqueue_with("x")
        if doing != "offered":
            await rig.answer("x", "ana")
        if doing == "wrap_up":
            await rig.end("x", "answered")
    assert await rig.router.advisor_state("ana") == doing
    await rig.enqueue_with("a", needs_advisor=True)
    assert await _read_signals(rig) == []


async def test_advisor_counts_for_queues_named_when_they_last_became_ready(rig: CampaignRig) -> None:
    """An advisor counts for the queues named when they last became ready."""
    await rig.ready("ana")
    await rig.ready("ana", OTHER)
    await rig.enqueue_with("a", needs_advisor=True)
    await rig.router.pause("ana", "almuerzo")
    await rig.enqueue_with("b", OTHER, needs_advisor=True)
    assert [signal.call_id for signal in await _read_signals(rig)] == ["a"]


async def test_a_personal_place_needs_its_own_advisor(rig: CampaignRig) -> None:
    """Other advisors on duty do not count."""
    await rig.ready("luz")
    await rig.enqueue_with("a", needs_advisor=True, advisor="ana")
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="nobody")]


async def test_a_queue_is_full_beyond_its_bound(rig: CampaignRig) -> None:
    """With more calls before it than allowed the queue is full, and ringing calls count."""
    await rig.ready("ana")
    for call in ("a", "b", "c"):
        await rig.enqueue_with(call, most_waiting=2)
    assert await _read_signals(rig) == []
    await rig.enqueue_with("d", most_waiting=2)
    assert await _read_signals(rig) == [Overflowing(call_id="d", queue=QUEUE, reason="full")]


async def test_missing_advisor_is_reported_before_full_queue(rig: CampaignRig) -> None:
    """A missing advisor is reported before a full queue."""
    await rig.enqueue_with("a")
    await rig.enqueue_with("b")
    await rig.enqueue_with("c", most_waiting=1, needs_advisor=True)
    assert [
        (signal.call_id, signal.reason) for signal in await _read_signals(rig) if isinstance(signal, Overflowing)
    ] == [("c", "nobody")]


async def test_call_with_free_advisor_does_not_overflow_even_from_full_queue(rig: CampaignRig) -> None:
    """A call with a free advisor does not overflow, even from a full queue."""
    await rig.ready("ana")
    await rig.enqueue_with("a", most_waiting=0, needs_advisor=True, most_wait_ms=1)
    assert await _read_signals(rig) == []


async def test_overlong_wait_is_signalled_once(rig: CampaignRig) -> None:
    """After the signal the call waits on in its place until the call flow decides."""
    await rig.enqueue_with("a", most_wait_ms=5_000)
    await rig.set_time(4_999)
    await rig.router.tick()
    assert await _read_signals(rig) == []
    for ms in (5_000, 5_001, 60_000):
        await rig.set_time(ms)
        await rig.router.tick()
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]
    await rig.ready("ana")
    assert await _chosen(rig) == [("a", "ana")]


async def test_too_long_a_wait_counts_from_the_entry_into_the_queue(rig: CampaignRig) -> None:
    """Each queue has its own limit."""
    await rig.enqueue_with("a", most_wait_ms=5_000)
    await rig.set_time(4_000)
    await rig.enqueue_with("a", OTHER, keeps_wait=True, most_wait_ms=5_000)
    await rig.set_time(8_999)
    await rig.router.tick()
    assert await _read_signals(rig) == []
    await rig.set_time(9_000)
    await rig.router.tick()
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=OTHER, reason="max_wait")]


@pytest.mark.parametrize("miss", ["declined", "lapsed"])
async def test_overlong_wait_while_ringing_is_signalled_after_miss(rig: CampaignRig, miss: str) -> None:
    """While a phone rings the signal waits."""
    await rig.ready("ana")
    await rig.enqueue_with("a", most_wait_ms=5_000)
    await rig.set_time(5_000)
    await rig.router.tick()
    assert await _read_signals(rig) == []
    if miss == "declined":
        await rig.decline("a")
    else:
        await rig.set_time(RING_MS + GRACE_MS)
        await rig.router.tick()
        assert OfferLapsed(call_id="a", offer=1) in await rig.mailbox()
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_a_miss_with_another_advisor_ready_says_nothing(rig: CampaignRig) -> None:
    """The next phone rings at once."""
    await rig.ready("ana")
    await rig.ready("luz")
    await rig.enqueue_with("a", most_wait_ms=5_000)
    await rig.set_time(6_000)
    await rig.router.tick()
    await rig.decline("a")
    assert await _read_signals(rig) == []
    await rig.decline("a", offer=2)
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_decided_overflow_is_not_repeated(rig: CampaignRig) -> None:
    """The call flow has decided once: a call that is offered later and missed waits on."""
    await rig.enqueue_with("a", most_wait_ms=5_000)
    await rig.set_time(5_000)
    await rig.router.tick()
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]
    await rig.ready("ana")
    await rig.decline("a")
    assert await _read_signals(rig) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_an_answered_call_has_waited_enough(rig: CampaignRig) -> None:
    """The timers of the wait end with the answer."""
    await rig.ready("ana")
    await rig.enqueue_with("a", most_wait_ms=5_000, announce_ms=1_000)
    await rig.answer("a", "ana")
    assert await rig.redis.exists(rig.key("timers")) == 0


# --- announcements to the caller


async def test_the_position_is_announced_at_intervals(rig: CampaignRig) -> None:
    """The position counts from 1 at that moment, and ringing calls are before waiting ones."""
    await rig.enqueue_with("a")
    await rig.enqueue_with("b")
    await rig.enqueue_with("c", announce_ms=10_000)
    await rig.set_time(10_000)
    await rig.router.tick()
    await rig.ready("ana")
    await rig.answer("a", "ana")
    await rig.ready("luz")
    await rig.set_time(20_000)
    await rig.router.tick()
    await rig.answer("b", "luz")
    await rig.set_time(30_000)
    await rig.router.tick()
    assert [
        (signal.call_id, signal.position) for signal in await _read_signals(rig) if isinstance(signal, AnnouncementDue)
    ] == [
        ("c", 3),
        ("c", 2),
        ("c", 1),
    ]


async def test_announcements_go_on_while_a_phone_rings(rig: CampaignRig) -> None:
    """A ringing call still waits, in first place."""
    await rig.ready("ana")
    await rig.enqueue_with("a", announce_ms=4_000)
    await rig.enqueue_with("b", announce_ms=4_000)
    await rig.set_time(4_000)
    await rig.router.tick()
    assert {
        (signal.call_id, signal.position) for signal in await _read_signals(rig) if isinstance(signal, AnnouncementDue)
    } == {
        ("a", 1),
        ("b", 2),
    }


async def test_a_head_start_shows_in_the_position(rig: CampaignRig) -> None:
    """The position follows the order in which calls will be offered."""
    await rig.enqueue_with("a", announce_ms=1_000)
    await rig.enqueue_with("b", announce_ms=1_000, head_start_ms=500)
    await rig.set_time(1_000)
    await rig.router.tick()
    assert {
        (signal.call_id, signal.position) for signal in await _read_signals(rig) if isinstance(signal, AnnouncementDue)
    } == {
        ("a", 2),
        ("b", 1),
    }


# --- counts


async def _balance(rig: CampaignRig, queue: str = QUEUE) -> int:
    """Return a queue's remainder: entered, less answered, less left, less still waiting."""
    totals = await rig.router.totals()
    left_total = sum(n for name, n in totals.items() if name.startswith(f"left|{LINE}|{queue}|"))
    entered, answered = (totals.get(f"{measure}|{LINE}|{queue}", 0) for measure in ("queued", "answered"))
    return entered - answered - left_total - (await _waiting(rig)).get(queue, (0, 0.0))[0]


async def test_each_queues_balance_closes_at_every_moment(rig: CampaignRig) -> None:
    """Entered = answered + moved on + abandoned + ended otherwise + waiting, and the totals are the fold of the log."""
    await rig.ready("ana")
    steps = [
        rig.enqueue_with("a"),
        rig.answer("a", "ana"),
        rig.enqueue_with("a", OTHER),
        rig.enqueue_with("a", keeps_wait=True),
        rig.end("a", "answered"),
        rig.enqueue_with("b"),
        rig.enqueue_with("c"),
        rig.enqueue_with("b", OTHER, keeps_wait=True),
        rig.end("b"),
        rig.end("c", "message"),
    ]
    for number, step in enumerate(steps):
        await rig.set_time(1_000 * number)
        await step
        assert (await _balance(rig), await _balance(rig, OTHER)) == (0, 0)
        assert await rig.router.totals() == fold_totals(await rig.log())
    totals = await rig.router.totals()
    assert {name: n for name, n in totals.items() if name.startswith(("left", "requeued"))} == {
        f"requeued|{LINE}|{OTHER}|transfer": 1,
        f"requeued|{LINE}|{QUEUE}|overflow": 1,
        f"requeued|{LINE}|{OTHER}|overflow": 1,
        f"left|{LINE}|{OTHER}|moved": 1,
        f"left|{LINE}|{QUEUE}|abandoned_queue": 1,
        f"left|{LINE}|{QUEUE}|moved": 1,
        f"left|{LINE}|{OTHER}|abandoned_queue": 1,
        f"left|{LINE}|{QUEUE}|message": 1,
    }


async def test_a_wait_that_the_fact_does_not_tell_is_refused(rig: CampaignRig) -> None:
    """The log must say whether the wait goes on, or a fold could not compute it."""
    await rig.open("a")
    fact = CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=THRESHOLD_MS)
    with pytest.raises(ValueError, match="keeps_wait"):
        await rig.commit(rig.act("a", fact, routing=queue_entry(keeps_wait=True)))
