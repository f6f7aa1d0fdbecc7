"""Refused requests of an advisor: each is reported once, and the talk continues."""

import pytest

from call_router.acts import RefusedRequest
from call_router.signals import AdvisorAction
from calls.call import Call, RequestRefused, Stage, card_of
from calls.flow import step
from eventlog.facts import WishRefused
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import ID, OPEN, SITE, asked, go, hung_up, refusals, talking
from tests.unit.calls.transitions.test_callbacks import briefing
from tests.unit.calls.transitions.test_consultation import consulting, joined

WHILE_IT_RINGS: list[tuple[AdvisorAction, str]] = [
    ("hand_over", "not_picked_up"),
    ("retrieve", "consulting"),
    ("mute", "consulting"),
    ("transfer", "consulting"),
]


def refused(action: AdvisorAction, target: str = "") -> RequestRefused:
    """Return the step of a request that the gateway cannot do."""
    return RequestRefused(call_id=ID, advisor="asesor1", action=action, target=target, reason="unsupported")


@pytest.mark.parametrize(("action", "reason"), WHILE_IT_RINGS)
def test_while_another_is_asked_for_all_else_has_to_wait(action: AdvisorAction, reason: str) -> None:
    """The refusal is a fact by the advisor, without a command to a leg or a change in the queue."""
    before = consulting()
    result = go(before, asked(action, target="queue:pagos" if action == "transfer" else ""))
    assert result.facts == (
        WishRefused(line="bogota", queue="credito", advisor="asesor1", action=action, reason=reason),  # type: ignore[arg-type]
    )
    assert (result.actor, result.call.commands, result.routing) == ("advisor:asesor1", (), None)
    assert (result.call.consulted, result.call.ringing_offers) == (before.consulted, before.ringing_offers)


def test_a_third_cannot_be_asked() -> None:
    """There is one consultation at a time; repeating the same request changes nothing."""
    assert refusals(go(joined(), asked("consult", target="advisor:asesor3"))) == [("consult", "consulting")]
    assert step(joined(), asked("consult", target="advisor:asesor2"), OPEN, SITE) is None


def test_without_consultation_handover_is_refused() -> None:
    """Without a consultation a handover is refused."""
    assert refusals(go(talking(), asked("hand_over"))) == [("hand_over", "nobody_consulted")]


@pytest.mark.parametrize("action", ["retrieve", "unmute", "take_back"])
def test_request_for_present_state_changes_nothing_and_writes_no_fact(action: AdvisorAction) -> None:
    """A request for the present state changes nothing and writes no fact."""
    assert step(talking(), asked(action), OPEN, SITE) is None
    assert step(talking(), refused(action), OPEN, SITE) is None


def test_a_wish_of_a_talk_that_is_over_is_nobodys() -> None:
    """A late request of an advisor whose talk is over is ignored."""
    handed_over = go(joined(), asked("hand_over")).call
    assert step(handed_over, asked("hold"), OPEN, SITE) is None
    assert step(handed_over, refused("hold"), OPEN, SITE) is None
    assert step(go(talking(), hung_up()).call, asked("hold"), OPEN, SITE) is None


def test_a_wish_that_took_effect_is_not_refused_afterwards() -> None:
    """A refusal that arrives after its request took effect is ignored."""
    on_hold = go(talking(), asked("hold")).call
    assert step(on_hold, refused("hold"), OPEN, SITE) is None
    assert step(consulting(), refused("consult", "advisor:asesor2"), OPEN, SITE) is None


def test_advisor_may_only_hang_up_until_caller_answers_call_back() -> None:
    """Until the caller answers a call-back, the advisor may only hang up."""
    result = go(briefing(), asked("hold"))
    assert refusals(result) == [("hold", "nobody_there")]
    assert (result.call.stage, result.call.awaited_command) == (Stage.BRIEFING, briefing().awaited_command)


def test_a_refusal_stands_until_something_comes_of_the_talk() -> None:
    """Refusals on the card are numbered, so a repeated refusal is visible; the next change removes them."""
    once = go(talking(), refused("hold")).call
    twice = go(once, refused("hold")).call
    assert card_of(twice).refused == RefusedRequest(advisor="asesor1", action="hold", reason="unsupported", number=2)
    for signal in (asked("mute"), asked("transfer", target="queue:pagos"), hung_up()):
        assert go(twice, signal).call.refused is None


def test_refused_consultation_request_changes_nothing() -> None:
    """After the refusal the second advisor may still pick up."""
    call: Call = go(consulting(), asked("hand_over")).call
    result = go(call, port.LegAnswered(call_id=ID, leg="advisor-2"))
    assert result.call.consult_offer == 2
    assert {command.leg for command in result.call.commands} == {"advisor-1"}
    assert CALLER not in {command.leg for command in result.call.commands}
