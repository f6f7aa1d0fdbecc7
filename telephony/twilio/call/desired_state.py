"""The desired state of each leg at Twilio, and the requests that achieve it. Pure.

Owns the priority of a leg's audio (the same in every gateway: play before hold, hold before music, music before
conversation), when the waiting leg's own Dial rings a phone, and when a conversation can stay the bridge of that
Dial. `twiml` writes an action as TwiML.
"""

from collections.abc import Callable

import msgspec

from telephony import port
from telephony.port import CALLER
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import END, SILENCE, Leg, LegAction
from telephony.twilio.call.requests import AnyRequest, BeginCall, BeginRecording, EndCall, Redo

BY_API = "api"
_UNANSWERED_STATES = ("calling", "ringing")


class RequestTemplates(msgspec.Struct, frozen=True):
    """The parts of requests that contain addresses.

    Attributes:
        document: TwiML of the call, the leg, its next step and its action.
        answered_url: webhook for an answered leg that we called.
        status_url: webhook for the status of such a leg.
        recording_url: webhook for the status of a recording.
    """

    document: Callable[[HeldCall, Leg, int, LegAction], str]
    answered_url: Callable[[str, str], str]
    status_url: Callable[[str, str], str]
    recording_url: Callable[[str, str], str]


# --- desired state
# ----------------------------------------------------------------------------------------------------


def desired_action(call: HeldCall, leg: Leg) -> LegAction:
    """Return what the leg should do now."""
    if leg.ending:
        return LegAction(kind="reject", status=leg.status) if leg.status else END
    if call.rescue is not None and leg.name == CALLER:
        rescue = call.rescue
        return LegAction(kind="rescue", command_ids=rescue.id, sounds=rescue.sounds, other_leg=rescue.fallback or "")
    if called := _dialled_leg(call, leg):
        return LegAction(kind="dial", other_leg=called.name)
    return _prompt_action(leg) or _audio_action(call, leg)


def _is_isolated(leg: Leg) -> bool:
    return _prompt_action(leg) is not None or leg.hold is not None or bool(leg.music)


def _prompt_action(leg: Leg) -> LegAction | None:
    """Return the play or gather, if any; a Play that keys may interrupt gathers them."""
    play, collect = leg.play, leg.collect
    if play is not None and not play.interruptible:
        return LegAction(kind="play", command_ids=play.id, sounds=play.sounds)
    if play is None and collect is None:
        return None
    sounds, of = (play.sounds, play.id) if play else ((), "")
    if collect is None:
        return LegAction(kind="gather", command_ids=of, sounds=sounds, max_digits=1, timeout_s=1.0)
    return LegAction(
        kind="gather",
        command_ids=f"{of} {collect.id}",
        sounds=sounds,
        max_digits=collect.most - len(leg.typed_ahead),
        timeout_s=collect.between_digits_s if leg.typed_ahead else collect.first_digit_s,
        terminator=collect.terminator,
    )


def _audio_action(call: HeldCall, leg: Leg) -> LegAction:
    if leg.hold is not None:
        return LegAction(kind="music", sounds=(leg.hold,)) if leg.hold else SILENCE
    if leg.music:
        return LegAction(kind="music", sounds=(leg.music,))
    if leg.snoop is not None:
        return _snoop_action(call, leg, leg.snoop)
    if len(call.members(leg.talk)) < 2 and not _is_snooped(call, leg):
        return SILENCE
    if caller := _pair_of(call, leg):
        return LegAction(kind="paired", other_leg=caller.name)
    return LegAction(kind="talk", talk=leg.talk, muted=leg.muted)


def _snoop_action(call: HeldCall, leg: Leg, snoop: port.Snoop) -> LegAction:
    target = call.legs[snoop.target]
    coach = (
        snoop.target if snoop.mode == "whisper" and _is_in_conference(call, target) else ""
    )  # only a participant can be coached
    return LegAction(kind="talk", talk=target.talk, muted=not coach or leg.muted, coach=coach)


def _is_in_conference(call: HeldCall, leg: Leg) -> bool:
    """Return whether the leg is in its conference, as far as the requests sent show."""
    is_settled = not any(isinstance(request, Redo) and request.leg == leg.name for request in call.pending_requests)
    return is_settled and leg.action is not None and leg.action.kind == "talk" and leg.action.talk == leg.talk


def _is_snooped(call: HeldCall, leg: Leg) -> bool:
    return leg.talk > 0 and any(each.snoop and each.snoop.target == leg.name for each in call.legs.values())


def _dialled_leg(call: HeldCall, leg: Leg) -> Leg | None:
    """Return the leg that this one's running Dial calls: it rings, or they are a pair."""
    called = next((each for each in call.legs.values() if each.called_by == leg.name), None)
    if called is None or called.ending:
        return None
    if called.state in _UNANSWERED_STATES:
        return called
    return called if _pair_of(call, called) is leg else None


def _pair_of(call: HeldCall, leg: Leg) -> Leg | None:
    """Return the leg whose Dial called this one, if that Dial's bridge can be their conversation of exactly two."""
    caller = call.legs.get(leg.called_by)
    if caller is None or caller.ending or not leg.talk or caller.talk != leg.talk:
        return None
    pair = (leg, caller)
    if len(call.members(leg.talk)) != 2 or any(each.muted or _is_isolated(each) for each in pair):
        return None
    if any(_is_snooped(call, each) for each in pair):
        return None
    still = leg.action is None or leg.action.kind == "paired"
    return caller if still and caller.action is not None and caller.action.kind == "dial" else None


# --- requests
# ---------------------------------------------------------------------------------------------------------


def plan_requests(call: HeldCall, now: float, templates: RequestTemplates) -> None:
    """Add to `pending_requests` what brings each leg to its desired state, except legs that are asking now."""
    _plan_dials(call, now, templates)
    for leg in list(call.legs.values()):
        if leg.ending and not leg.sid and (leg.outlives or not leg.called_by):
            del call.legs[leg.name]  # Twilio has ended it, or never called it
            continue
        if leg.webhook_until > now or (leg.action is None and not leg.ending):
            continue
        due = desired_action(call, leg)
        if due == leg.action or _requests_again(call, leg):
            continue
        _redirect(call, leg, due, templates)
    _emit_bridged(call)
    call.pending_requests = [_fill_url(request, templates) for request in call.pending_requests]
    if (call.pending_requests or call.pending_signals) and not call.pending_since:
        call.pending_since = now


def _fill_url(request: AnyRequest, templates: RequestTemplates) -> AnyRequest:
    if isinstance(request, BeginRecording) and not request.status_url:
        url = templates.recording_url(request.call_id, request.recording_id)
        return msgspec.structs.replace(request, status_url=url)
    return request


def _plan_dials(call: HeldCall, now: float, templates: RequestTemplates) -> None:
    """Ring phones that are not called yet: by the caller's own Dial if possible, else by a request."""
    new = [leg for leg in call.legs.values() if leg.state == "calling" and not leg.called_by and not leg.ending]
    caller = call.legs.get(CALLER)
    for leg in new:
        leg.dialled_at = now
        if caller is not None and len(new) == 1 and _may_dial(call, caller):
            leg.called_by = CALLER
        else:
            leg.called_by = BY_API
            call.pending_requests.append(
                BeginCall(
                    call_id=call.id,
                    leg=leg.name,
                    to=leg.to,
                    url=templates.answered_url(call.id, leg.name),
                    status_url=templates.status_url(call.id, leg.name),
                    timeout_s=max(1, round(leg.timeout_s)),
                )
            )


def _may_dial(call: HeldCall, caller: Leg) -> bool:
    """Return whether the caller only waits, so that their Dial can ring: they hear ringing in place of the music."""
    waits = caller.state == "up" and not caller.ending and call.rescue is None
    busy = _prompt_action(caller) or caller.hold is not None or caller.talk or caller.snoop
    return waits and not busy and not any(each.called_by == CALLER for each in call.legs.values())


def _requests_again(call: HeldCall, leg: Leg) -> bool:
    """Return whether the leg will ask by itself, because the leg of its Dial is gone or is being redirected."""
    if leg.action is None or leg.action.kind != "dial" or leg.ending:
        return False
    called = call.legs.get(leg.action.other_leg)
    return called is None or (bool(called.sid) and called.called_by == leg.name)


def _redirect(call: HeldCall, leg: Leg, action: LegAction, templates: RequestTemplates) -> None:
    if action.kind in ("end", "reject"):
        if leg.sid:
            call.pending_requests.append(EndCall(call_id=call.id, leg=leg.name, sid=leg.sid))
            leg.action = action
        return
    if not leg.sid:
        return
    if leg.action is not None and leg.action.kind == "dial":  # its Dial ends, and the called leg with it
        called = call.legs.get(leg.action.other_leg)
        if called is not None and not called.sid and (called.ending or called.state == "up"):
            call.end_leg(called.name, "completed")  # never called, or gone; see `apply_status`
    leg.step += 1
    call.pending_requests.append(
        Redo(call_id=call.id, leg=leg.name, sid=leg.sid, twiml=templates.document(call, leg, leg.step, action))
    )
    leg.action = action


def answer_step(call: HeldCall, leg: Leg, templates: RequestTemplates) -> str:
    """Return the document for a leg that asks, and remember it for a repeated webhook."""
    due = desired_action(call, leg)
    if leg.called_by == CALLER and due.kind == "talk":
        due = SILENCE  # a leg cannot enter a conference while a Dial connects it; a request follows
    step, leg.step = leg.step, leg.step + 1
    document = templates.document(call, leg, leg.step, due)
    leg.action, leg.webhook_until = due, 0.0
    leg.remember_answer(step, document)
    _emit_bridged(call)
    return document


def _emit_bridged(call: HeldCall) -> None:
    """Signal a Bridge once its legs have their actions, before Twilio acts, so that the signal is never lost.

    A third leg that hears a prompt, music or hold meanwhile does not delay it.
    """
    leg = call.legs.get(call.bridging)
    if leg is None:
        return
    pair = (CALLER, leg.name)
    members = [each for each in call.members(leg.talk) if each.name in pair or not _is_isolated(each)]
    if len(members) > 1 and all(_has_join_action(call, each) for each in members):
        call.bridging = ""
        call.emit([port.LegBridged(call_id=call.id, leg=leg.name)])


def _has_join_action(call: HeldCall, leg: Leg) -> bool:
    """Return whether the leg's action puts it into its conversation: a conference, or a Dial's pair."""
    if leg.action is None:
        return False
    if leg.action.kind == "dial":
        return _dialled_leg(call, leg) is call.legs.get(call.bridging)
    return leg.action.kind == "paired" or (leg.action.kind == "talk" and leg.action.talk == leg.talk)
