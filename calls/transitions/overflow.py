"""The part of a call's life in which it waits: how the wait stands, and what the site chooses when it cannot go on.

Owns the rows of overflow, announcements and the offer of a call-back. What is decided never cuts words short: it is
carried out once they are over (`Call.due`). Pure, as `call_flow` is.
"""

from call_router.signals import AnnouncementDue, Overflowing
from calls.call import Call, Stage, Turn
from calls.transitions import callback_offers, common, voice_message
from calls.transitions.common import Row
from config.site.calls.queues import WayOut
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import OVERFLOW
from eventlog.facts.calls.routing import OverflowReason
from ivr.phrases import place_sounds, wait_sounds
from telephony import port
from telephony.port import CALLER, Signal


def fits(call: Call, signal: Overflowing | AnnouncementDue, site: Site) -> bool:
    """Whether the signal is about the queue that the call is in, and there is something to do about it now."""
    if signal.queue != call.queue:
        return False
    if isinstance(signal, AnnouncementDue):
        return not (call.awaited or call.picked_up)
    return bool(call.personal) or can_take(call, _way(call, signal.reason, site))


def can_take(call: Call, way: WayOut | None) -> bool:
    """Whether a way out is open to the call.

    Nobody can be called back twice, nor leave a message that cannot be recorded.
    """
    if way is None or (way.voice_message is not None and not voice_message.can_leave(call)):
        return False
    return not way.call_back or callback_offers.can_offer(call)


def _way(call: Call, reason: OverflowReason, site: Site) -> WayOut | None:
    return dict(site.queues[call.queue].overflow.items()).get(reason)


# --- the wait is too long ---------------------------------------------------------------------------------------------


def _overflow(turn: Turn, signal: Overflowing) -> None:
    """A change of queue cuts no words; all else waits for their end, and everything for the reply to an offer."""
    turn.actor = "router"
    way = _way(turn.call, signal.reason, turn.site)
    moves_on = bool(turn.call.personal) or (way is not None and way.queue is not None)
    if turn.call.offering or (turn.call.awaited and not moves_on):
        turn.become(turn.call.stage, due=signal.reason)
    else:
        carry_out(turn, signal.reason)


def _go_on_in(turn: Turn, reason: OverflowReason, queue: str) -> None:
    """Wait on in another queue, or for all advisors of the same one; words that are being said go on."""
    _say_why(turn, reason, f"queue:{queue}")
    common.enqueue(turn, queue, OVERFLOW)
    if not turn.call.awaited:
        common.say(turn, turn.queue.wait_prompt)


def carry_out(turn: Turn, reason: OverflowReason) -> None:
    """Do what the site chose; the caller is between two sentences, unless it is only another queue."""
    way = _way(turn.call, reason, turn.site)
    turn.become(turn.call.stage, due="")
    if turn.call.personal:
        _go_on_in(turn, reason, turn.call.queue)
    elif way is not None and way.queue is not None:
        _go_on_in(turn, reason, way.queue)
    elif way is None or not can_take(turn.call, way):
        common.play_music(turn)
    elif way.message is not None:
        _say_why(turn, reason, f"message:{way.message}")
        common.end(turn, "message", by="system")
        common.see_out(turn, way.message, turn.line.goodbye_prompt)
    elif way.voice_message is not None:
        _say_why(turn, reason, "voice_message")
        voice_message.leave_queue(turn, way.voice_message)
    elif way.number is not None:
        _say_why(turn, reason, "number")
        common.end(turn, "overflowed_out", by="system")
        common.see_out(turn, turn.queue.wait_prompt, number=way.number)
    else:
        callback_offers.offer(turn, reason)


def _say_why(turn: Turn, reason: OverflowReason, to: str) -> None:
    turn.fact(happened.CallOverflowed(line=turn.call.line, queue=turn.call.queue, reason=reason, to=to))


def words_over(turn: Turn, signal: port.PlaybackEnded) -> None:
    """What was said is over: a dialogue goes on, or the site's choice is carried out if due, else the music plays."""
    if callback_offers.was_read_back(turn, signal):
        return
    turn.become(turn.call.stage, offering="", keying=None)
    if turn.call.due:
        carry_out(turn, turn.call.due)
    else:
        common.play_music(turn)


def words_over_ringing(turn: Turn, signal: port.PlaybackEnded) -> None:
    """What was said while a phone rings is over: a call-back's dialogue goes on, else the music plays."""
    if not callback_offers.was_read_back(turn, signal):
        turn.become(turn.call.stage, offering="", keying=None)
        common.play_music(turn)


# --- a call-back ------------------------------------------------------------------------------------------------------


def _replied(turn: Turn, signal: port.DigitsCollected) -> None:
    """1 accepts, and what is asked then has its own keys; anything else waits on."""
    turn.actor = CALLER
    if callback_offers.reply(turn, signal.digits):
        return
    turn.become(turn.call.stage, awaited="", offering="", keying=None)
    if turn.call.due and turn.call.stage is Stage.WAITING:
        carry_out(turn, turn.call.due)
    else:
        common.play_music(turn)


# --- how it stands ----------------------------------------------------------------------------------------------------


def _announce(turn: Turn, signal: AnnouncementDue) -> None:
    turn.actor = "router"
    wait, said_ms = wait_sounds(signal.estimate_ms)
    common.say(turn, *place_sounds(signal.position), *wait)
    turn.fact(
        happened.WaitAnnounced(
            line=turn.call.line, queue=turn.call.queue, position=signal.position, estimate_ms=said_ms
        )
    )


ROWS: dict[tuple[Stage, type[Signal]], Row] = {
    (Stage.WAITING, Overflowing): _overflow,
    (Stage.WAITING, AnnouncementDue): _announce,
    (Stage.WAITING, port.PlaybackEnded): words_over,
    (Stage.WAITING, port.DigitsCollected): _replied,
    (Stage.RINGING, AnnouncementDue): _announce,
    (Stage.RINGING, port.DigitsCollected): _replied,
    (Stage.RINGING, port.PlaybackEnded): words_over_ringing,
    **callback_offers.ROWS,
}
