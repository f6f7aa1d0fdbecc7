"""Transfers that an advisor requests during a talk."""

import pytest

from call_router.routing import Enqueue
from call_router.signals import Overflowing
from calls.call import Stage
from eventlog.facts import CallAnswered, CallOverflowed, CallQueued, CallRetrieved, CallTransferred, CallUnmuted
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import ID, answer, asked, chosen, commands, go, outcome, play_ended, refusals, talking


def test_a_call_is_handed_on_to_another_queue() -> None:
    """The advisor's phone is free, the caller hears the queue's announcement, and a new wait begins."""
    result = go(talking(), asked("transfer", target="queue:pagos"))
    assert result.facts == (
        CallTransferred(line="bogota", queue="credito", advisor="asesor1", to="queue:pagos", kind="blind"),
        CallQueued(line="bogota", queue="pagos", reason="transfer", threshold_ms=20_000),
    )
    assert isinstance(result.routing, Enqueue)
    assert (result.routing.queue, result.routing.keeps_wait, result.routing.advisor) == ("pagos", False, "")
    assert [(type(each), each.leg) for each in result.call.commands] == [
        (port.Hangup, "advisor-1"),
        (port.Play, CALLER),
    ]
    assert (result.call.stage, result.call.advisor, result.actor) == (Stage.WAITING, "", "advisor:asesor1")
    assert commands(go(result.call, play_ended(result.call)).call) == [port.Music]


def test_the_next_advisor_answers_the_same_call() -> None:
    """Offer numbers continue, and the second talk is like the first."""
    handed_on = go(talking(), asked("transfer", target="queue:pagos")).call
    ringing = go(handed_on, chosen(2, "asesor2", "pagos")).call
    result = answer(ringing, leg="advisor-2")
    assert CallAnswered(line="bogota", queue="pagos", advisor="asesor2", offer=2) in result.facts
    assert outcome(go(result.call, asked("hang_up", "asesor2"))) == "answered"


def test_a_call_is_handed_on_to_one_advisor_for_a_while() -> None:
    """Only that advisor is rung for a while; without an answer, the whole queue is."""
    result = go(talking(), asked("transfer", target="advisor:asesor2"))
    assert isinstance(result.routing, Enqueue)
    assert (result.routing.queue, result.routing.advisor) == ("credito", "asesor2")
    assert result.routing.needs_advisor
    assert result.routing.most_wait_ms > 0
    back = go(result.call, Overflowing(call_id=ID, queue="credito", reason="nobody"))
    assert CallOverflowed(line="bogota", queue="credito", reason="nobody", to="queue:credito") in back.facts
    assert isinstance(back.routing, Enqueue)
    assert (back.routing.advisor, back.routing.keeps_wait) == ("", True)
    assert (back.call.personal_advisor, back.call.queue) == ("", "credito")


def test_hold_and_mute_end_when_a_call_is_handed_on() -> None:
    """The next advisor hears the caller and is heard, and the log has the end of hold and mute."""
    on_hold = go(go(talking(), asked("hold")).call, asked("mute")).call
    result = go(on_hold, asked("transfer", target="queue:pagos"))
    assert [type(fact) for fact in result.facts] == [CallRetrieved, CallUnmuted, CallTransferred, CallQueued]
    assert (result.call.held, result.call.muted) == (False, False)
    assert commands(result.call) == [port.Hold, port.Hangup, port.Play]


@pytest.mark.parametrize(
    "target", ["", "queue:", "queue:nada", "advisor:", "advisor:asesor1", "pagos", "number:555", "queue:pagos:x"]
)
def test_a_target_that_is_none_changes_nothing(target: str) -> None:
    """For an unknown queue or advisor, or the advisor themselves, the talk continues and the requester is informed."""
    result = go(talking(), asked("transfer", target=target))
    assert (refusals(result), result.call.commands, result.routing) == ([("transfer", "target_unknown")], (), None)
    assert result.call.stage is Stage.TALKING
