"""The call flow as one table: ``step(call, signal, now, site)`` returns the result of a signal. Pure.

Read this file first. A call is a value: each row of `TABLE` takes the call in a stage and a signal, and gives the next
value, new facts, commands, and the change in the queue. Any process that has the value can continue the call. A signal
without a row, or that does not fit, changes nothing.

Modules of `calls.transitions` hold rows of their own, which `TABLE` joins: `menus`, `overflow` (the wait, and when it
cannot go on; with `callback_offers`), `conversation` (requests of an advisor), `rejections` (requests that cannot be
fulfilled), `consultation`, `supervision`, `cross_campaign`, `callbacks`, `voice_message` (on a closed line), `survey`
(after the conversation). They share `common`; `recording` follows the result of each row, and `contingency` plays the
message that a supervisor put on a line. None may know Valkey, SIP or the clock: the driver writes the state, the
gateway has the media, and `now` is an argument.
"""

from collections.abc import Mapping
from datetime import datetime

from call_router.routing import AnswerOffer, DeclineOffer
from call_router.signals import (
    AdvisorAsked,
    AdvisorChosen,
    AnnouncementDue,
    OfferLapsed,
    Overflowing,
    SupervisorAsked,
)
from calls.call import (
    FENCED,
    Call,
    CallArrived,
    DialRefused,
    EntryCollected,
    GatewayGone,
    NumberEntered,
    PromiseRefused,
    RequestRefused,
    Stage,
    StepResult,
    SystemFailure,
    Turn,
)
from calls.transitions import (
    callback_offers,
    callbacks,
    common,
    consultation,
    contingency,
    conversation,
    cross_campaign,
    menus,
    overflow,
    recording,
    rejections,
    supervision,
    survey,
    voice_message,
)
from calls.transitions.common import Transition, advisor_leg, offer_leg, offer_of, supervisor_leg
from config.site.calls.calendars import is_open, next_opening
from config.site.model import Site
from eventlog import facts as happened
from ivr.phrases import opening_sounds
from telephony import port
from telephony.port import CALLER, Signal


def step(
    call: Call | None, signal: Signal, now: datetime, site: Site, waiting: Mapping[str, int] | None = None
) -> StepResult | None:
    """Apply one signal to a call.

    Args:
        call: the last committed value; None before the first signal.
        signal: the event.
        now: the campaign's clock, aware UTC.
        site: of the call's version.
        waiting: calls in each queue, for branches of a menu; None where no branch asks.

    Returns:
        The next value with its commands, facts and routing; None if the signal does not fit.
    """
    if isinstance(signal, CallArrived):
        return _arrive(signal, now, site) if call is None else None
    if call is None:
        return None
    signal = rejections.check_request(call, signal, site)
    row = (
        supervision.leg_transition(call, signal) or TABLE.get((call.stage, type(signal))) or ANY_STAGE.get(type(signal))
    )
    if row is None or call.stage is Stage.ENDED or not _accepts(call, signal, site):
        return None
    turn = Turn(call, now, site, waiting)
    row(turn, signal)
    menus.forget_entries(turn)
    supervision.update_supervision(turn, call)
    recording.update_recording(turn)
    rejections.clear_refusal(turn)
    return turn.finish() if turn.has_changes_since(call) else None


def _accepts(call: Call, signal: Signal, site: Site) -> bool:
    """Return whether the signal concerns what the call does now."""
    match signal:
        case port.PlaybackEnded() | port.DigitsCollected() | DialRefused() | EntryCollected():
            return signal.command_id == call.awaited_command
        case NumberEntered():
            return callback_offers.awaits_number(call, signal.command_id)
        case PromiseRefused():
            return bool(call.callback_offer_reason)
        case port.LegAnswered() | port.LegBridged() | port.LegFailed() | port.LegHungUp():
            return signal.leg in _legs(call)
        case AdvisorChosen():
            return signal.queue == call.queue and signal.offer > call.offer
        case OfferLapsed():
            return signal.offer in dict(call.ringing_offers)
        case Overflowing() | AnnouncementDue():
            return overflow.accepts(call, signal, site)
        case AdvisorAsked():
            return conversation.accepts(call, signal, site)
        case SupervisorAsked():
            return supervision.accepts(call, signal)
        case RequestRefused():
            return rejections.is_refusable(call, signal)
        case port.NotRecorded():
            return recording.is_current(call, signal.recording_id)
        case _:
            return True


def _legs(call: Call) -> tuple[str, ...]:
    """Return the legs that the call may have now."""
    talking = (advisor_leg(call),) if call.advisor else ()
    consulted = (offer_leg(call.consult_offer),) if call.consult_offer else ()
    supervising = (supervisor_leg(call),) if call.supervision else ()
    return (CALLER, *talking, *consulted, *supervising, *(offer_leg(offer) for offer, _ in call.ringing_offers))


# --- the way in -------------------------------------------------------------------------------------------------------


def _call_of(signal: CallArrived, site: Site) -> Call:
    return Call(
        id=signal.call_id,
        line=signal.line,
        gateway=signal.gateway,
        site_version=site.version,
        caller_ref=signal.caller_ref,
        destination=signal.destination,
        recordable=signal.recordable,
        source_listed=signal.source_listed,
        large_client=signal.large_client,
        head_start_s=site.lines[signal.line].head_start_s + signal.head_start_s,
        number_head_start_s=signal.head_start_s,
    )


def _arrive(signal: CallArrived, now: datetime, site: Site) -> StepResult:
    turn = Turn(_call_of(signal, site), now, site)
    turn.actor = CALLER
    calendar = site.calendars[turn.line.calendar]
    in_hours = is_open(calendar, now)
    turn.add_fact(
        happened.CallIngressed(
            line=signal.line,
            gateway=signal.gateway,
            caller_ref=signal.caller_ref,
            caller_commitment=signal.caller_commitment,
            in_hours=in_hours,
            caller_mark=signal.caller_mark,
            number_kind=signal.destination.kind if signal.destination else "",
            number_given=signal.destination.source if signal.destination else "",
        )
    )
    if signal.refusal:
        turn.add_fact(happened.CallRefused(line=signal.line, reason=signal.refusal))
        common.play_farewell(turn, turn.line.apology_prompt, number=turn.line.fallback)
        common.end_call(turn, "capacity_rejected", ended_by="system")
    elif signal.refused:
        common.end_call(
            turn, "technical_failure" if signal.refused == FENCED else "capacity_rejected", ended_by="system"
        )
    elif in_hours:
        turn.add_command(port.Answer)
        if not contingency.play_message(turn, signal.contingency):
            _greet(turn)
    else:
        turn.add_command(port.Answer)
        opens = next_opening(calendar, now)
        when = opening_sounds(now, opens) if opens else ()
        voice_message.close_line(turn, turn.line.closed_prompt, *when)
    return turn.finish()


def _after_contingency_message(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Greet the caller after the line's contingency message, even if it could not be played."""
    _greet(turn)


def _after_dismissal(turn: Turn, signal: port.PlaybackEnded) -> None:
    if signal.ended == "failed":
        _apologise(turn, SystemFailure(call_id=signal.call_id))
    else:
        _hang_up_after_prompt(turn, signal)


def _greet(turn: Turn) -> None:
    """Play the greeting. A key ends it and counts in the menu; it also ends the notice if there is no recording."""
    line = turn.line
    sounds = (line.greeting,) if recording.is_expected(turn) else (line.greeting, line.notice)
    turn.set_stage(Stage.WELCOMING, awaited_command=turn.add_command(port.Play, sounds=sounds, interruptible=True))


def _after_greeting(turn: Turn, signal: port.PlaybackEnded) -> None:
    if signal.ended == "failed":
        _apologise(turn, SystemFailure(call_id=signal.call_id))
    elif recording.is_expected(turn):
        turn.set_stage(Stage.NOTIFYING, awaited_command=turn.add_command(port.Play, sounds=(turn.line.notice,)))
    else:
        _after_notice(turn, signal)


def _after_notice(turn: Turn, signal: port.PlaybackEnded) -> None:
    if signal.ended == "failed":
        _apologise(turn, SystemFailure(call_id=signal.call_id))
        return
    heard = signal.ended == "finished"
    fact = happened.NoticePlayed if heard else happened.NoticeSkipped
    turn.add_fact(fact(notice=turn.line.notice_version))
    turn.set_stage(turn.call.stage, has_heard_notice=heard)
    menus.open_menu(turn, turn.line.menu)


def _hang_up_after_prompt(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Hang up after the last prompt."""
    turn.add_command(port.Hangup, leg=CALLER)
    common.end_call(turn, common.outcome_of(turn.call), ended_by="system")


# --- the queue --------------------------------------------------------------------------------------------------------


def _ring(turn: Turn, signal: AdvisorChosen) -> None:
    """Ring one more phone for the call; with most strategies it is the only one."""
    turn.actor = "router"
    rings = (*turn.call.ringing_offers, (signal.offer, signal.advisor))
    turn.set_stage(Stage.RINGING, offer=signal.offer, ringing_offers=rings)
    phone = {"address": signal.address, "whose": signal.advisor}
    turn.add_command(port.Ring, leg=offer_leg(signal.offer), timeout_s=signal.ring_ms / 1000, **phone)


def _advisor_picks_up(turn: Turn, signal: port.LegAnswered) -> None:
    """Bridge the first phone that is picked up; the call is answered once the gateway reports the bridge."""
    call = turn.call
    offer = offer_of(call, signal.leg)
    if offer is None or offer in call.picked_up:
        return
    turn.actor = f"advisor:{common.advisor_of_offer(call, offer)}"
    turn.set_stage(Stage.RINGING, picked_up=(*call.picked_up, offer))
    if turn.call.picked_up[0] == offer:
        _connect(turn)


def _connect(turn: Turn) -> None:
    """Bridge the caller with the first phone that was picked up; a prompt to the caller ends."""
    turn.add_command(port.Bridge, leg=CALLER, other=offer_leg(turn.call.picked_up[0]))
    turn.set_stage(Stage.RINGING, awaited_command="", callback_offer_reason="", number_entry=None)


def _advisor_answers(turn: Turn, signal: port.LegBridged) -> None:
    """Answer the call, because its two sides hear each other; stop other phones."""
    offer = offer_of(turn.call, signal.leg)
    if offer in turn.call.picked_up:
        _answer(turn, offer)


def _answer(turn: Turn, offer: int) -> None:
    call = turn.call
    advisor = common.advisor_of_offer(call, offer)
    turn.actor = f"advisor:{advisor}"
    turn.add_fact(happened.CallAnswered(line=call.line, queue=call.queue, advisor=advisor, offer=offer))
    turn.routing = AnswerOffer(offer=offer)
    common.stop_ringing(turn, except_offer=offer)
    turn.set_stage(
        Stage.TALKING,
        awaited_command="",
        callback_offer_reason="",
        number_entry=None,
        pending_overflow="",
        offer=offer,
        advisor=advisor,
        answered=True,
    )


def _offer_fails(turn: Turn, signal: port.LegFailed) -> None:
    offer = offer_of(turn.call, signal.leg)
    if offer is None:
        return
    turn.actor = f"advisor:{common.advisor_of_offer(turn.call, offer)}"
    turn.routing = DeclineOffer(offer=offer, reason="failed" if signal.cause == "cancelled" else signal.cause)
    _remove_ring(turn, offer)


def _offer_lapses(turn: Turn, signal: OfferLapsed) -> None:
    """Stop the phone of an offer that the router withdrew; its facts are already written."""
    turn.actor = "router"
    turn.add_command(port.Hangup, leg=offer_leg(signal.offer))
    _remove_ring(turn, signal.offer)


def _remove_ring(turn: Turn, offer: int) -> None:
    """Remove one phone; after the last one the call waits, and a pending overflow follows a short prompt.

    If the caller was about to be bridged with this phone, the music has ended: bridge the next phone that was picked
    up, or play a prompt.
    """
    rings = tuple(ring for ring in turn.call.ringing_offers if ring[0] != offer)
    was_first = turn.call.picked_up[:1] == (offer,)
    picked_up = tuple(other for other in turn.call.picked_up if other != offer)
    turn.set_stage(Stage.RINGING if rings else Stage.WAITING, ringing_offers=rings, picked_up=picked_up)
    if was_first and picked_up:
        _connect(turn)
    elif was_first or (not rings and turn.call.pending_overflow and not turn.call.awaited_command):
        common.play_prompt(turn, turn.queue.wait_prompt)


# --- the way out ------------------------------------------------------------------------------------------------------


def _caller_hangs_up(turn: Turn, signal: port.LegHungUp) -> None:
    """End a call whose caller hangs up outside a conversation."""
    if signal.leg != CALLER:
        _offer_fails(turn, port.LegFailed(call_id=signal.call_id, leg=signal.leg, cause="failed"))
        return
    turn.actor = CALLER
    common.stop_ringing(turn)
    if signal.cause == "shutdown":
        common.end_call(turn, common.outcome_of_failure(turn.call), ended_by="failure")
    else:
        common.end_call(turn, common.outcome_of(turn.call), ended_by="caller")


def _mark_anomalous(turn: Turn, signal: port.NotAcknowledged) -> None:
    """Mark a call without a listed trunk as anomalous if our answer was not acknowledged; its end follows."""
    if not turn.call.source_listed:
        turn.add_fact(happened.CallSetAside(line=turn.call.line, source=signal.source, reason="not_acknowledged"))
        turn.set_stage(turn.call.stage, is_anomalous=True)


def _gateway_gone_connecting(turn: Turn, signal: GatewayGone) -> None:
    """Answer a call whose Bridge was sent, because its two sides may have heard each other; its end follows."""
    if not turn.call.picked_up:
        _gateway_gone(turn, signal)
        return
    turn.set_stage(Stage.RINGING, recordable=False)
    _answer(turn, turn.call.picked_up[0])


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    common.end_call(turn, common.outcome_of_failure(turn.call), ended_by="failure")


def _apologise(turn: Turn, signal: SystemFailure) -> None:
    """End the call in the log, and let the gateway play an apology and connect the fallback number."""
    common.stop_ringing(turn)
    if turn.call.advisor:
        turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
    consultation.hang_up_consulted(turn)
    common.play_farewell(turn, turn.line.apology_prompt, number=turn.line.fallback)
    common.end_call(turn, common.outcome_of_failure(turn.call), ended_by="failure")


# --- the table --------------------------------------------------------------------------------------------------------

TABLE: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.WELCOMING, port.PlaybackEnded): _after_greeting,
    (Stage.WELCOMING, port.LegHungUp): _caller_hangs_up,
    (Stage.NOTIFYING, port.PlaybackEnded): _after_notice,
    (Stage.NOTIFYING, port.LegHungUp): _caller_hangs_up,
    (Stage.CONTINGENCY, port.PlaybackEnded): _after_contingency_message,
    (Stage.CONTINGENCY, port.LegHungUp): _caller_hangs_up,
    (Stage.DISMISSING, port.PlaybackEnded): _after_dismissal,
    (Stage.DISMISSING, port.LegHungUp): _caller_hangs_up,
    (Stage.AFTER_HOURS, port.PlaybackEnded): _hang_up_after_prompt,
    (Stage.AFTER_HOURS, port.LegHungUp): _caller_hangs_up,
    (Stage.INVITED, port.LegHungUp): _caller_hangs_up,
    (Stage.CHOOSING, port.LegHungUp): _caller_hangs_up,
    (Stage.ENTERING, port.LegHungUp): _caller_hangs_up,
    (Stage.LOOKING_UP, port.LegHungUp): _caller_hangs_up,
    (Stage.ANSWERING, port.LegHungUp): _caller_hangs_up,
    (Stage.INFORMING, port.LegHungUp): _caller_hangs_up,
    (Stage.PARTING, port.PlaybackEnded): _hang_up_after_prompt,
    (Stage.PARTING, port.LegHungUp): _caller_hangs_up,
    (Stage.WAITING, AdvisorChosen): _ring,
    (Stage.WAITING, port.LegHungUp): _caller_hangs_up,
    (Stage.RINGING, AdvisorChosen): _ring,
    (Stage.RINGING, port.LegAnswered): _advisor_picks_up,
    (Stage.RINGING, port.LegBridged): _advisor_answers,
    (Stage.RINGING, port.LegFailed): _offer_fails,
    (Stage.RINGING, OfferLapsed): _offer_lapses,
    (Stage.RINGING, port.LegHungUp): _caller_hangs_up,
    (Stage.RINGING, GatewayGone): _gateway_gone_connecting,
    **menus.TRANSITIONS,
    **overflow.TRANSITIONS,
    **conversation.TRANSITIONS,
    **consultation.TRANSITIONS,
    **supervision.TRANSITIONS,
    **cross_campaign.TRANSITIONS,
    **callbacks.TRANSITIONS,
    **voice_message.TRANSITIONS,
    **survey.TRANSITIONS,
}
ANY_STAGE: dict[type[Signal], Transition] = {
    GatewayGone: _gateway_gone,
    SystemFailure: _apologise,
    RequestRefused: rejections.record_refusal,
    port.NotRecorded: recording.record_loss,
    port.NotAcknowledged: _mark_anomalous,
}
