"""The effect of Twilio's webhooks on a held call. Pure.

Owns the reading of their parameters. It must not know where they came from, nor the answer.

Source: https://www.twilio.com/docs/voice/twiml and its pages on Gather, Dial and the status callbacks of each.
"""

from collections.abc import Mapping

from telephony import port
from telephony.port import CALLER
from telephony.twilio.call.desired_state import BY_API
from telephony.twilio.call.held_call import ENDED_STATUSES, HeldCall
from telephony.twilio.call.legs import Leg, LegAction

WEBHOOK_TIMEOUT_S = 15.0
"""Seconds for which Twilio waits for an answer (twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""
_UNANSWERED_STATES = ("calling", "ringing")
Form = Mapping[str, str]


class UnknownStep(Exception):
    """A leg asks about a past step whose answer is not stored any more."""


def new_call(offer: port.CallOffered, sid: str, now: float) -> HeldCall:
    """Return a new call, from the first webhook of its leg with this sid at Twilio."""
    leg = Leg(name=CALLER, to="", state="offered", sid=sid, dialled_at=now, webhook_until=now + WEBHOOK_TIMEOUT_S)
    call = HeldCall(id=offer.call_id, line=offer.line, legs={CALLER: leg}, seen_at=now)
    call.emit([offer])
    return call


def apply_step(call: HeldCall, name: str, step: int, form: Form, now: float) -> str | None:
    """Apply the end of a leg's action.

    Args:
        call: the call.
        name: of the leg.
        step: number of the finished document; 0 when it was answered.
        form: the webhook's parameters.
        now: seconds.

    Returns:
        The earlier answer to a repeated webhook; None if a new answer is due.

    Raises:
        UnknownLeg: the leg is over.
        UnknownStep: the step is past, and its answer is not stored.
    """
    leg = call.leg(name)
    call.seen_at = now
    if step < leg.step:
        if step not in leg.answers:
            raise UnknownStep
        return leg.answers[step]
    leg.sid = form.get("CallSid", leg.sid)
    if leg.webhook_until > now:  # a repeated webhook while the first is in progress
        return None
    deed, leg.action, leg.webhook_until = leg.action, None, now + WEBHOOK_TIMEOUT_S
    _apply_finished_action(call, leg, deed, form)
    return None


def _apply_finished_action(call: HeldCall, leg: Leg, action: LegAction | None, form: Form) -> None:
    if action is None:
        if leg.state in _UNANSWERED_STATES:
            leg.state = "up"
            if not leg.ending:
                call.emit([port.LegAnswered(call_id=call.id, leg=leg.name)])
    elif action.kind == "play":
        call.emit(leg.stop_play("finished"))
    elif action.kind in ("gather", "silence"):
        digits = form.get("Digits", "")
        call.emit(leg.stop_play("interrupted" if digits else "finished"))
        call.emit(leg.finish_gather(digits, form.get("FinishedOnKey", "")))
    elif action.kind == "dial":
        _apply_dial_end(call, action, form)
    elif action.kind == "rescue":
        leg.ending = True


def _apply_dial_end(call: HeldCall, action: LegAction, form: Form) -> None:
    """Apply the end of a Dial: no answer, the end of the conversation, or a leg that was taken out."""
    called = call.legs.get(action.other_leg)
    if called is None:
        return
    was_pair = called.action is not None and called.action.kind == "paired"
    called.called_by = BY_API
    if called.state in _UNANSWERED_STATES or was_pair:
        call.end_leg(called.name, form.get("DialCallStatus", ""), form.get("DialSipResponseCode", ""))


def apply_status(call: HeldCall, name: str, form: Form, now: float) -> None:
    """Apply a status callback; no effect on a leg that is gone."""
    leg = call.legs.get(name)
    call.seen_at = now
    sid, status = form.get("CallSid", ""), form.get("CallStatus", "")
    if leg is None or (leg.sid and sid != leg.sid):
        return
    leg.sid = sid
    if status == "ringing" and leg.state == "calling":
        leg.state = "ringing"
        if not leg.ending:
            call.emit([port.LegRinging(call_id=call.id, leg=name)])
    elif status in ENDED_STATUSES and _ends_with_dial(call, leg, status):
        leg.sid = ""
    elif status in ENDED_STATUSES:
        call.end_leg(name, status, form.get("SipResponseCode", ""))


def _ends_with_dial(call: HeldCall, leg: Leg, status: str) -> bool:
    """Return whether the end of a leg may be the end of the dialling one: they are a pair, or Twilio cancelled it.

    A later webhook shows which one left: the end of the Dial, or of the dialling leg. Callbacks arrive in any order.
    """
    caller = call.legs.get(leg.called_by)
    if caller is None or caller.action is None or leg.ending:
        return False
    is_dialled = caller.action.kind == "dial" and caller.action.other_leg == leg.name
    return is_dialled and (leg.state == "up" or status == "canceled")
