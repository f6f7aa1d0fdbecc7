"""Waiting: a place that is kept from queue to queue, what speaks against waiting on, and what the caller is told."""

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


async def _told(world: CampaignRig) -> list[Overflowing | AnnouncementDue]:
    """What the gateway was told about waits."""
    return [signal for signal in await world.mail() if isinstance(signal, SIGNALS)]


async def _chosen(world: CampaignRig) -> list[tuple[str, str]]:
    """Who was chosen for which call, in order."""
    return [(mail.call_id, mail.advisor) for mail in await world.mail() if isinstance(mail, AdvisorChosen)]


async def _waiting(world: CampaignRig) -> dict[str, tuple[int, float]]:
    """How many wait in each queue, and how long the first."""
    return {each.queue: (each.waiting, each.longest_s) for each in (await world.router.snapshot()).queues}


# --- from queue to queue


async def test_a_call_that_overflows_is_before_who_came_later(world: CampaignRig) -> None:
    """Its place in the other queue is by its first arrival in any."""
    await world.wait_in("a")
    await world.at(1_000)
    await world.wait_in("b", OTHER)
    await world.at(2_000)
    await world.wait_in("a", OTHER, keeps_wait=True)
    await world.ready("ana", OTHER)
    await world.ready("luz", OTHER)
    assert await _chosen(world) == [("a", "ana"), ("b", "luz")]
    assert await _waiting(world) == {QUEUE: (0, 0.0), OTHER: (2, 2.0)}


async def test_a_call_stands_in_one_queue_only(world: CampaignRig) -> None:
    """Who went on to another queue is no longer offered in the first."""
    await world.wait_in("a")
    await world.wait_in("a", OTHER, keeps_wait=True)
    await world.ready("ana")
    assert await _chosen(world) == []
    assert await _waiting(world) == {QUEUE: (0, 0.0), OTHER: (1, 0.0)}


async def test_entering_the_same_queue_again_changes_no_order(world: CampaignRig) -> None:
    """The place is for ever, also among arrivals of one millisecond."""
    for call in ("a", "b", "c"):
        await world.wait_in(call)
    await world.wait_in("b", keeps_wait=True)
    await world.wait_in("a", keeps_wait=True)
    for advisor in ("ana", "eva", "luz"):
        await world.ready(advisor)
    assert [call for call, _ in await _chosen(world)] == ["a", "b", "c"]


async def test_a_call_that_rings_is_taken_back_when_it_goes_elsewhere(world: CampaignRig) -> None:
    """The offer is withdrawn, which is no miss: the advisor is as idle as before, and free for the next call."""
    await world.ready("ana")
    await world.at(1_000)
    await world.ready("luz")
    await world.wait_in("a")
    await world.at(2_000)
    facts = await world.length()
    await world.wait_in("a", OTHER, keeps_wait=True)
    assert await world.last_facts(facts) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="withdrawn"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="withdrawn"),
        CallQueued(line=LINE, queue=OTHER, reason="overflow", threshold_ms=THRESHOLD_MS),
    ]
    await world.wait_in("b")
    assert (await _chosen(world))[-1] == ("b", "ana")


async def test_an_advisor_whose_call_goes_elsewhere_takes_the_next(world: CampaignRig) -> None:
    """Whoever waits behind is offered in the same act."""
    await world.ready("ana")
    await world.wait_in("a")
    await world.wait_in("b")
    await world.wait_in("a", OTHER, keeps_wait=True)
    assert await _chosen(world) == [("a", "ana"), ("b", "ana")]


async def test_a_transfer_sends_the_advisor_to_wrap_up_and_the_call_to_its_old_place(world: CampaignRig) -> None:
    """The call that was talked to waits again by its first arrival; its wait is measured anew."""
    await world.ready("ana")
    await world.wait_in("a")
    await world.at(500)
    await world.wait_in("b", OTHER)
    await world.answer("a", "ana")
    await world.at(60_000)
    facts = await world.length()
    await world.wait_in("a", OTHER)
    assert fact_kinds(await world.last_facts(facts)) == ["AdvisorStateChanged", "CallQueued"]
    assert (await world.states())["ana"] == "wrap_up"
    await world.at(61_000)
    assert (await _waiting(world))[OTHER] == (2, 60.5)
    await world.ready("luz", OTHER)
    assert (await _chosen(world))[-1] == ("a", "luz")
    await world.answer("a", "luz", offer=2, queue=OTHER)
    assert (await world.router.totals())[f"wait_sum_ms|{LINE}|{OTHER}"] == 1_000


async def test_the_wait_goes_on_after_an_overflow(world: CampaignRig) -> None:
    """What is measured at the answer began in the first queue."""
    await world.wait_in("a")
    await world.at(8_000)
    await world.wait_in("a", OTHER, keeps_wait=True)
    await world.at(21_000)
    await world.ready("luz", OTHER)
    await world.answer("a", "luz", queue=OTHER)
    totals = await world.router.totals()
    assert totals[f"wait_sum_ms|{LINE}|{OTHER}"] == 21_000
    assert f"answered_within|{LINE}|{OTHER}" not in totals


async def test_a_head_start_is_given_once(world: CampaignRig) -> None:
    """It orders the call in every queue; a later entry gives no other."""
    await world.at(10_000)
    await world.wait_in("a", OTHER)
    await world.at(12_000)
    await world.wait_in("b", head_start_ms=3_000)
    await world.wait_in("b", OTHER, keeps_wait=True)
    await world.wait_in("a", OTHER, keeps_wait=True, head_start_ms=60_000)
    await world.ready("luz", OTHER)
    assert await _chosen(world) == [("b", "luz")]
    assert (await _waiting(world))[OTHER] == (2, 2.0)


async def test_an_ended_call_leaves_no_trace_in_any_queue(world: CampaignRig) -> None:
    """Whatever queues it went through, nobody is offered it, and no timer names it."""
    await world.wait_in("a", most_wait_ms=5_000, announce_ms=1_000)
    await world.wait_in("a", OTHER, most_wait_ms=5_000, announce_ms=1_000)
    await world.end("a")
    assert await world.redis.exists(world.key("timers")) == 0
    await world.ready("ana", QUEUE, OTHER)
    assert await _chosen(world) == []
    assert await _waiting(world) == {QUEUE: (0, 0.0), OTHER: (0, 0.0)}


# --- what speaks against waiting on


async def test_nobody_on_duty_is_said_once(world: CampaignRig) -> None:
    """With no advisor of the queue on duty the call flow is told; the call keeps its place all the same."""
    await world.ready("ana")
    await world.router.leave("ana")
    await world.wait_in("a", needs_advisor=True)
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="nobody")]
    await world.ready("ana")
    assert await _chosen(world) == [("a", "ana")]


@pytest.mark.parametrize("doing", ["talking", "wrap_up", "paused", "offered"])
async def test_a_busy_or_pausing_advisor_is_on_duty(world: CampaignRig, doing: str) -> None:
    """Only who is off duty does not count."""
    await world.ready("ana")
    if doing == "paused":
        await world.router.pause("ana", "almuerzo")
    else:
        await world.wait_in("x")
        if doing != "offered":
            await world.answer("x", "ana")
        if doing == "wrap_up":
            await world.end("x", "answered")
    assert await world.router.state_of("ana") == doing
    await world.wait_in("a", needs_advisor=True)
    assert await _told(world) == []


async def test_who_serves_other_queues_now_is_on_duty_there(world: CampaignRig) -> None:
    """Duty follows the queues that an advisor was last ready for."""
    await world.ready("ana")
    await world.ready("ana", OTHER)
    await world.wait_in("a", needs_advisor=True)
    await world.router.pause("ana", "almuerzo")
    await world.wait_in("b", OTHER, needs_advisor=True)
    assert [signal.call_id for signal in await _told(world)] == ["a"]


async def test_a_personal_place_needs_its_own_advisor(world: CampaignRig) -> None:
    """Others on duty do not help."""
    await world.ready("luz")
    await world.wait_in("a", needs_advisor=True, advisor="ana")
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="nobody")]


async def test_a_queue_is_full_beyond_its_bound(world: CampaignRig) -> None:
    """So many may be before the call; with one more the queue is full, and ringing calls count."""
    await world.ready("ana")
    for call in ("a", "b", "c"):
        await world.wait_in(call, most_waiting=2)
    assert await _told(world) == []
    await world.wait_in("d", most_waiting=2)
    assert await _told(world) == [Overflowing(call_id="d", queue=QUEUE, reason="full")]


async def test_of_several_reasons_the_first_is_said(world: CampaignRig) -> None:
    """Nobody on duty is said before a full queue."""
    await world.wait_in("a")
    await world.wait_in("b")
    await world.wait_in("c", most_waiting=1, needs_advisor=True)
    assert [(signal.call_id, signal.reason) for signal in await _told(world) if isinstance(signal, Overflowing)] == [
        ("c", "nobody")
    ]


async def test_who_is_offered_at_once_overflows_nowhere(world: CampaignRig) -> None:
    """However full the queue of an advisor who is free."""
    await world.ready("ana")
    await world.wait_in("a", most_waiting=0, needs_advisor=True, most_wait_ms=1)
    assert await _told(world) == []


async def test_too_long_a_wait_is_said_to_the_millisecond_and_once(world: CampaignRig) -> None:
    """Then the call waits on in its place until the call flow decides."""
    await world.wait_in("a", most_wait_ms=5_000)
    await world.at(4_999)
    await world.router.tick()
    assert await _told(world) == []
    for ms in (5_000, 5_001, 60_000):
        await world.at(ms)
        await world.router.tick()
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]
    await world.ready("ana")
    assert await _chosen(world) == [("a", "ana")]


async def test_too_long_a_wait_counts_from_the_entry_into_the_queue(world: CampaignRig) -> None:
    """Each queue has its own bound."""
    await world.wait_in("a", most_wait_ms=5_000)
    await world.at(4_000)
    await world.wait_in("a", OTHER, keeps_wait=True, most_wait_ms=5_000)
    await world.at(8_999)
    await world.router.tick()
    assert await _told(world) == []
    await world.at(9_000)
    await world.router.tick()
    assert await _told(world) == [Overflowing(call_id="a", queue=OTHER, reason="max_wait")]


@pytest.mark.parametrize("miss", ["declined", "lapsed"])
async def test_a_wait_that_grew_too_long_while_ringing_is_said_after_the_miss(world: CampaignRig, miss: str) -> None:
    """As long as a phone rings there is hope."""
    await world.ready("ana")
    await world.wait_in("a", most_wait_ms=5_000)
    await world.at(5_000)
    await world.router.tick()
    assert await _told(world) == []
    if miss == "declined":
        await world.decline("a")
    else:
        await world.at(RING_MS + GRACE_MS)
        await world.router.tick()
        assert OfferLapsed(call_id="a", offer=1) in await world.mail()
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_a_miss_with_another_advisor_ready_says_nothing(world: CampaignRig) -> None:
    """The next phone rings at once."""
    await world.ready("ana")
    await world.ready("luz")
    await world.wait_in("a", most_wait_ms=5_000)
    await world.at(6_000)
    await world.router.tick()
    await world.decline("a")
    assert await _told(world) == []
    await world.decline("a", offer=2)
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_too_long_a_wait_is_not_said_again_after_a_miss(world: CampaignRig) -> None:
    """What was said was decided: who is offered later and missed waits on."""
    await world.wait_in("a", most_wait_ms=5_000)
    await world.at(5_000)
    await world.router.tick()
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]
    await world.ready("ana")
    await world.decline("a")
    assert await _told(world) == [Overflowing(call_id="a", queue=QUEUE, reason="max_wait")]


async def test_an_answered_call_has_waited_enough(world: CampaignRig) -> None:
    """The timers of the wait end with it."""
    await world.ready("ana")
    await world.wait_in("a", most_wait_ms=5_000, announce_ms=1_000)
    await world.answer("a", "ana")
    assert await world.redis.exists(world.key("timers")) == 0


# --- what the caller is told


async def test_the_position_is_announced_at_intervals(world: CampaignRig) -> None:
    """Position from 1, as it is then; who rings is before who waits."""
    await world.wait_in("a")
    await world.wait_in("b")
    await world.wait_in("c", announce_ms=10_000)
    await world.at(10_000)
    await world.router.tick()
    await world.ready("ana")
    await world.answer("a", "ana")
    await world.ready("luz")
    await world.at(20_000)
    await world.router.tick()
    await world.answer("b", "luz")
    await world.at(30_000)
    await world.router.tick()
    assert [(told.call_id, told.position) for told in await _told(world) if isinstance(told, AnnouncementDue)] == [
        ("c", 3),
        ("c", 2),
        ("c", 1),
    ]


async def test_announcements_go_on_while_a_phone_rings(world: CampaignRig) -> None:
    """A ringing call still waits, and is the first."""
    await world.ready("ana")
    await world.wait_in("a", announce_ms=4_000)
    await world.wait_in("b", announce_ms=4_000)
    await world.at(4_000)
    await world.router.tick()
    assert {(told.call_id, told.position) for told in await _told(world) if isinstance(told, AnnouncementDue)} == {
        ("a", 1),
        ("b", 2),
    }


async def test_a_head_start_shows_in_the_position(world: CampaignRig) -> None:
    """The position is the order in which calls will be offered."""
    await world.wait_in("a", announce_ms=1_000)
    await world.wait_in("b", announce_ms=1_000, head_start_ms=500)
    await world.at(1_000)
    await world.router.tick()
    assert {(told.call_id, told.position) for told in await _told(world) if isinstance(told, AnnouncementDue)} == {
        ("a", 2),
        ("b", 1),
    }


# --- what is counted


async def _balance(world: CampaignRig, queue: str = QUEUE) -> int:
    """What is left over of a queue: entered, less answered, less left, less those that still wait."""
    totals = await world.router.totals()
    left = sum(n for name, n in totals.items() if name.startswith(f"left|{LINE}|{queue}|"))
    entered, answered = (totals.get(f"{measure}|{LINE}|{queue}", 0) for measure in ("queued", "answered"))
    return entered - answered - left - (await _waiting(world)).get(queue, (0, 0.0))[0]


async def test_each_queues_balance_closes_at_every_moment(world: CampaignRig) -> None:
    """Entered = answered + moved on + abandoned + ended otherwise + waiting; and the totals are the fold of the log."""
    await world.ready("ana")
    steps = [
        world.wait_in("a"),
        world.answer("a", "ana"),
        world.wait_in("a", OTHER),
        world.wait_in("a", keeps_wait=True),
        world.end("a", "answered"),
        world.wait_in("b"),
        world.wait_in("c"),
        world.wait_in("b", OTHER, keeps_wait=True),
        world.end("b"),
        world.end("c", "message"),
    ]
    for number, step in enumerate(steps):
        await world.at(1_000 * number)
        await step
        assert (await _balance(world), await _balance(world, OTHER)) == (0, 0)
        assert await world.router.totals() == fold_totals(await world.log())
    totals = await world.router.totals()
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


async def test_a_wait_that_the_fact_does_not_tell_is_refused(world: CampaignRig) -> None:
    """Whether the wait goes on is in the log, or nobody could fold it."""
    await world.open("a")
    fact = CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=THRESHOLD_MS)
    with pytest.raises(ValueError, match="keeps_wait"):
        await world.commit(world.act("a", fact, routing=queue_entry(keeps_wait=True)))
