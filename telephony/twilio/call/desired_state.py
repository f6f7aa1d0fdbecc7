"""What each leg of a call should be doing at Twilio, and what is to be asked so that it does. Pure.

Owns the order of what a leg may hear (as every gateway has it: what is played goes before hold, hold before music,
music before a talk), when a phone is rung by the waiting leg's own Dial, and when a talk can stay that Dial's bridge.
How a deed is said in TwiML is `documents`'.
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
    """How requests are filled in: the parts that know addresses.

    Attributes:
        document: what a leg is told, of the call, the leg, its next step and its deed.
        answered_url: what Twilio asks when a leg that we called is picked up.
        status_url: what Twilio tells of such a leg.
        recording_url: what Twilio tells of a recording.
    """

    document: Callable[[HeldCall, Leg, int, LegAction], str]
    answered_url: Callable[[str, str], str]
    status_url: Callable[[str, str], str]
    recording_url: Callable[[str, str], str]


# --- what a leg should do ---------------------------------------------------------------------------------------------


def desired_action(call: HeldCall, leg: Leg) -> LegAction:
    """What the leg should be doing now."""
    if leg.ending:
        return LegAction(kind="reject", status=leg.status) if leg.status else END
    if call.rescue is not None and leg.name == CALLER:
        rescue = call.rescue
        return LegAction(kind="rescue", command_ids=rescue.id, sounds=rescue.sounds, other_leg=rescue.fallback or "")
    if called := _dialled_leg(call, leg):
        return LegAction(kind="dial", other_leg=called.name)
    return _prompt_action(leg) or _audio_action(call, leg)


def _is_isolated(leg: Leg) -> bool:
    """Whether the leg hears something else than a talk, or is to."""
    return _prompt_action(leg) is not None or leg.hold is not None or bool(leg.music)


def _prompt_action(leg: Leg) -> LegAction | None:
    """What is played or gathered; keys that may interrupt a Play are gathered during it."""
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
    )  # nobody coaches who is not there
    return LegAction(kind="talk", talk=target.talk, muted=not coach or leg.muted, coach=coach)


def _is_in_conference(call: HeldCall, leg: Leg) -> bool:
    """Whether the leg is in the conference of its talk, as far as Twilio has been asked."""
    is_settled = not any(isinstance(request, Redo) and request.leg == leg.name for request in call.pending_requests)
    return is_settled and leg.action is not None and leg.action.kind == "talk" and leg.action.talk == leg.talk


def _is_snooped(call: HeldCall, leg: Leg) -> bool:
    """Whether somebody listens to a leg that is in a talk."""
    return leg.talk > 0 and any(each.snoop and each.snoop.target == leg.name for each in call.legs.values())


def _dialled_leg(call: HeldCall, leg: Leg) -> Leg | None:
    """The leg that this one calls by its Dial, as long as that goes on: it rings, or they are a pair."""
    called = next((each for each in call.legs.values() if each.called_by == leg.name), None)
    if called is None or called.ending:
        return None
    if called.state in _UNANSWERED_STATES:
        return called
    return called if _pair_of(call, called) is leg else None


def _pair_of(call: HeldCall, leg: Leg) -> Leg | None:
    """The leg whose Dial called this one, where their talk can be the bridge that Dial makes: of two, and no more."""
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


# --- what is to be asked ----------------------------------------------------------------------------------------------


def plan_requests(call: HeldCall, now: float, templates: RequestTemplates) -> None:
    """Gather in ``unasked`` what makes every leg do what it should; who asks us just now is told by the answer.

    Args:
        call: after commands or events.
        now: seconds of the clock by which legs ask.
        templates: how requests are filled in.
    """
    _plan_dials(call, now, templates)
    for leg in list(call.legs.values()):
        if leg.ending and not leg.sid and (leg.outlives or not leg.called_by):
            del call.legs[leg.name]  # Twilio has ended it, or was never asked to call it
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
    """Let phones ring that nobody calls yet: by the caller's own Dial if it may, else by a request."""
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
    """Whether the caller only waits, so that their own leg can call: they hear it ring instead of the music."""
    waits = caller.state == "up" and not caller.ending and call.rescue is None
    busy = _prompt_action(caller) or caller.hold is not None or caller.talk or caller.snoop
    return waits and not busy and not any(each.called_by == CALLER for each in call.legs.values())


def _requests_again(call: HeldCall, leg: Leg) -> bool:
    """Whether the leg will ask by itself, since whom it called is gone from its Dial, or is being taken away."""
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
    if leg.action is not None and leg.action.kind == "dial":  # which ends, and with it who is called
        called = call.legs.get(leg.action.other_leg)
        if called is not None and not called.sid and (called.ending or called.state == "up"):
            call.end_leg(called.name, "completed")  # it was never called, or has left, see `events.told`
    leg.step += 1
    call.pending_requests.append(
        Redo(call_id=call.id, leg=leg.name, sid=leg.sid, twiml=templates.document(call, leg, leg.step, action))
    )
    leg.action = action


def answer_step(call: HeldCall, leg: Leg, templates: RequestTemplates) -> str:
    """The document for a leg that asks what to do next; it is remembered for who asks the same again."""
    due = desired_action(call, leg)
    if leg.called_by == CALLER and due.kind == "talk":
        due = SILENCE  # who is called by a Dial may not dial into a conference as they pick up: it is asked for then
    step, leg.step = leg.step, leg.step + 1
    document = templates.document(call, leg, leg.step, due)
    leg.action, leg.webhook_until = due, 0.0
    leg.remember_answer(step, document)
    _emit_bridged(call)
    return document


def _emit_bridged(call: HeldCall) -> None:
    """Signal a Bridge once both legs have their orders, before Twilio acts: so the signal is never lost."""
    leg = call.legs.get(call.bridging)
    members = call.members(leg.talk) if leg is not None else []
    if leg is not None and len(members) > 1 and all(_has_join_action(call, each) for each in members):
        call.bridging = ""
        call.emit([port.LegBridged(call_id=call.id, leg=leg.name)])


def _has_join_action(call: HeldCall, leg: Leg) -> bool:
    """Whether the leg was told to be in its talk: in a conference, or one of a Dial's pair."""
    if leg.action is None:
        return False
    if leg.action.kind == "dial":
        return _dialled_leg(call, leg) is call.legs.get(call.bridging)
    return leg.action.kind == "paired" or (leg.action.kind == "talk" and leg.action.talk == leg.talk)
