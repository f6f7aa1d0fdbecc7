"""Requests of the advisor while they talk with the caller. Pure.

Owns hold and mute, keys to the caller's side, hanging up, and transfer; requests about the recording are in
`recording`, and questions to the caller after the advisor has hung up are in `survey`. A request that does not fit now
changes nothing, and never ends a conversation.
"""

from call_router.signals import AdvisorAction, AdvisorAsked
from calls.call import Call, Stage, Turn
from calls.transitions import common, consultation, cross_campaign, recording, survey
from calls.transitions.common import Transition, advisor_leg
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import TRANSFER
from telephony import port
from telephony.port import CALLER, Signal

TalkFact = happened.CallHeld | happened.CallRetrieved | happened.CallMuted | happened.CallUnmuted

# Requests that change a field of the call: field, value, and fact.
_TOGGLES: dict[AdvisorAction, tuple[str, bool, type[TalkFact]]] = {
    "hold": ("held", True, happened.CallHeld),
    "retrieve": ("held", False, happened.CallRetrieved),
    "mute": ("muted", True, happened.CallMuted),
    "unmute": ("muted", False, happened.CallUnmuted),
}
PERSONAL_WAIT_LIMIT_MS = 60_000
"""Time that a call transferred to one advisor waits for them, before the whole queue may take it."""
MAX_KEYS = 32
"""Most keys of one request."""
_KEY_COUNTS = frozenset(map(str, range(1, MAX_KEYS + 1)))


def accepts(call: Call, signal: AdvisorAsked, site: Site) -> bool:
    """Return whether the request can be granted and is not already in effect: repeated requests have no effect."""
    if consultation.is_consultation_request(call, signal):
        return consultation.accepts(call, signal)
    if signal.advisor != call.advisor:
        return False
    if call.stage is not Stage.TALKING:  # the caller is not connected yet
        return signal.action == "hang_up"
    if signal.action in recording.REQUESTS:
        return recording.accepts(call, signal.action)
    if signal.action in _TOGGLES:
        field, value, _ = _TOGGLES[signal.action]
        return getattr(call, field) is not value
    if signal.action == "survey":
        return survey.is_offered(call, site)
    if signal.action == "send_keys":
        return not call.held and _count_keys(signal.target) > 0
    if signal.action == "transfer":
        kind, _, name = signal.target.partition(":")
        return _is_transfer_target(call, kind, name, site)
    return signal.action == "hang_up"


def _is_transfer_target(call: Call, kind: str, name: str, site: Site) -> bool:
    match kind:
        case "queue":
            return name in site.queues
        case "campaign":
            return cross_campaign.may_transfer(call, name, site)
    return kind == "advisor" and name not in ("", call.advisor)


def _handle_request(turn: Turn, signal: AdvisorAsked) -> None:
    turn.actor = f"advisor:{signal.advisor}"
    if consultation.is_consultation_request(turn.call, signal):
        consultation.grant_request(turn, signal)
    elif signal.action == "hang_up":
        consultation.hang_up_consulted(turn)
        turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
        _finish_after_advisor(turn)
    elif signal.action == "survey":
        turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
        survey.begin(turn)
    elif signal.action == "transfer":
        _transfer(turn, signal.target)
    elif signal.action in recording.REQUESTS:
        recording.grant_request(turn, signal.action)
    elif signal.action == "send_keys":
        _send_keys(turn, signal.target)
    else:
        _toggle(turn, signal.action)


def _toggle(turn: Turn, action: AdvisorAction) -> None:
    field, value, fact = _TOGGLES[action]
    if field == "held":
        common.set_hold(turn, is_held=value)
        return
    turn.add_fact(fact(line=turn.call.line, queue=turn.call.queue, advisor=turn.call.advisor))
    turn.set_stage(Stage.TALKING, muted=value)
    turn.add_command(port.Mute, leg=advisor_leg(turn.call), muted=value)


def _count_keys(target: str) -> int:
    """Return the number of keys of a request, which precedes their encrypted form; 0 if it does not fit."""
    count = target.partition(":")[0]
    return int(count) if count in _KEY_COUNTS else 0


def _send_keys(turn: Turn, target: str) -> None:
    """Send keys to the caller's side as events, which are in no recording; the driver decrypts them."""
    call = turn.call
    turn.add_fact(happened.KeysSent(line=call.line, queue=call.queue, advisor=call.advisor, keys=_count_keys(target)))
    turn.add_command(port.SendDigits, leg=CALLER, digits=target)


def _leg_hangs_up(turn: Turn, signal: port.LegHungUp) -> None:
    """End both legs after a hangup of either side, unless a consulted advisor remains."""
    if turn.call.consulted and consultation.continue_after_hangup(turn, signal):
        return
    by_caller = signal.leg == CALLER
    turn.actor = CALLER if by_caller else f"advisor:{turn.call.advisor}"
    consultation.hang_up_consulted(turn)
    if not by_caller and signal.cause == "normal":
        _finish_after_advisor(turn)
        return
    turn.add_command(port.Hangup, leg=advisor_leg(turn.call) if by_caller else CALLER)
    by = "caller" if by_caller else "advisor"
    common.end_call(turn, "answered", ended_by="failure" if signal.cause == "shutdown" else by)


def _finish_after_advisor(turn: Turn) -> None:
    """Release the caller after the advisor hung up, or start the line's survey."""
    if survey.is_due(turn):
        survey.begin(turn)
    else:
        turn.add_command(port.Hangup, leg=CALLER)
        common.end_call(turn, "answered", ended_by="advisor")


# --- transfer ---------------------------------------------------------------------------------------------------------


def _transfer(turn: Turn, target: str) -> None:
    """Transfer the caller blind to a queue, to one advisor of the same queue, or to another campaign."""
    call = turn.call
    kind, _, name = target.partition(":")
    common.clear_hold_and_mute(turn)
    common.end_supervision(turn, "call_over")
    turn.add_fact(
        happened.CallTransferred(line=call.line, queue=call.queue, advisor=call.advisor, to=target, kind="blind")
    )
    turn.add_command(port.Hangup, leg=advisor_leg(call))
    turn.set_stage(Stage.WAITING, transferred_by=call.advisor)
    if kind == "campaign":
        cross_campaign.begin_transfer(turn, name)
        return
    if kind == "queue":
        common.enqueue(turn, name, TRANSFER)
    else:
        common.enqueue(turn, call.queue, TRANSFER, personal=name, most_wait_ms=PERSONAL_WAIT_LIMIT_MS)
    common.play_prompt(turn, turn.queue.wait_prompt)


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.TALKING, AdvisorAsked): _handle_request,
    (Stage.TALKING, port.LegHungUp): _leg_hangs_up,
}
