"""Steps that several rows of the table share: into a queue, out of a conversation, to the end. Pure.

Owns the moves that change a call's place in the router. The rows decide when.
"""

from collections.abc import Callable
from typing import Literal

import msgspec

from call_router.routing import Enqueue, ReleaseCall
from calls.call import Call, Stage, Turn, is_over
from config.site.calls.queues import Queue
from eventlog import facts as happened
from eventlog.facts import OVERFLOW, Outcome
from eventlog.facts.calls.routing import CallBackResult
from eventlog.facts.calls.supervision import SupervisionEnd, SupervisionFact
from telephony import port
from telephony.port import CALLER

Transition = Callable[..., None]
ConsultationResult = Literal["transferred", "taken_back", "no_answer", "left"]

_SUPERVISOR = "supervisor-"
# The outcome of a call that ends in a stage, unless an advisor talked with the caller, or something failed.
_OUTCOMES: dict[Stage, Outcome] = {
    Stage.AFTER_HOURS: "after_hours",
    Stage.INVITED: "after_hours",
    Stage.PARTING: "self_served",
    Stage.DISMISSING: "message",
    Stage.WAITING: "abandoned_queue",
    Stage.RINGING: "abandoned_queue",
}


def outcome_of(call: Call) -> Outcome:
    """Return the outcome if the caller leaves now, or the last prompt ends."""
    if call.answered:
        return "answered"
    is_served = call.self_service is not None and call.self_service.served
    return _OUTCOMES.get(call.stage, "self_served" if is_served else "abandoned_ivr")


def outcome_of_failure(call: Call) -> Outcome:
    """Return the outcome of a failure."""
    return "answered" if call.answered else "technical_failure"


# --- legs -------------------------------------------------------------------------------------------------------------


def offer_leg(offer: int) -> str:
    """Return the leg of an offer's phone."""
    return f"advisor-{offer}"


def advisor_leg(call: Call) -> str:
    """Return the leg of the advisor who talks."""
    return offer_leg(call.offer)


def supervisor_leg(call: Call) -> str:
    """Return the leg of the supervisor in the conversation; empty without one."""
    return f"{_SUPERVISOR}{call.supervision.number}" if call.supervision else ""


def is_supervisor_leg(leg: str) -> bool:
    """Return whether a leg is a current or former supervisor's."""
    return leg.startswith(_SUPERVISOR)


def required_legs(call: Call) -> tuple[str, ...]:
    """Return the legs that must exist: of a conversation and its supervision, or of phones that were picked up."""
    if call.stage is Stage.RINGING:
        return tuple(map(offer_leg, call.picked_up))
    if call.stage is not Stage.TALKING:
        return ()
    return tuple(filter(None, (CALLER, advisor_leg(call), supervisor_leg(call))))


def offer_of(call: Call, leg: str) -> int | None:
    """Return the offer that rings on this leg, or None."""
    return next((offer for offer, _ in call.ringing_offers if offer_leg(offer) == leg), None)


def advisor_of_offer(call: Call, offer: int) -> str:
    """Return the advisor of a ringing offer."""
    return dict(call.ringing_offers)[offer]


def stop_ringing(turn: Turn, *, except_offer: int = 0) -> None:
    """Stop every phone that rings for the call, except that of one offer."""
    for offer, _ in turn.call.ringing_offers:
        if offer != except_offer:
            turn.add_command(port.Hangup, leg=offer_leg(offer))
    turn.set_stage(turn.call.stage, ringing_offers=(), picked_up=())


# --- into a queue -----------------------------------------------------------------------------------------------------


def enqueue(turn: Turn, queue_id: str, reason: str, *, personal: str = "", most_wait_ms: int = 0) -> None:
    """Put the call into a queue, or keep it waiting there; the row decides what the caller hears.

    Args:
        turn: of the call.
        queue_id: the queue.
        reason: ``menu``, ``fallback``, ``transfer``, ``received`` or ``overflow``; the last keeps the wait that began
        before.
        personal: the only advisor whose phone may ring, or empty.
        most_wait_ms: how long to wait for that advisor.
    """
    turn.set_stage(
        Stage.WAITING,
        queue=queue_id,
        advisor="",
        personal_advisor=personal,
        pending_overflow="",
        callback_offer_reason="",
        number_entry=None,
    )
    entry = _entry_of(turn, keeps_wait=reason == OVERFLOW)
    turn.add_fact(
        happened.CallQueued(
            line=turn.call.line,
            queue=queue_id,
            reason=reason,
            threshold_ms=entry.threshold_ms,
            head_start_s=turn.call.head_start_s,
            number_head_start_s=turn.call.number_head_start_s,
        )
    )
    bounds = {"needs_advisor": True, "most_wait_ms": most_wait_ms} if personal else _overflow_limits(turn.queue)
    turn.routing = msgspec.structs.replace(entry, **bounds)


def _entry_of(turn: Turn, *, keeps_wait: bool) -> Enqueue:
    """Return the entry of the call in its queue, without limits of its wait."""
    call, queue = turn.call, turn.queue
    return Enqueue(
        line=call.line,
        queue=call.queue,
        threshold_ms=queue.threshold_s * 1000,
        ring_ms=queue.ring_s * 1000,
        wrap_up_ms=queue.wrap_up_s * 1000,
        head_start_ms=call.head_start_s * 1000,
        misses=queue.pause_after_misses,
        announce_ms=queue.announce_every_s * 1000,
        keeps_wait=keeps_wait,
        advisor=call.personal_advisor,
    )


def _overflow_limits(queue: Queue) -> dict[str, int | bool]:
    """Convert the limits of the queue's overflow for the router."""
    overflow = queue.overflow
    return {
        "needs_advisor": overflow.nobody is not None,
        "most_waiting": overflow.full.most if overflow.full else 0,
        "most_estimate_ms": overflow.estimate.over_s * 1000 if overflow.estimate else 0,
        "most_wait_ms": overflow.max_wait.after_s * 1000 if overflow.max_wait else 0,
    }


def play_prompt(turn: Turn, *sounds: str) -> None:
    """Play sounds to the waiting caller; music follows."""
    turn.set_stage(turn.call.stage, awaited_command=turn.add_command(port.Play, sounds=sounds))


def play_music(turn: Turn) -> None:
    """Play the queue's music to the waiting caller."""
    turn.add_command(port.Music, leg=CALLER, sound=turn.queue.music)
    turn.set_stage(turn.call.stage, awaited_command="")


def set_hold(turn: Turn, *, is_held: bool) -> None:
    """Put the caller on hold, with the queue's music, or retrieve them."""
    call = turn.call
    fact = happened.CallHeld if is_held else happened.CallRetrieved
    turn.add_fact(fact(line=call.line, queue=call.queue, advisor=call.advisor))
    turn.add_command(port.Hold, leg=CALLER, held=is_held, sound=turn.queue.music if is_held else "")
    turn.set_stage(call.stage, held=is_held)


def clear_hold_and_mute(turn: Turn) -> None:
    """End hold, mute and the advisor's recording pause, so that the next advisor and the caller hear each other."""
    call = turn.call
    if call.held:
        set_hold(turn, is_held=False)
    if call.muted:
        turn.add_fact(happened.CallUnmuted(line=call.line, queue=call.queue, advisor=call.advisor))
        turn.set_stage(call.stage, muted=False)
    turn.set_stage(call.stage, secret=False)


# --- to the end -------------------------------------------------------------------------------------------------------


def end_call(turn: Turn, outcome: Outcome, *, ended_by: str) -> None:
    """End the call in the log with one outcome, and release it in the router; no other function does.

    A call that already has its outcome keeps it.
    """
    call, stage = turn.call, turn.call.stage.value
    if is_over(call):
        release_call(turn)
        return
    if call.answered:  # regardless of what followed
        outcome = "answered"
    if call.consulted:
        end_consultation(turn, "left")
    end_supervision(turn, "call_over")
    if call.call_back is None:
        fact = happened.CallEnded(line=call.line, queue=call.queue, outcome=outcome, stage=stage, ended_by=ended_by)
        turn.add_fact(msgspec.structs.replace(fact, set_aside=call.is_anomalous))
    else:
        end_call_back(turn, "talked" if call.answered else "failed")
    turn.routing = ReleaseCall()
    turn.set_stage(
        Stage.ENDED,
        awaited_command="",
        ringing_offers=(),
        pending_overflow="",
        callback_offer_reason="",
        number_entry=None,
        held=False,
        muted=False,
        outcome=outcome,
    )


def release_call(turn: Turn) -> None:
    """Release a call that was already over in the log."""
    turn.routing = ReleaseCall()
    turn.set_stage(Stage.ENDED, awaited_command="")


def end_consultation(turn: Turn, result: ConsultationResult) -> None:
    """End the consultation; the row decides which legs end."""
    call = turn.call
    turn.add_fact(
        happened.ConsultationEnded(
            line=call.line, queue=call.queue, advisor=call.advisor, consulted=call.consulted, result=result
        )
    )
    turn.set_stage(call.stage, consulted="", consult_offer=0, joined=False)


def end_supervision(turn: Turn, result: SupervisionEnd) -> None:
    """End the supervision, if there is one, and hang up a leg that still exists."""
    if turn.call.supervision is None:
        return
    turn.add_fact(supervision_fact(turn, happened.SupervisionEnded, result=result))
    if result in ("stopped", "call_over"):
        turn.add_command(port.Hangup, leg=supervisor_leg(turn.call))
    turn.set_stage(turn.call.stage, supervision=None)


def supervision_fact(turn: Turn, kind: Callable[..., SupervisionFact], **more: str) -> SupervisionFact:
    """Build a fact of the current supervision."""
    call = turn.call
    assert call.supervision is not None, "the call has no supervision"
    supervisor, mode = call.supervision.supervisor, call.supervision.mode
    return kind(line=call.line, queue=call.queue, advisor=call.advisor, supervisor=supervisor, mode=mode, **more)


def end_call_back(turn: Turn, result: CallBackResult) -> None:
    """End a call-back with its own fact: the caller's call already has its outcome and counts once."""
    call = turn.call
    attempts = call.call_back.attempts if call.call_back else 0
    turn.add_fact(happened.CallBackEnded(line=call.line, queue=call.queue, result=result, attempts=attempts))


def play_farewell(turn: Turn, *sounds: str, number: str | None = None) -> None:
    """Let the gateway alone play these last prompts and hang up, or connect the caller with a number."""
    turn.add_command(port.Rescue, leg=CALLER, sounds=sounds, fallback=number)
