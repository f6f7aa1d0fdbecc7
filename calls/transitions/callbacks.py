"""The life of a call-back: an advisor accepts it and hears a briefing, and only then the caller is dialled. Pure.

Owns the rows before the caller picks up; then it is a conversation like any other. A caller is dialled only within the
site's contact hours, at most the permitted number of times, and never twice for one attempt: an attempt counts in the
act that orders it, even if its process dies.
"""

from datetime import timedelta

from msgspec.structs import replace

from call_router.routing import AnswerOffer, DeclineOffer, Postpone, ReleaseCall
from call_router.signals import AdvisorAsked, AdvisorChosen, OfferLapsed
from calls.call import CallBack, DialRefused, GatewayGone, Stage, SystemFailure, Turn
from calls.transitions import common
from calls.transitions.common import Transition, advisor_leg, offer_leg, offer_of
from config.milliseconds import to_milliseconds
from config.site.calls.calendars import Calendar, is_open, next_opening
from config.site.calls.call_backs import CallBacks
from eventlog import facts as happened
from eventlog.facts.calls.routing import CallBackResult
from telephony import port
from telephony.port import CALLER, Signal

_NO_DELAY = timedelta(0)


# --- search for an advisor --------------------------------------------------------------------------------------------


def _ring_advisor(turn: Turn, signal: AdvisorChosen) -> None:
    """Ring the advisor's phone; outside the contact hours, postpone the call-back."""
    turn.actor = "router"
    if turn.call.stage is Stage.TO_CALL and not _may_call(turn):
        turn.set_stage(turn.call.stage, offer=signal.offer)
        _postpone(turn, _NO_DELAY)
        return
    rings = (*turn.call.ringing_offers, (signal.offer, signal.advisor))
    turn.set_stage(Stage.SUMMONING, offer=signal.offer, ringing_offers=rings)
    ring_s = signal.ring_ms / 1000
    turn.add_command(
        port.Ring,
        leg=offer_leg(signal.offer),
        address=signal.address,
        timeout_s=ring_s,
        opens=True,
        whose=signal.advisor,
    )


def _advisor_declines(turn: Turn, signal: port.LegFailed | port.LegHungUp) -> None:
    offer = offer_of(turn.call, signal.leg)
    if offer is None:
        _end_legs(turn)
        return
    cause = signal.cause if isinstance(signal, port.LegFailed) and signal.cause != "cancelled" else "failed"
    turn.actor = f"advisor:{common.advisor_of_offer(turn.call, offer)}"
    turn.routing = DeclineOffer(offer=offer, reason=cause)
    _remove_ring(turn, offer)


def _offer_lapses(turn: Turn, signal: OfferLapsed) -> None:
    turn.actor = "router"
    turn.add_command(port.Hangup, leg=offer_leg(signal.offer))
    _remove_ring(turn, signal.offer)


def _remove_ring(turn: Turn, offer: int) -> None:
    rings = tuple(ring for ring in turn.call.ringing_offers if ring[0] != offer)
    turn.set_stage(Stage.SUMMONING if rings else Stage.TO_CALL, ringing_offers=rings)


def _play_briefing(turn: Turn, signal: port.LegAnswered) -> None:
    """Tell the advisor who accepted that it is a call-back."""
    offer = offer_of(turn.call, signal.leg)
    if offer is None:
        return
    advisor = common.advisor_of_offer(turn.call, offer)
    turn.actor = f"advisor:{advisor}"
    turn.routing = AnswerOffer(offer=offer)
    common.stop_ringing(turn, except_offer=offer)
    command_id = turn.add_command(port.Play, leg=signal.leg, sounds=(_rules(turn).advisor_prompt,))
    turn.set_stage(Stage.BRIEFING, awaited_command=command_id, offer=offer, advisor=advisor)


# --- the call to the caller -------------------------------------------------------------------------------------------


def _dial(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Dial an address without a number: the driver fills in the number when it sends the command."""
    call, call_back = turn.call, _call_back(turn)
    turn.actor = f"advisor:{call.advisor}"
    if not _may_call(turn):
        turn.add_command(port.Hangup, leg=advisor_leg(call))
        _postpone(turn, _NO_DELAY)
        return
    attempt = call_back.attempts + 1
    turn.add_fact(happened.CallBackDialled(line=call.line, queue=call.queue, advisor=call.advisor, attempt=attempt))
    turn.add_command(port.Music, leg=advisor_leg(call), sound=turn.queue.music)
    turn.add_command(port.Dial, leg=CALLER, address=_rules(turn).address, timeout_s=float(_rules(turn).ring_s))
    tried = CallBack(original_call=call_back.original_call, expires_at=call_back.expires_at, attempts=attempt)
    turn.set_stage(Stage.DIALLING, awaited_command="", call_back=tried)


def _refuse(turn: Turn, signal: DialRefused) -> None:
    """End the call-back without dialling, because the site's plan does not permit the number."""
    call, destination = turn.call, turn.call.destination
    turn.actor = f"advisor:{call.advisor}"
    turn.add_command(port.Hangup, leg=advisor_leg(call))
    turn.add_fact(
        happened.CallBackRefused(
            line=call.line,
            queue=call.queue,
            reason=signal.reason,
            given=destination.source if destination else "unverified",
            kind=destination.kind if destination else "unknown",
        )
    )
    _end(turn, "refused")


def _caller_answers(turn: Turn, signal: port.LegAnswered) -> None:
    if signal.leg != CALLER:
        return
    call = turn.call
    turn.actor = CALLER
    turn.add_fact(
        happened.CallBackAnswered(
            line=call.line, queue=call.queue, advisor=call.advisor, attempt=_call_back(turn).attempts
        )
    )
    turn.add_command(port.Bridge, leg=CALLER, other=advisor_leg(call))
    turn.set_stage(Stage.TALKING, answered=True)


def _caller_misses(turn: Turn, signal: port.LegFailed) -> None:
    """Release the advisor, and retry later or give up."""
    if signal.leg == CALLER:
        turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
        _record_miss(turn, "failed" if signal.cause == "cancelled" else signal.cause)


def _leg_hangs_up(turn: Turn, signal: port.LegHungUp) -> None:
    """Handle a hangup of the advisor before the conversation, or the loss of the dialled leg."""
    if signal.leg == CALLER:
        _end_legs(turn)
    else:
        _give_up(turn)


def _handle_request(turn: Turn, signal: AdvisorAsked) -> None:
    turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
    _give_up(turn)


def _give_up(turn: Turn) -> None:
    turn.actor = f"advisor:{turn.call.advisor}"
    if turn.call.stage is Stage.DIALLING:
        turn.add_command(port.Hangup, leg=CALLER)
    _record_miss(turn, "failed")


# --- failed attempts --------------------------------------------------------------------------------------------------


def _end_legs(turn: Turn) -> None:
    """End every leg that is left, after a failure or without a caller's leg."""
    turn.add_command(port.Rescue, leg=CALLER)
    _record_miss(turn, "failed")


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    _record_miss(turn, "failed")


def _failed(turn: Turn, signal: SystemFailure) -> None:
    _end_legs(turn)


def _record_miss(turn: Turn, cause: str) -> None:
    """Record a failed attempt if the caller was dialled, and postpone the call-back."""
    call = turn.call
    if call.stage is Stage.DIALLING:
        attempt = _call_back(turn).attempts
        turn.add_fact(
            happened.CallBackMissed(
                line=call.line, queue=call.queue, advisor=call.advisor, attempt=attempt, cause=cause
            )
        )
    _postpone(turn, _rules(turn).retry_delay)


def _postpone(turn: Turn, delay: timedelta) -> None:
    """Return to the queue after a delay, within the contact hours; give up after the last attempt or the expiry."""
    call_back = _call_back(turn)
    retry_at = turn.now + delay
    until = retry_at if is_open(_calendar(turn), retry_at) else next_opening(_calendar(turn), retry_at)
    turn.set_stage(Stage.TO_CALL, awaited_command="", advisor="", ringing_offers=())
    if call_back.attempts >= _rules(turn).attempts:
        _end(turn, "not_reached")
    elif until is None or until >= call_back.expires_at:
        _end(turn, "expired")
    else:
        turn.set_stage(Stage.TO_CALL, call_back=replace(call_back, again_at=until))
        turn.routing = Postpone(until_ms=to_milliseconds(until))


def _may_call(turn: Turn) -> bool:
    """Return whether the caller may be called now."""
    return is_open(_calendar(turn), turn.now) and turn.now < _call_back(turn).expires_at


def _end(turn: Turn, result: CallBackResult) -> None:
    common.end_call_back(turn, result)
    turn.routing = ReleaseCall()
    turn.set_stage(Stage.ENDED, outcome="callback")


def _call_back(turn: Turn) -> CallBack:
    assert turn.call.call_back is not None, "the call is not a call-back"
    return turn.call.call_back


def _rules(turn: Turn) -> CallBacks:
    assert turn.site.call_backs is not None, "the site of the promise has no rules of call-backs"
    return turn.site.call_backs


def _calendar(turn: Turn) -> Calendar:
    return turn.site.calendars[_rules(turn).calendar]


STAGES_BEFORE_ANSWER = (Stage.TO_CALL, Stage.SUMMONING, Stage.BRIEFING, Stage.DIALLING)
TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.TO_CALL, AdvisorChosen): _ring_advisor,
    (Stage.TO_CALL, port.LegHungUp): _leg_hangs_up,
    (Stage.SUMMONING, AdvisorChosen): _ring_advisor,
    (Stage.SUMMONING, port.LegAnswered): _play_briefing,
    (Stage.SUMMONING, port.LegFailed): _advisor_declines,
    (Stage.SUMMONING, port.LegHungUp): _advisor_declines,
    (Stage.SUMMONING, OfferLapsed): _offer_lapses,
    (Stage.BRIEFING, port.PlaybackEnded): _dial,
    (Stage.BRIEFING, DialRefused): _refuse,
    (Stage.BRIEFING, port.LegHungUp): _leg_hangs_up,
    (Stage.BRIEFING, AdvisorAsked): _handle_request,
    (Stage.DIALLING, port.LegAnswered): _caller_answers,
    (Stage.DIALLING, port.LegFailed): _caller_misses,
    (Stage.DIALLING, port.LegHungUp): _leg_hangs_up,
    (Stage.DIALLING, AdvisorAsked): _handle_request,
    **{(stage, GatewayGone): _gateway_gone for stage in STAGES_BEFORE_ANSWER},
    **{(stage, SystemFailure): _failed for stage in STAGES_BEFORE_ANSWER},
}
