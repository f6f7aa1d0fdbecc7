"""Supervision of a conversation: a supervisor listens, whispers to the advisor, or joins in. Pure.

Owns a supervisor's requests and the events of their leg. They never change the conversation; when it ends or is
transferred, the supervision ends.
"""

from call_router.signals import SupervisorAsked
from calls.call import Call, Stage, Supervision, Turn
from calls.transitions import common
from calls.transitions.common import Transition, advisor_leg, supervisor_leg
from eventlog import facts as happened
from telephony import port
from telephony.port import Command, Signal

REQUIRED_COMMANDS: frozenset[type[Command]] = frozenset({port.Join, port.Snoop})
"""Commands that a gateway must support; otherwise no phone is rung."""
RING_TIMEOUT_S = 30.0


def accepts(call: Call, signal: SupervisorAsked) -> bool:
    """Return whether the request can be granted, and is not already in effect: a conversation has one supervisor."""
    now = call.supervision
    if now is None:
        return signal.action != "stop"
    return signal.supervisor == now.supervisor and signal.action != now.mode


def leg_transition(call: Call, signal: Signal) -> Transition | None:
    """Return the row for an event of the supervisor's leg in any stage; None for any other signal."""
    if call.supervision is None or getattr(signal, "leg", "") != supervisor_leg(call):
        return None
    return _LEG_TRANSITIONS.get(type(signal))


def update_supervision(turn: Turn, previous: Call) -> None:
    """Connect the supervisor again if a row changed the conversation's legs since `previous`."""
    now = turn.call.supervision
    if now is not None and now.present and _has_talk_changed(turn, previous):
        _connect_supervisor(turn)


def _has_talk_changed(turn: Turn, previous: Call) -> bool:
    """Return whether the supervisor is connected to legs that are no longer the conversation's."""
    call = turn.call
    if call.supervision and call.supervision.mode != "barge":
        return advisor_leg(call) != advisor_leg(previous)
    leg = supervisor_leg(call)
    return any(isinstance(each, port.Bridge | port.Join) and each.leg != leg for each in turn.commands)


def _handle_request(turn: Turn, signal: SupervisorAsked) -> None:
    turn.actor = f"user:{signal.supervisor}"
    now = turn.call.supervision
    if signal.action == "stop":
        common.end_supervision(turn, "stopped")
    elif now is None:
        supervision = Supervision(supervisor=signal.supervisor, mode=signal.action, number=turn.call.version)
        turn.set_stage(turn.call.stage, supervision=supervision)
        turn.add_fact(common.supervision_fact(turn, happened.SupervisionAsked))
        leg = supervisor_leg(turn.call)
        turn.add_command(port.Ring, leg=leg, address=signal.address, timeout_s=RING_TIMEOUT_S, whose=signal.supervisor)
    else:
        turn.set_stage(turn.call.stage, supervision=now.with_changes(mode=signal.action))
        turn.add_fact(common.supervision_fact(turn, happened.SupervisionChanged))
        if now.present:
            _connect_supervisor(turn)


def _supervisor_answers(turn: Turn, signal: port.LegAnswered) -> None:
    now = turn.call.supervision
    assert now is not None, "the call has no supervision"
    if now.present:
        return
    turn.actor = f"user:{now.supervisor}"
    turn.set_stage(turn.call.stage, supervision=now.with_changes(present=True))
    turn.add_fact(common.supervision_fact(turn, happened.SupervisionBegan))
    _connect_supervisor(turn)


def _supervisor_leaves(turn: Turn, signal: port.LegFailed | port.LegHungUp) -> None:
    now = turn.call.supervision
    assert now is not None, "the call has no supervision"
    turn.actor = f"user:{now.supervisor}"
    common.end_supervision(turn, "left" if now.present else "no_answer")


def _connect_supervisor(turn: Turn) -> None:
    call, leg = turn.call, supervisor_leg(turn.call)
    assert call.supervision is not None, "the call has no supervision"
    if call.supervision.mode == "barge":
        turn.add_command(port.Join, leg=leg, other=advisor_leg(call))
    else:
        turn.add_command(port.Snoop, leg=leg, target=advisor_leg(call), mode=call.supervision.mode)


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {(Stage.TALKING, SupervisorAsked): _handle_request}
_LEG_TRANSITIONS: dict[type[Signal], Transition] = {
    port.LegAnswered: _supervisor_answers,
    port.LegFailed: _supervisor_leaves,
    port.LegHungUp: _supervisor_leaves,
}
