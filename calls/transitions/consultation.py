"""Consultation in a conversation: the advisor asks another one while the caller is on hold. Pure.

Owns the rows and requests of an attended transfer: the other phone rings, the two advisors talk, and then the caller
goes to the second advisor or back to the first. Or all three talk first, and after one advisor leaves, the other two
talk on. Every gateway can ring a further leg and join any two; only some can join three.
"""

from call_router.routing import AnswerOffer, DeclineOffer, HandOver, Reserve, TakeBack
from call_router.signals import AdvisorAction, AdvisorAsked, AdvisorChosen, OfferLapsed
from calls.call import Call, Stage, Turn
from calls.transitions import common
from calls.transitions.common import Transition, advisor_leg, offer_leg, offer_of
from eventlog import facts as happened
from telephony import port
from telephony.port import CALLER, Signal

_ALLOWED_IN_CONFERENCE: tuple[AdvisorAction, ...] = (
    *("hold", "retrieve", "mute", "unmute"),
    *("pause_recording", "resume_recording"),
    "send_keys",
)
"""Actions that the advisor may still take once all three talk."""


def is_consultation_request(call: Call, signal: AdvisorAsked) -> bool:
    """Return whether a request concerns a consultation, new or current."""
    return call.stage is Stage.TALKING and (
        signal.action in ("consult", "join", "hand_over", "take_back")
        or (bool(call.consulted) and signal.action not in ("hang_up", *(_ALLOWED_IN_CONFERENCE if call.joined else ())))
        or (signal.advisor == call.consulted and bool(call.consulted))
    )


def accepts(call: Call, signal: AdvisorAsked) -> bool:
    """Return whether such a request can be granted now; hold and mute wait for the conference, a transfer longer."""
    if signal.advisor == call.consulted and call.consult_offer:
        return signal.action == "hang_up"
    if signal.advisor != call.advisor:
        return False
    match signal.action:
        case "consult":
            kind, _, name = signal.target.partition(":")
            return not call.consulted and kind == "advisor" and name not in ("", call.advisor)
        case "join":
            return call.consult_offer > 0 and not call.joined
        case "hand_over":
            return call.consult_offer > 0
        case "take_back":
            return bool(call.consulted)
    return False


def grant_request(turn: Turn, signal: AdvisorAsked) -> None:
    """Grant an accepted request."""
    match signal.action:
        case "consult":
            _begin(turn, signal.target.partition(":")[2])
        case "join":
            _start_conference(turn)
        case "hand_over":
            turn.add_command(port.Hangup, leg=advisor_leg(turn.call))
            _hand_over(turn)
        case "take_back":
            _take_back(turn, "taken_back")
        case _:  # the consulted advisor leaves
            _take_back(turn, "left")


def hang_up_consulted(turn: Turn) -> None:
    """Hang up or stop ringing the consulted advisor's phone."""
    common.stop_ringing(turn)
    if turn.call.consult_offer:
        turn.add_command(port.Hangup, leg=offer_leg(turn.call.consult_offer))


def continue_after_hangup(turn: Turn, signal: port.LegHungUp) -> bool:
    """Continue the call if an advisor hung up and another one is left; return whether it continues."""
    call = turn.call
    if signal.leg == CALLER or signal.cause == "shutdown":
        return False
    if signal.leg != advisor_leg(call):
        turn.actor = f"advisor:{call.consulted}"
        if offer_of(call, signal.leg) is not None:
            _decline(turn, "failed")
        else:
            _return_to_advisor(turn, "left")
            turn.routing = TakeBack()
        return True
    if not call.consult_offer:
        return False
    turn.actor = f"advisor:{call.advisor}"
    _hand_over(turn)
    return True


# --- start ------------------------------------------------------------------------------------------------------------


def _begin(turn: Turn, advisor: str) -> None:
    call = turn.call
    if not call.held:
        common.set_hold(turn, is_held=True)
    turn.add_fact(happened.ConsultationBegan(line=call.line, queue=call.queue, advisor=call.advisor, consulted=advisor))
    turn.routing = Reserve(advisor=advisor)
    turn.set_stage(Stage.TALKING, consulted=advisor)


def _ring(turn: Turn, signal: AdvisorChosen) -> None:
    call = turn.call
    if signal.advisor != call.consulted or call.ringing_offers or call.consult_offer:
        return
    turn.actor = "router"
    turn.set_stage(Stage.TALKING, ringing_offers=((signal.offer, signal.advisor),))
    phone = {"address": signal.address, "whose": signal.advisor}
    turn.add_command(port.Ring, leg=offer_leg(signal.offer), timeout_s=signal.ring_ms / 1000, **phone)


def _connect_advisors(turn: Turn, signal: port.LegAnswered) -> None:
    """Bridge the two advisors; the caller hears music."""
    offer = offer_of(turn.call, signal.leg)
    if offer is None:
        return
    turn.actor = f"advisor:{turn.call.consulted}"
    turn.routing = AnswerOffer(offer=offer)
    turn.add_command(port.Bridge, leg=advisor_leg(turn.call), other=signal.leg)
    turn.set_stage(Stage.TALKING, ringing_offers=(), consult_offer=offer)


def _start_conference(turn: Turn) -> None:
    call = turn.call
    turn.add_fact(
        happened.ConsultationJoined(line=call.line, queue=call.queue, advisor=call.advisor, consulted=call.consulted)
    )
    turn.add_command(port.Join, leg=CALLER, other=advisor_leg(call))
    common.set_hold(turn, is_held=False)
    turn.set_stage(Stage.TALKING, joined=True)


# --- end --------------------------------------------------------------------------------------------------------------


def _consulted_unreachable(turn: Turn, signal: port.LegFailed) -> None:
    if offer_of(turn.call, signal.leg) is not None:
        turn.actor = f"advisor:{turn.call.consulted}"
        _decline(turn, "failed" if signal.cause == "cancelled" else signal.cause)


def _decline(turn: Turn, reason: happened.OfferEnd) -> None:
    [(offer, _)] = turn.call.ringing_offers
    turn.routing = DeclineOffer(offer=offer, reason=reason)
    turn.set_stage(Stage.TALKING, ringing_offers=())
    _return_to_advisor(turn, "no_answer")


def _offer_lapsed(turn: Turn, signal: OfferLapsed) -> None:
    turn.actor = "router"
    hang_up_consulted(turn)
    _return_to_advisor(turn, "no_answer")


def _take_back(turn: Turn, result: common.ConsultationResult) -> None:
    hang_up_consulted(turn)
    _return_to_advisor(turn, result)
    turn.routing = TakeBack()


def _return_to_advisor(turn: Turn, result: common.ConsultationResult) -> None:
    """Bridge the caller and the first advisor again."""
    if turn.call.consult_offer:
        turn.add_command(port.Bridge, leg=CALLER, other=advisor_leg(turn.call))
    common.end_consultation(turn, result)
    if turn.call.held:
        common.set_hold(turn, is_held=False)


def _hand_over(turn: Turn) -> None:
    """Bridge the caller and the second advisor; the first one is free."""
    call = turn.call
    turn.routing = HandOver()
    common.end_consultation(turn, "transferred")
    common.clear_hold_and_mute(turn)
    to = f"advisor:{call.consulted}"
    turn.add_fact(
        happened.CallTransferred(line=call.line, queue=call.queue, advisor=call.advisor, to=to, kind="attended")
    )
    turn.add_command(port.Bridge, leg=CALLER, other=offer_leg(call.consult_offer))
    turn.set_stage(Stage.TALKING, advisor=call.consulted, offer=call.consult_offer, transferred_by=call.advisor)


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.TALKING, AdvisorChosen): _ring,
    (Stage.TALKING, port.LegAnswered): _connect_advisors,
    (Stage.TALKING, port.LegFailed): _consulted_unreachable,
    (Stage.TALKING, OfferLapsed): _offer_lapsed,
}
