"""The part of a conversation in which an advisor's request cannot be fulfilled: they learn why. Pure.

Owns which wishes are refused and why. Asking for what already is so changes nothing and is no refusal; a wish that
comes when the talk is over is nobody's.
"""

from call_router.acts import RefusedRequest
from call_router.signals import AdvisorAsked
from calls.call import Call, RequestRefused, Stage, Turn
from calls.transitions import conversation, recording
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts.calls.routing import Obstacle
from eventlog.folds.refused_requests import FACTS_SETTLING_REQUESTS
from telephony.port import Signal


def check_request(call: Call, signal: Signal, site: Site) -> Signal:
    """The signal itself, or the refusal of a wish that cannot be granted now.

    Args:
        call: as it is.
        signal: any.
        site: of the call.
    """
    if (
        not isinstance(signal, AdvisorAsked)
        or conversation.accepts(call, signal, site)
        or not is_refusable(call, signal)
    ):
        return signal
    return refuse(signal, _obstacle(call, signal))


def refuse(request: AdvisorAsked | RequestRefused, reason: Obstacle) -> RequestRefused:
    """That a wish cannot be granted, as the signal of which the call flow makes a fact.

    Args:
        request: what was asked for.
        reason: why not.
    """
    return RequestRefused(
        call_id=request.call_id, advisor=request.advisor, action=request.action, target=request.target, reason=reason
    )


def is_refusable(call: Call, signal: AdvisorAsked | RequestRefused) -> bool:
    """Whether there is something to refuse: it is the talk of who asks, and not already as they want it."""
    return bool(call.advisor) and signal.advisor == call.advisor and not _is_in_effect(call, signal)


def _is_in_effect(call: Call, signal: AdvisorAsked | RequestRefused) -> bool:
    """Whether the call already is as the wish wants it; a wish that took effect unnoticed is so too."""
    match signal.action:
        case "hold":
            return call.held
        case "retrieve":
            return not call.held
        case "mute":
            return call.muted
        case "unmute":
            return not call.muted
        case "pause_recording":
            return call.secret
        case "resume_recording":
            return not call.secret
        case "join":
            return call.joined
        case "take_back":
            return not call.consulted
        case "consult":
            return bool(call.consulted) and signal.target == f"advisor:{call.consulted}"
    return False


def _obstacle(call: Call, signal: AdvisorAsked) -> Obstacle:
    if call.stage is not Stage.TALKING:
        return "nobody_there"
    if signal.action in ("join", "hand_over"):
        return "not_picked_up" if call.consulted else "nobody_consulted"
    if call.consulted:
        return "consulting"
    if signal.action == "survey":
        return "no_survey"
    return "unsupported" if signal.action in recording.REQUESTS else "target_unknown"


def record_refusal(turn: Turn, signal: RequestRefused) -> None:
    """The refusal is a fact, and stands in the call until something comes of the talk."""
    call = turn.call
    turn.actor = f"advisor:{signal.advisor}"
    turn.add_fact(
        happened.WishRefused(
            line=call.line, queue=call.queue, advisor=signal.advisor, action=signal.action, reason=signal.reason
        )
    )
    number = call.refused.number + 1 if call.refused else 1
    refused = RefusedRequest(advisor=signal.advisor, action=signal.action, reason=signal.reason, number=number)
    turn.set_stage(call.stage, refused=refused)


def clear_refusal(turn: Turn) -> None:
    """What was refused before is past when something comes of the talk."""
    if any(type(fact) in FACTS_SETTLING_REQUESTS for fact in turn.facts):
        turn.set_stage(turn.call.stage, refused=None)
