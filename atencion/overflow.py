"""The part of a call's life in which it waits: how the wait stands, and what the site chooses when it cannot go on.

Owns the rows of overflow, announcements and the offer of a call-back. What is decided never cuts words short: it is
carried out once they are over (`Call.due`). Pure, as `call_flow` is.
"""

import msgspec

from atencion import moves, voice_message
from atencion.call import Call, Stage, Turn, card_of, encode
from atencion.call_parts import CallBack
from atencion.moves import Row
from call_router.routing import Promise
from call_router.signals import AnnouncementDue, Overflowing
from config.site import Site
from config.waiting import CallBacks, WayOut
from eventlog import facts as happened
from eventlog.facts import OVERFLOW
from eventlog.routing_facts import OverflowReason
from ivr.spoken import place_sounds, wait_sounds
from telephony import port
from telephony.port import CALLER, Signal

ACCEPT = "1"
_PATIENCE_S = 5.0


def fits(call: Call, signal: Overflowing | AnnouncementDue, site: Site) -> bool:
    """Whether the signal is about the queue that the call is in, and there is something to do about it now."""
    if signal.queue != call.queue:
        return False
    if isinstance(signal, AnnouncementDue):
        return not call.awaited
    return bool(call.personal) or can_take(call, _way(call, signal.reason, site))


def can_take(call: Call, way: WayOut | None) -> bool:
    """Whether a way out is open to the call.

    Nobody can be called back whose number is unknown, or twice; nor leave a message that cannot be recorded.
    """
    if way is None or (way.voice_message is not None and not voice_message.can_leave(call)):
        return False
    return not way.call_back or (call.dialable and call.call_back is None)


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
    moves.enqueue(turn, queue, OVERFLOW)
    if not turn.call.awaited:
        moves.say(turn, turn.queue.wait_prompt)


def carry_out(turn: Turn, reason: OverflowReason) -> None:
    """Do what the site chose; the caller is between two sentences, unless it is only another queue."""
    way = _way(turn.call, reason, turn.site)
    turn.become(turn.call.stage, due="")
    if turn.call.personal:
        _go_on_in(turn, reason, turn.call.queue)
    elif way is not None and way.queue is not None:
        _go_on_in(turn, reason, way.queue)
    elif way is None or not can_take(turn.call, way):
        moves.play_music(turn)
    elif way.message is not None:
        _say_why(turn, reason, f"message:{way.message}")
        moves.end(turn, "message", by="system")
        moves.see_out(turn, way.message, turn.line.goodbye_prompt)
    elif way.voice_message is not None:
        _say_why(turn, reason, "voice_message")
        voice_message.leave_queue(turn, way.voice_message)
    elif way.number is not None:
        _say_why(turn, reason, "number")
        moves.end(turn, "overflowed_out", by="system")
        moves.see_out(turn, turn.queue.wait_prompt, number=way.number)
    else:
        _offer_call_back(turn, reason)


def _say_why(turn: Turn, reason: OverflowReason, to: str) -> None:
    turn.fact(happened.CallOverflowed(line=turn.call.line, queue=turn.call.queue, reason=reason, to=to))


def words_over(turn: Turn, signal: port.PlaybackEnded) -> None:
    """What was said is over: the site's choice is carried out if one is due, else the music plays."""
    if turn.call.due:
        carry_out(turn, turn.call.due)
    else:
        moves.play_music(turn)


# --- a call-back ------------------------------------------------------------------------------------------------------


def _offer_call_back(turn: Turn, reason: OverflowReason) -> None:
    turn.ask(port.Play, sounds=(_how(turn).offer_prompt,), interruptible=True)
    collect = turn.ask(port.Collect, most=1, first_digit_s=_PATIENCE_S, terminator="", afresh=True)
    turn.become(turn.call.stage, awaited=collect, offering=reason)


def _replied(turn: Turn, signal: port.DigitsCollected) -> None:
    """1 accepts; anything else waits on."""
    turn.actor = CALLER
    if signal.digits == ACCEPT and turn.call.offering:
        _promise(turn, turn.call.offering)
    else:
        turn.become(turn.call.stage, awaited="", offering="")
        if turn.call.due and turn.call.stage is Stage.WAITING:
            carry_out(turn, turn.call.due)
        else:
            moves.play_music(turn)


def _promise(turn: Turn, reason: OverflowReason) -> None:
    """The call ends as one to be called back; the call-back takes over its place, in the same act."""
    call = turn.call
    call_back = _call_back_of(turn)
    moves.silence(turn)
    _say_why(turn, reason, "call_back")
    turn.fact(happened.CallBackPromised(line=call.line, queue=call.queue, call_back=call_back.id))
    moves.end(turn, "callback", by="system")
    card = msgspec.json.encode(card_of(call_back)).decode()
    turn.routing = Promise(call_back=call_back.id, state=encode(call_back), card=card)
    moves.see_out(turn, _how(turn).promise_prompt, turn.line.goodbye_prompt)


def _call_back_of(turn: Turn) -> Call:
    call = turn.call
    return Call(
        id=f"{call.id}-cb",
        line=call.line,
        gateway="",
        site_version=call.site_version,
        caller_ref=call.caller_ref,
        dialable=True,
        version=1,
        stage=Stage.TO_CALL,
        menu=call.menu,
        choices=call.choices,
        head_start_s=call.head_start_s,
        queue=call.queue,
        call_back=CallBack(of_call=call.id, expires_at=turn.now + _how(turn).lasts),
    )


def _how(turn: Turn) -> CallBacks:
    how = turn.site.call_backs
    assert how is not None, "a checked site that offers call-backs says how"
    return how


# --- how it stands ----------------------------------------------------------------------------------------------------


def _announce(turn: Turn, signal: AnnouncementDue) -> None:
    turn.actor = "router"
    wait, said_ms = wait_sounds(signal.estimate_ms)
    moves.say(turn, *place_sounds(signal.position), *wait)
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
}
