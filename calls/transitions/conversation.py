"""The part of a call's life in which an advisor talks with the caller: what the advisor may ask for.

Owns the wishes of hold and mute, hanging up, and handing the call on; what is asked of the recording is `recording`'s,
and of the caller when the advisor has hung up, `survey`'s.
A wish that does not fit now changes nothing, and never ends a talk. Pure, as `call_flow` is.
"""

from call_router.signals import AdvisorAction, AdvisorAsked
from calls.call import Call, Stage, Turn
from calls.transitions import common, consultation, cross_campaign, recording, survey
from calls.transitions.common import Row, advisor_leg
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import TRANSFER
from telephony import port
from telephony.port import CALLER, Signal

TalkFact = happened.CallHeld | happened.CallRetrieved | happened.CallMuted | happened.CallUnmuted

# What an advisor may ask for in talk: which field of the call it changes, to what, and the fact of it.
_WISHES: dict[AdvisorAction, tuple[str, bool, type[TalkFact]]] = {
    "hold": ("held", True, happened.CallHeld),
    "retrieve": ("held", False, happened.CallRetrieved),
    "mute": ("muted", True, happened.CallMuted),
    "unmute": ("muted", False, happened.CallUnmuted),
}
PERSONAL_WAIT_MS = 60_000
"""How long a call waits for one advisor to whom it was handed on, before it is for all of the queue."""


def fits(call: Call, signal: AdvisorAsked, site: Site) -> bool:
    """Whether the wish can be granted and is not so already: asking twice is asking once."""
    if consultation.is_about(call, signal):
        return consultation.fits(call, signal)
    if signal.advisor != call.advisor:
        return False
    if call.stage is not Stage.TALKING:  # nobody to talk with yet
        return signal.action == "hang_up"
    if signal.action in recording.WISHES:
        return recording.fits(call, signal.action)
    if signal.action in _WISHES:
        field, value, _ = _WISHES[signal.action]
        return getattr(call, field) is not value
    if signal.action == "survey":
        return survey.is_offered(call, site)
    if signal.action == "transfer":
        kind, _, name = signal.target.partition(":")
        return _is_target(call, kind, name, site)
    return signal.action == "hang_up"


def _is_target(call: Call, kind: str, name: str, site: Site) -> bool:
    match kind:
        case "queue":
            return name in site.queues
        case "campaign":
            return cross_campaign.may_go(call, name, site)
    return kind == "advisor" and name not in ("", call.advisor)


def _advisor_asks(turn: Turn, signal: AdvisorAsked) -> None:
    turn.actor = f"advisor:{signal.advisor}"
    if consultation.is_about(turn.call, signal):
        consultation.asked(turn, signal)
    elif signal.action == "hang_up":
        consultation.part(turn)
        turn.ask(port.Hangup, leg=advisor_leg(turn.call))
        _advisor_is_gone(turn)
    elif signal.action == "survey":
        turn.ask(port.Hangup, leg=advisor_leg(turn.call))
        survey.begin(turn)
    elif signal.action == "transfer":
        _hand_on(turn, signal.target)
    elif signal.action in recording.WISHES:
        recording.grant(turn, signal.action)
    else:
        _grant(turn, signal.action)


def _grant(turn: Turn, action: AdvisorAction) -> None:
    field, value, fact = _WISHES[action]
    if field == "held":
        common.hold(turn, held=value)
        return
    turn.fact(fact(line=turn.call.line, queue=turn.call.queue, advisor=turn.call.advisor))
    turn.become(Stage.TALKING, muted=value)
    turn.ask(port.Mute, leg=advisor_leg(turn.call), muted=value)


def _somebody_hangs_up(turn: Turn, signal: port.LegHungUp) -> None:
    """Either side hangs up, and the other leg is ended too; unless another advisor is being asked, and stays."""
    if turn.call.consulted and consultation.goes_on(turn, signal):
        return
    by_caller = signal.leg == CALLER
    turn.actor = CALLER if by_caller else f"advisor:{turn.call.advisor}"
    consultation.part(turn)
    if not by_caller and signal.cause == "normal":
        _advisor_is_gone(turn)
        return
    turn.ask(port.Hangup, leg=advisor_leg(turn.call) if by_caller else CALLER)
    by = "caller" if by_caller else "advisor"
    common.end(turn, "answered", by="failure" if signal.cause == "shutdown" else by)


def _advisor_is_gone(turn: Turn) -> None:
    """The advisor has hung up: the caller too is let go, or first asked about the talk where the line does that."""
    if survey.is_due(turn):
        survey.begin(turn)
    else:
        turn.ask(port.Hangup, leg=CALLER)
        common.end(turn, "answered", by="advisor")


# --- handing on -------------------------------------------------------------------------------------------------------


def _hand_on(turn: Turn, target: str) -> None:
    """The caller goes to a queue, to one advisor of the same queue, or away, without the advisor asking there first."""
    call = turn.call
    kind, _, name = target.partition(":")
    common.let_be_heard(turn)
    common.end_supervision(turn, "call_over")
    turn.fact(happened.CallTransferred(line=call.line, queue=call.queue, advisor=call.advisor, to=target, kind="blind"))
    turn.ask(port.Hangup, leg=advisor_leg(call))
    turn.become(Stage.WAITING, transferred_by=call.advisor)
    if kind == "campaign":
        cross_campaign.intend(turn, name)
        return
    if kind == "queue":
        common.enqueue(turn, name, TRANSFER)
    else:
        common.enqueue(turn, call.queue, TRANSFER, personal=name, most_wait_ms=PERSONAL_WAIT_MS)
    common.say(turn, turn.queue.wait_prompt)


ROWS: dict[tuple[Stage, type[Signal]], Row] = {
    (Stage.TALKING, AdvisorAsked): _advisor_asks,
    (Stage.TALKING, port.LegHungUp): _somebody_hangs_up,
}
