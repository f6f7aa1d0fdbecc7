"""Attended transfer: an advisor consults another one, and then one of them keeps the caller."""

import pytest

from call_router.routing import AnswerOffer, DeclineOffer, HandOver, Reserve, TakeBack
from call_router.signals import AdvisorAction, OfferLapsed
from calls.call import Call, Stage, SystemFailure
from calls.flow import step
from eventlog.facts import (
    AnyFact,
    CallEnded,
    CallHeld,
    CallRetrieved,
    CallTransferred,
    ConsultationBegan,
    ConsultationEnded,
    ConsultationJoined,
)
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import ID, OPEN, SITE, asked, chosen, commands, go, hung_up, refusals, talking

ASKED = {"line": "bogota", "queue": "credito", "advisor": "asesor1", "consulted": "asesor2"}


def consulting() -> Call:
    """Take the steps until the second advisor's phone rings."""
    begun = go(talking(), asked("consult", target="advisor:asesor2")).call
    return go(begun, chosen(2, "asesor2")).call


def joined() -> Call:
    """Take the steps until the two advisors talk."""
    return go(consulting(), port.LegAnswered(call_id=ID, leg="advisor-2")).call


def legs(call: Call) -> list[tuple[type[port.Command], str]]:
    return [(type(each), each.leg) for each in call.commands]


def ended(facts: tuple[AnyFact, ...]) -> list[str]:
    return [fact.result for fact in facts if isinstance(fact, ConsultationEnded)]


def test_the_caller_hears_music_while_another_advisor_is_asked_for() -> None:
    """The router reserves the other advisor, and the hold is an ordinary fact."""
    result = go(talking(), asked("consult", target="advisor:asesor2"))
    assert [type(fact) for fact in result.facts] == [CallHeld, ConsultationBegan]
    assert result.routing == Reserve(advisor="asesor2")
    assert commands(result.call) == [port.Hold]
    assert (result.call.stage, result.call.held, result.call.consulted) == (Stage.TALKING, True, "asesor2")


def test_the_two_advisors_hear_each_other() -> None:
    """The offer of the consultation is answered, without a CallAnswered."""
    assert legs(consulting()) == [(port.Ring, "advisor-2")]
    result = go(consulting(), port.LegAnswered(call_id=ID, leg="advisor-2"))
    assert (result.facts, result.routing) == ((), AnswerOffer(offer=2))
    [bridge] = result.call.commands
    assert isinstance(bridge, port.Bridge)
    assert (bridge.leg, bridge.other) == ("advisor-1", "advisor-2")


@pytest.mark.parametrize("how", ["asks", "hangs up"])
def test_the_call_is_handed_over(how: str) -> None:
    """A request or a hang-up by the first advisor bridges the caller with the second, who then has the call."""
    signal = asked("hand_over") if how == "asks" else hung_up("advisor-1")
    result = go(joined(), signal)
    assert [type(fact) for fact in result.facts] == [ConsultationEnded, CallRetrieved, CallTransferred]
    assert result.facts[2] == CallTransferred(
        line="bogota", queue="credito", advisor="asesor1", to="advisor:asesor2", kind="attended"
    )
    assert result.routing == HandOver()
    hangups = [(port.Hangup, "advisor-1")] if how == "asks" else []
    assert legs(result.call) == [*hangups, (port.Hold, CALLER), (port.Bridge, CALLER)]
    assert (result.call.advisor, result.call.offer, result.call.consulted) == ("asesor2", 2, "")
    over = go(result.call, hung_up())
    assert legs(over.call) == [(port.Hangup, "advisor-2")]


def test_call_is_taken_back_from_consultation() -> None:
    """The second advisor's phone is hung up, and the caller and the first advisor are bridged."""
    result = go(joined(), asked("take_back"))
    assert (ended(result.facts), result.routing) == (["taken_back"], TakeBack())
    assert legs(result.call) == [(port.Hangup, "advisor-2"), (port.Bridge, CALLER), (port.Hold, CALLER)]
    assert (result.call.held, result.call.consulted, result.call.advisor) == (False, "", "asesor1")


def test_consultation_can_be_taken_back_while_ringing() -> None:
    """The ringing stops, and the caller is retrieved from hold."""
    result = go(consulting(), asked("take_back"))
    assert legs(result.call) == [(port.Hangup, "advisor-2"), (port.Hold, CALLER)]
    assert result.routing == TakeBack()


@pytest.mark.parametrize("cause", ["busy", "declined", "no_answer", "unreachable", "failed"])
def test_unanswered_consultation_returns_to_caller(cause: port.LegFailure) -> None:
    """The offer is declined as any other, and the first talk continues."""
    result = go(consulting(), port.LegFailed(call_id=ID, leg="advisor-2", cause=cause))
    assert result.routing == DeclineOffer(offer=2, reason=cause)  # type: ignore[arg-type]
    assert ended(result.facts) == ["no_answer"]
    assert (result.call.stage, result.call.held, result.call.ringing_offers) == (Stage.TALKING, False, ())


def test_an_offer_that_lapses_brings_the_caller_back() -> None:
    """The router wrote the facts of the lapse; the step stops the ringing."""
    result = go(consulting(), OfferLapsed(call_id=ID, offer=2))
    assert (result.routing, ended(result.facts)) == (None, ["no_answer"])
    assert legs(result.call) == [(port.Hangup, "advisor-2"), (port.Hold, CALLER)]


@pytest.mark.parametrize("how", ["asks", "hangs up"])
def test_first_talk_continues_when_consulted_advisor_leaves(how: str) -> None:
    """When the consulted advisor leaves, the first talk continues."""
    result = go(joined(), asked("hang_up", "asesor2") if how == "asks" else hung_up("advisor-2"))
    assert (ended(result.facts), result.routing) == (["left"], TakeBack())
    assert (port.Bridge, CALLER) in legs(result.call)
    assert (result.call.stage, result.call.advisor) == (Stage.TALKING, "asesor1")


@pytest.mark.parametrize("is_joined", [False, True])
def test_caller_who_hangs_up_ends_consultation(is_joined: bool) -> None:
    """Both phones are hung up; the consultation and the call each end once."""
    result = go(joined() if is_joined else consulting(), hung_up())
    assert {leg for _, leg in legs(result.call)} == {"advisor-1", "advisor-2"}
    assert [type(fact) for fact in result.facts] == [ConsultationEnded, CallEnded]
    assert ended(result.facts) == ["left"]


def test_advisor_who_hangs_up_during_ringing_consultation_ends_call() -> None:
    """The call ends as usual because no advisor is left, and the other phone stops ringing."""
    result = go(consulting(), hung_up("advisor-1"))
    assert result.call.stage is Stage.ENDED
    assert legs(result.call) == [(port.Hangup, "advisor-2"), (port.Hangup, CALLER)]


def test_a_failure_of_ours_hangs_up_both_advisors() -> None:
    """The caller hears the apology, and both advisors' legs end."""
    result = go(joined(), SystemFailure(call_id=ID))
    assert legs(result.call) == [(port.Hangup, "advisor-1"), (port.Hangup, "advisor-2"), (port.Rescue, CALLER)]


@pytest.mark.parametrize("action", ["retrieve", "mute", "transfer", "consult"])
def test_transfer_is_refused_during_consultation(action: AdvisorAction) -> None:
    """The talk continues, and the advisor must first take back the caller or hand over the call."""
    for call in (consulting(), joined()):
        result = go(call, asked(action, target="advisor:asesor3"))
        assert (refusals(result), result.call.commands) == ([(action, "consulting")], ())


def test_call_cannot_be_handed_over_while_other_phone_rings_nor_by_consulted_advisor() -> None:
    """A call cannot be handed over while the other phone rings, nor by the consulted advisor."""
    assert refusals(go(consulting(), asked("hand_over"))) == [("hand_over", "not_picked_up")]
    assert step(joined(), asked("hand_over", "asesor2"), OPEN, SITE) is None


@pytest.mark.parametrize("target", ["", "queue:pagos", "advisor:", "advisor:asesor1"])
def test_only_another_advisor_can_be_asked(target: str) -> None:
    """A queue, an unknown advisor and the advisor themselves are refused."""
    assert refusals(go(talking(), asked("consult", target=target))) == [("consult", "target_unknown")]


def test_pending_offer_is_ignored_after_caller_is_taken_back() -> None:
    """After the caller is taken back, the pending offer is ignored."""
    begun = go(talking(), asked("consult", target="advisor:asesor2")).call
    back = go(begun, asked("take_back")).call
    assert step(back, chosen(2, "asesor2"), OPEN, SITE) is None


def all_three() -> Call:
    """Take the steps until the caller joined the two advisors."""
    return go(joined(), asked("join")).call


def test_all_three_talk() -> None:
    """The caller joins the bridge before the music stops; both are facts."""
    result = go(joined(), asked("join"))
    assert [type(fact) for fact in result.facts] == [ConsultationJoined, CallRetrieved]
    assert legs(result.call) == [(port.Join, CALLER), (port.Hold, CALLER)]
    assert (result.routing, result.call.joined, result.call.held) == (None, True, False)
    assert step(result.call, asked("join"), OPEN, SITE) is None


def test_joining_is_refused_while_other_phone_rings_and_without_consultation() -> None:
    """Joining is refused while the other phone rings and without a consultation."""
    assert refusals(go(consulting(), asked("join"))) == [("join", "not_picked_up")]
    assert refusals(go(talking(), asked("join"))) == [("join", "nobody_consulted")]


@pytest.mark.parametrize("how", ["hands over", "hangs up"])
def test_the_first_advisor_leaves_the_other_two_talking(how: str) -> None:
    """When the first advisor leaves, by request or hang-up, the second advisor has the call, as in a transfer."""
    result = go(all_three(), asked("hand_over") if how == "hands over" else hung_up("advisor-1"))
    assert (ended(result.facts), result.routing) == (["transferred"], HandOver())
    assert (result.call.advisor, result.call.joined, result.call.consulted) == ("asesor2", False, "")
    assert legs(result.call)[-1] == (port.Bridge, CALLER)


@pytest.mark.parametrize("signal", [asked("take_back"), asked("hang_up", "asesor2"), hung_up("advisor-2")])
def test_the_second_advisor_leaves_the_other_two_talking(signal: port.Signal) -> None:
    """When the second advisor leaves, the first talk continues; the caller is not on hold, so there is no retrieve."""
    result = go(all_three(), signal)
    assert not any(isinstance(fact, CallRetrieved) for fact in result.facts)
    assert (result.call.stage, result.call.advisor, result.call.joined) == (Stage.TALKING, "asesor1", False)
    assert (port.Bridge, CALLER) in legs(result.call)


def test_talk_ends_for_both_advisors_when_caller_leaves() -> None:
    """When the caller leaves, the talk ends for both advisors."""
    result = go(all_three(), hung_up())
    assert [type(fact) for fact in result.facts] == [ConsultationEnded, CallEnded]
    assert {leg for _, leg in legs(result.call)} == {"advisor-1", "advisor-2"}
    assert result.call.joined is False


def test_advisor_holds_and_mutes_in_talk_of_three() -> None:
    """On hold the caller hears music and the advisors hear each other; a transfer is refused meanwhile."""
    on_hold = go(all_three(), asked("hold"))
    assert legs(on_hold.call) == [(port.Hold, CALLER)]
    assert legs(go(on_hold.call, asked("retrieve")).call) == [(port.Hold, CALLER)]
    assert legs(go(all_three(), asked("mute")).call) == [(port.Mute, "advisor-1")]
    assert refusals(go(all_three(), asked("transfer", target="queue:pagos"))) == [("transfer", "consulting")]
    assert refusals(go(all_three(), asked("consult", target="advisor:asesor3"))) == [("consult", "consulting")]
    back = go(on_hold.call, asked("take_back"))
    assert (back.call.held, legs(back.call)[-1]) == (False, (port.Hold, CALLER))
