"""Refusal of an advisor's request that cannot be fulfilled, with the reason. Pure.

Owns which requests are refused and why. A request for the current state changes nothing and is not refused; a request
after the end of the conversation is ignored.
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
    """Return the signal, or the refusal of a request that cannot be granted now."""
    if (
        not isinstance(signal, AdvisorAsked)
        or conversation.accepts(call, signal, site)
        or not is_refusable(call, signal)
    ):
        return signal
    return refuse(signal, _obstacle(call, signal))


def refuse(request: AdvisorAsked | RequestRefused, reason: Obstacle) -> RequestRefused:
    """Build the refusal of a request."""
    return RequestRefused(
        call_id=request.call_id, advisor=request.advisor, action=request.action, target=request.target, reason=reason
    )


def is_refusable(call: Call, signal: AdvisorAsked | RequestRefused) -> bool:
    """Return whether to refuse: the advisor has this conversation, and the request is not already in effect."""
    return bool(call.advisor) and signal.advisor == call.advisor and not _is_in_effect(call, signal)


def _is_in_effect(call: Call, signal: AdvisorAsked | RequestRefused) -> bool:
    """Return whether the call already is as requested, also if the request took effect unnoticed."""
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
    if signal.action == "send_keys" and call.held:
        return "on_hold"
    return "unsupported" if signal.action in recording.REQUESTS else "target_unknown"


def record_refusal(turn: Turn, signal: RequestRefused) -> None:
    """Record the refusal as a fact, and in the call until the conversation changes."""
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
    """Clear the last refusal when a fact changes the conversation."""
    if any(type(fact) in FACTS_SETTLING_REQUESTS for fact in turn.facts):
        turn.set_stage(turn.call.stage, refused=None)
