"""The wait in a queue: announcements, and the overflow that ends the wait. Pure.

Owns the rows of overflow, announcements and the offer of a call-back. An overflow never cuts a prompt short: it is
applied after the prompt (`Call.pending_overflow`).
"""

from call_router.signals import AnnouncementDue, Overflowing
from calls.call import Call, Stage, Turn
from calls.transitions import callback_offers, common, voice_message
from calls.transitions.common import Transition
from config.site.calls.queues import OverflowTarget
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import OVERFLOW
from eventlog.facts.calls.routing import OverflowReason
from ivr.phrases import position_sounds, wait_sounds
from telephony import port
from telephony.port import CALLER, Signal


def accepts(call: Call, signal: Overflowing | AnnouncementDue, site: Site) -> bool:
    """Return whether the signal concerns the call's current queue and has an effect now."""
    if signal.queue != call.queue:
        return False
    if isinstance(signal, AnnouncementDue):
        return not (call.awaited_command or call.picked_up)
    return bool(call.personal_advisor) or is_available(call, _overflow_target(call, signal.reason, site))


def is_available(call: Call, target: OverflowTarget | None) -> bool:
    """Return whether the call can take an overflow target.

    A call-back is offered only once, and a message only if it can be recorded.
    """
    if target is None or (target.voice_message is not None and not voice_message.can_leave_message(call)):
        return False
    return not target.call_back or callback_offers.can_offer(call)


def _overflow_target(call: Call, reason: OverflowReason, site: Site) -> OverflowTarget | None:
    return dict(site.queues[call.queue].overflow.items()).get(reason)


# --- the wait is too long ---------------------------------------------------------------------------------------------


def _overflow(turn: Turn, signal: Overflowing) -> None:
    """Apply an overflow, after the current prompt unless it only changes the queue, and after the reply to an offer."""
    turn.actor = "router"
    target = _overflow_target(turn.call, signal.reason, turn.site)
    moves_on = bool(turn.call.personal_advisor) or (target is not None and target.queue is not None)
    if turn.call.callback_offer_reason or (turn.call.awaited_command and not moves_on):
        turn.set_stage(turn.call.stage, pending_overflow=signal.reason)
    else:
        apply_overflow_target(turn, signal.reason)


def _requeue(turn: Turn, reason: OverflowReason, queue: str) -> None:
    """Move the call to another queue, or to all advisors of the same one; a current prompt continues."""
    _record_overflow(turn, reason, f"queue:{queue}")
    common.enqueue(turn, queue, OVERFLOW)
    if not turn.call.awaited_command:
        common.play_prompt(turn, turn.queue.wait_prompt)


def apply_overflow_target(turn: Turn, reason: OverflowReason) -> None:
    """Apply the site's overflow; no prompt is playing, unless it only changes the queue."""
    target = _overflow_target(turn.call, reason, turn.site)
    turn.set_stage(turn.call.stage, pending_overflow="")
    if turn.call.personal_advisor:
        _requeue(turn, reason, turn.call.queue)
    elif target is not None and target.queue is not None:
        _requeue(turn, reason, target.queue)
    elif target is None or not is_available(turn.call, target):
        common.play_music(turn)
    elif target.message is not None:
        _record_overflow(turn, reason, f"message:{target.message}")
        common.end_call(turn, "message", ended_by="system")
        common.play_farewell(turn, target.message, turn.line.goodbye_prompt)
    elif target.voice_message is not None:
        _record_overflow(turn, reason, "voice_message")
        voice_message.leave_queue(turn, target.voice_message)
    elif target.number is not None:
        _record_overflow(turn, reason, "number")
        common.end_call(turn, "overflowed_out", ended_by="system")
        common.play_farewell(turn, turn.queue.wait_prompt, number=target.number)
    else:
        callback_offers.offer(turn, reason)


def _record_overflow(turn: Turn, reason: OverflowReason, to: str) -> None:
    turn.add_fact(happened.CallOverflowed(line=turn.call.line, queue=turn.call.queue, reason=reason, to=to))


def after_prompt(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Continue after a prompt: with the call-back dialogue, a pending overflow, or music."""
    if callback_offers.confirm_after_readback(turn, signal):
        return
    turn.set_stage(turn.call.stage, callback_offer_reason="", number_entry=None)
    if turn.call.pending_overflow:
        apply_overflow_target(turn, turn.call.pending_overflow)
    else:
        common.play_music(turn)


def after_prompt_while_ringing(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Continue after a prompt while a phone rings: with the call-back dialogue, or music."""
    if not callback_offers.confirm_after_readback(turn, signal):
        turn.set_stage(turn.call.stage, callback_offer_reason="", number_entry=None)
        common.play_music(turn)


# --- a call-back ------------------------------------------------------------------------------------------------------


def _handle_reply(turn: Turn, signal: port.DigitsCollected) -> None:
    """Process a reply to the offer: 1 accepts and starts a dialogue; any other key continues the wait."""
    turn.actor = CALLER
    if callback_offers.handle_reply(turn, signal.digits):
        return
    turn.set_stage(turn.call.stage, awaited_command="", callback_offer_reason="", number_entry=None)
    if turn.call.pending_overflow and turn.call.stage is Stage.WAITING:
        apply_overflow_target(turn, turn.call.pending_overflow)
    else:
        common.play_music(turn)


# --- announcements ----------------------------------------------------------------------------------------------------


def _announce(turn: Turn, signal: AnnouncementDue) -> None:
    turn.actor = "router"
    wait, said_ms = wait_sounds(signal.estimate_ms)
    common.play_prompt(turn, *position_sounds(signal.position), *wait)
    turn.add_fact(
        happened.WaitAnnounced(
            line=turn.call.line, queue=turn.call.queue, position=signal.position, estimate_ms=said_ms
        )
    )


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.WAITING, Overflowing): _overflow,
    (Stage.WAITING, AnnouncementDue): _announce,
    (Stage.WAITING, port.PlaybackEnded): after_prompt,
    (Stage.WAITING, port.DigitsCollected): _handle_reply,
    (Stage.RINGING, AnnouncementDue): _announce,
    (Stage.RINGING, port.DigitsCollected): _handle_reply,
    (Stage.RINGING, port.PlaybackEnded): after_prompt_while_ringing,
    **callback_offers.TRANSITIONS,
}
