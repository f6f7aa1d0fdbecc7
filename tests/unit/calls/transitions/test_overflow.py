"""The state of a wait, and the alternatives for a call that should stop waiting."""

from datetime import timedelta

import msgspec
import pytest

from call_router.acts import CallCard
from call_router.routing import Enqueue, Promise, ReleaseCall
from call_router.signals import AnnouncementDue, Overflowing
from calls.call import Call, Stage, StepResult, decode
from calls.flow import step
from config.site.calls.queues import Overflow, OverflowTarget, OverflowWhenFull, OverflowWhenLate, OverflowWhenLong
from config.site.model import Site
from eventlog.facts import CallBackPromised, CallEnded, CallOverflowed, CallQueued, WaitAnnounced
from eventlog.facts.calls.routing import OverflowReason
from telephony import port
from telephony.port import CALLER, Signal
from tests.unit.calls.test_flow import (
    ID,
    OPEN,
    SITE,
    answer,
    arrived,
    asked,
    chosen,
    commands,
    hung_up,
    outcome,
    play_ended,
    pressed,
)

REASONS: tuple[OverflowReason, ...] = ("nobody", "full", "estimate", "max_wait")


def site_with(**way: object) -> Site:
    """Return the sample site whose credit queue uses this way out for every reason."""
    overflow = Overflow(
        nobody=OverflowTarget(**way),  # type: ignore[arg-type]
        full=OverflowWhenFull(most=10, **way),  # type: ignore[arg-type]
        estimate=OverflowWhenLong(over_s=300, **way),  # type: ignore[arg-type]
        max_wait=OverflowWhenLate(after_s=60, **way),  # type: ignore[arg-type]
    )
    queue = msgspec.structs.replace(SITE.queues["credito"], overflow=overflow)
    return msgspec.structs.replace(SITE, queues={**SITE.queues, "credito": queue})


def go(call: Call | None, signal: Signal, site: Site = SITE) -> StepResult:
    result = step(call, signal, OPEN, site)
    assert result is not None, f"{type(signal).__name__} does not fit"
    return result


def enqueued(site: Site = SITE, *, dialable: bool = True, recordable: bool = False) -> StepResult:
    """Return a call that has just entered the queue and hears the announcement."""
    call = go(None, arrived(dialable=dialable, recordable=recordable), site).call
    while call.stage is not Stage.CHOOSING:
        call = go(call, play_ended(call), site).call
    return go(call, pressed(call, "1"), site)


def waiting(site: Site = SITE, *, dialable: bool = True, recordable: bool = False) -> Call:
    """Return a call that hears music."""
    call = enqueued(site, dialable=dialable, recordable=recordable).call
    return go(call, play_ended(call), site).call


def overflowing(reason: OverflowReason = "max_wait", queue: str = "credito") -> Overflowing:
    return Overflowing(call_id=ID, queue=queue, reason=reason)


def due(position: int = 2, estimate_ms: int = 100_000, queue: str = "credito") -> AnnouncementDue:
    return AnnouncementDue(call_id=ID, queue=queue, position=position, estimate_ms=estimate_ms)


def sounds(call: Call) -> list[tuple[str, ...]]:
    return [each.sounds for each in call.commands if isinstance(each, port.Play | port.Rescue)]


# --- what the router receives


def test_the_bounds_of_the_site_travel_with_the_call() -> None:
    """The limits for overflow, the announcement interval and the misses before a pause come from queues.yaml."""
    routing = enqueued(site_with(queue="general")).routing
    assert isinstance(routing, Enqueue)
    assert (routing.most_waiting, routing.most_wait_ms, routing.most_estimate_ms) == (10, 60_000, 300_000)
    assert (routing.needs_advisor, routing.keeps_wait, routing.advisor) == (True, False, "")
    assert routing.announce_ms == SITE.queues["credito"].announce_every_s * 1000
    assert routing.misses == SITE.queues["credito"].pause_after_misses


def test_a_queue_without_ways_out_has_no_bounds() -> None:
    """Without ways out a queue has no limits."""
    queue = msgspec.structs.replace(SITE.queues["credito"], overflow=Overflow())
    routing = enqueued(msgspec.structs.replace(SITE, queues={**SITE.queues, "credito": queue})).routing
    assert isinstance(routing, Enqueue)
    assert (routing.most_waiting, routing.most_wait_ms, routing.most_estimate_ms) == (0, 0, 0)
    assert not routing.needs_advisor


# --- ways out


@pytest.mark.parametrize("reason", REASONS)
def test_a_call_waits_on_in_another_queue(reason: OverflowReason) -> None:
    """The wait keeps its beginning; the caller hears the other queue's announcement, then its music."""
    site = site_with(queue="general")
    result = go(waiting(site), overflowing(reason), site)
    assert [type(fact) for fact in result.facts] == [CallOverflowed, CallQueued]
    assert result.facts[0] == CallOverflowed(line="bogota", queue="credito", reason=reason, to="queue:general")
    assert isinstance(result.routing, Enqueue)
    assert (result.routing.queue, result.routing.keeps_wait) == ("general", True)
    assert (result.call.stage, result.call.queue, result.actor) == (Stage.WAITING, "general", "router")
    assert sounds(result.call) == [(SITE.queues["general"].wait_prompt,)]


def test_words_are_not_cut_by_a_change_of_queue() -> None:
    """The first queue's announcement plays to its end, and then the new queue's music follows."""
    site = site_with(queue="general")
    result = go(enqueued(site).call, overflowing("nobody"), site)
    assert result.call.commands == ()
    assert result.call.queue == "general"
    assert commands(go(result.call, play_ended(result.call), site).call) == [port.Music]


@pytest.mark.parametrize("reason", REASONS)
def test_a_message_ends_the_call_kindly(reason: OverflowReason) -> None:
    """The gateway plays the message and goodbye by itself; the outcome is message, not an abandonment."""
    site = site_with(message="colas_llenas")
    result = go(waiting(site), overflowing(reason), site)
    assert outcome(result) == "message"
    assert sounds(result.call) == [("colas_llenas", SITE.lines["bogota"].goodbye_prompt)]
    assert CallOverflowed(line="bogota", queue="credito", reason=reason, to="message:colas_llenas") in result.facts


def test_a_message_waits_for_the_words_before_it() -> None:
    """The message waits until the queue's announcement ends."""
    site = site_with(message="colas_llenas")
    result = go(enqueued(site).call, overflowing("full"), site)
    assert (result.facts, result.routing, result.call.commands) == ((), None, ())
    assert outcome(go(result.call, play_ended(result.call), site)) == "message"


def test_message_plays_unless_advisor_answers_first() -> None:
    """If an advisor answers before the message plays, it is left out; otherwise it plays."""
    site = site_with(message="colas_llenas")
    ringing = go(go(enqueued(site).call, overflowing("full"), site).call, chosen(), site).call
    answered = answer(ringing, site)
    assert answered.call.stage is Stage.TALKING
    music = go(ringing, play_ended(ringing), site).call
    assert commands(music) == [port.Music]
    again = go(music, port.LegFailed(call_id=ID, leg="advisor-1", cause="busy"), site).call
    assert sounds(again) == [(SITE.queues["credito"].wait_prompt,)]
    assert outcome(go(again, play_ended(again), site)) == "message"


def test_another_number_takes_the_caller() -> None:
    """The gateway connects the caller with the number, and the call has overflowed out."""
    site = site_with(number="sip:otra@operador.example")
    result = go(waiting(site), overflowing("nobody"), site)
    [rescue] = result.call.commands
    assert isinstance(rescue, port.Rescue)
    assert rescue.fallback == "sip:otra@operador.example"
    assert outcome(result) == "overflowed_out"


def test_an_overflow_of_another_queue_changes_nothing() -> None:
    """An overflow of an earlier queue, or of one without a way out, is ignored."""
    site = site_with(queue="general")
    assert step(waiting(site), overflowing(queue="pagos"), OPEN, site) is None
    assert step(waiting(SITE), overflowing("nobody"), OPEN, SITE) is None


def test_transferred_call_that_then_overflows_stays_answered() -> None:
    """A transferred call that then overflows stays answered."""
    site = site_with(message="colas_llenas")
    talking = answer(go(waiting(site), chosen(), site).call, site).call
    handed_on = go(talking, asked("transfer", target="queue:credito"), site).call
    music = go(handed_on, play_ended(handed_on), site).call
    assert outcome(go(music, overflowing("full"), site)) == "answered"
    assert outcome(go(music, hung_up(), site)) == "answered"


# --- call-back


CALL_BACK = site_with(call_back=True)


def offered_call_back() -> Call:
    return go(waiting(CALL_BACK), overflowing(), CALL_BACK).call


def test_a_call_back_is_offered_and_the_caller_still_waits() -> None:
    """The offer is announced, keys pressed before it are ignored, and no fact is written yet."""
    call = offered_call_back()
    play, collect = call.commands
    assert isinstance(play, port.Play)
    assert isinstance(collect, port.Collect)
    assert (play.sounds, play.interruptible) == (("ofrece_devolucion",), True)
    assert (collect.most, collect.afresh) == (1, True)
    assert call.stage is Stage.WAITING


def test_1_promises_a_call_back_that_takes_over_the_place() -> None:
    """The call ends as callback, and the call-back has its place, queue, line and caller, by reference."""
    call = offered_call_back()
    result = go(call, pressed(call, "1"), CALL_BACK)
    ended = [type(fact) for fact in result.facts]
    assert ended == [CallOverflowed, CallBackPromised, CallEnded]
    assert CallBackPromised(line="bogota", queue="credito", call_back=f"{ID}-cb") in result.facts
    (ended,) = (fact for fact in result.facts if isinstance(fact, CallEnded))
    assert (ended.outcome, ended.ended_by) == ("callback", "system")  # the caller hears the promise, and is released
    assert isinstance(result.routing, Promise)
    assert sounds(result.call) == [("devolucion_aceptada", SITE.lines["bogota"].goodbye_prompt)]
    call_back = decode(result.routing.state)
    assert call_back is not None
    assert (call_back.id, call_back.version, call_back.stage) == (f"{ID}-cb", 1, Stage.TO_CALL)
    assert (call_back.queue, call_back.caller_ref) == ("credito", call.caller_ref)
    assert call_back.call_back is not None
    assert call_back.call_back.expires_at == OPEN + timedelta(hours=48)
    assert msgspec.json.decode(result.routing.card, type=CallCard).caller_ref == call.caller_ref


@pytest.mark.parametrize("digits", ["", "2", "*"])
def test_anything_else_waits_on(digits: str) -> None:
    """Silence or another key starts the music again, in the same place and without a fact."""
    call = offered_call_back()
    result = go(call, pressed(call, digits), CALL_BACK)
    assert (commands(result.call), result.facts, result.routing) == ([port.Music], (), None)
    assert result.call.callback_offer_reason == ""


def test_an_advisor_found_during_the_offer_rings_and_the_caller_may_still_choose() -> None:
    """An answer connects; if the caller presses 1, the call-back is promised and the phone stops ringing."""
    ringing = go(offered_call_back(), chosen(), CALL_BACK).call
    assert answer(ringing, CALL_BACK).call.stage is Stage.TALKING
    result = go(ringing, pressed(ringing, "1"), CALL_BACK)
    assert [(type(each), each.leg) for each in result.call.commands] == [
        (port.Hangup, "advisor-1"),
        (port.Rescue, CALLER),
    ]
    assert isinstance(result.routing, Promise)


def test_second_overflow_waits_for_key() -> None:
    """A second overflow waits: key 1 still promises, and any other reply takes the new way out."""
    offer, other = OverflowWhenLong(over_s=300, call_back=True), OverflowWhenLate(after_s=60, queue="general")
    queue = msgspec.structs.replace(SITE.queues["credito"], overflow=Overflow(estimate=offer, max_wait=other))
    site = msgspec.structs.replace(SITE, queues={**SITE.queues, "credito": queue})
    offered = go(waiting(site), overflowing("estimate"), site).call
    due = go(offered, overflowing("max_wait"), site)
    assert (due.routing, due.call.commands, due.call.pending_overflow) == (None, (), "max_wait")
    assert isinstance(go(due.call, pressed(due.call, "1"), site).routing, Promise)
    onward = go(due.call, pressed(due.call, ""), site)
    assert isinstance(onward.routing, Enqueue)
    assert onward.routing.queue == "general"
    assert sounds(onward.call) == [(SITE.queues["general"].wait_prompt,)]


def test_call_whose_number_was_not_classified_gets_no_offer_and_keeps_waiting() -> None:
    """A call whose number was not classified gets no offer and keeps waiting."""
    call = msgspec.structs.replace(waiting(CALL_BACK), destination=None)
    assert step(call, overflowing(), OPEN, CALL_BACK) is None


def test_hanging_up_without_choice_is_abandonment() -> None:
    """Hanging up without a choice is an abandonment."""
    result = go(offered_call_back(), hung_up(), CALL_BACK)
    assert outcome(result) == "abandoned_queue"
    assert isinstance(result.routing, ReleaseCall)


# --- announcements


def test_the_caller_hears_place_and_wait_and_then_music_again() -> None:
    """The fact has the position and the wait as announced, rounded."""
    result = go(waiting(), due())
    assert sounds(result.call) == [("turno.2", "espera.2")]
    assert result.facts == (WaitAnnounced(line="bogota", queue="credito", position=2, estimate_ms=120_000),)
    assert commands(go(result.call, play_ended(result.call)).call) == [port.Music]


def test_an_unknown_wait_is_not_guessed() -> None:
    """If the wait is unknown, only the position is announced."""
    result = go(waiting(), due(position=1, estimate_ms=-1))
    assert sounds(result.call) == [("turno.1",)]
    assert result.facts == (WaitAnnounced(line="bogota", queue="credito", position=1, estimate_ms=-1),)


def test_an_announcement_cuts_no_words() -> None:
    """An announcement is skipped while another sound or an offer plays; the next one comes in time."""
    assert step(enqueued().call, due(), OPEN, SITE) is None
    assert step(offered_call_back(), due(), OPEN, CALL_BACK) is None
    announced = go(waiting(), due()).call
    assert step(announced, due(), OPEN, SITE) is None
    assert step(waiting(), due(queue="pagos"), OPEN, SITE) is None


def test_it_is_announced_while_a_phone_rings_too() -> None:
    """Announcements continue while a phone rings; an answer connects at once."""
    result = go(go(waiting(), chosen()).call, due(position=1))
    assert result.call.stage is Stage.RINGING
    assert answer(result.call).call.stage is Stage.TALKING
