"""Supervision of a talk: the supervisor is rung, hears it in one of three modes, and leaves with it."""

import pytest

from call_router.signals import AdvisorAction, SupervisorAction, SupervisorAsked
from calls.call import Call, GatewayGone, RequestRefused, Stage, StepResult, SystemFailure
from calls.driver.failure_policy import deferred_signal, is_optional
from calls.flow import step
from calls.transitions.common import supervisor_leg
from eventlog.facts import (
    CallEnded,
    Fact,
    SupervisionAsked,
    SupervisionBegan,
    SupervisionChanged,
    SupervisionEnded,
)
from eventlog.facts.calls.supervision import SUPERVISION_MODES, SupervisionMode
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import ID, OPEN, SITE, asked, chosen, commands, go, hung_up, talking, waiting
from tests.unit.calls.transitions.test_consultation import joined

OF = {"line": "bogota", "queue": "credito", "advisor": "asesor1", "supervisor": "jefa"}


def wished(action: SupervisorAction, supervisor: str = "jefa") -> SupervisorAsked:
    return SupervisorAsked(call_id=ID, supervisor=supervisor, action=action, address="sip:jefa@127.0.0.1")


def rung(call: Call | None = None, mode: SupervisionMode = "listen") -> Call:
    """Take the steps until the supervisor's phone rings."""
    return go(call or talking(), wished(mode)).call


def present(call: Call | None = None, mode: SupervisionMode = "listen") -> StepResult:
    """Take the steps until the supervisor has picked up."""
    ringing = rung(call, mode)
    return go(ringing, port.LegAnswered(call_id=ID, leg=supervisor_leg(ringing)))


def of_supervision(result: StepResult) -> list[Fact]:
    return [fact for fact in result.facts if type(fact).__name__.startswith("Supervision")]


def test_supervisor_talk_and_mode_are_fact_at_once_and_no_command_touches_talk() -> None:
    """The supervisor, the talk and the mode are a fact at once, and no command touches the talk."""
    result = go(talking(), wished("listen"))
    assert result.facts == (SupervisionAsked(**OF, mode="listen"),)
    assert result.actor == "user:jefa"
    [ring] = result.call.commands
    assert isinstance(ring, port.Ring)
    assert (ring.leg, ring.address) == (supervisor_leg(result.call), "sip:jefa@127.0.0.1")


@pytest.mark.parametrize("mode", SUPERVISION_MODES)
def test_listening_and_whispering_use_snoop_of_advisor_leg(mode: SupervisionMode) -> None:
    """Listening and whispering use a Snoop of the advisor's leg; barging joins the bridge."""
    result = present(mode=mode)
    leg = supervisor_leg(result.call)
    assert result.facts == (SupervisionBegan(**OF, mode=mode),)
    [command] = result.call.commands
    if mode == "barge":
        assert isinstance(command, port.Join)
        assert (command.leg, command.other) == (leg, "advisor-1")
    else:
        assert isinstance(command, port.Snoop)
        assert (command.leg, command.target, command.mode) == (leg, "advisor-1", mode)


def test_the_way_changes_in_the_call() -> None:
    """Each change of mode is a fact; while the phone rings it only sets the later mode."""
    result = go(present().call, wished("whisper"))
    assert (result.facts, commands(result.call)) == ((SupervisionChanged(**OF, mode="whisper"),), [port.Snoop])
    result = go(result.call, wished("barge"))
    assert (result.facts, commands(result.call)) == ((SupervisionChanged(**OF, mode="barge"),), [port.Join])
    result = go(rung(), wished("barge"))
    assert (result.facts, commands(result.call)) == ((SupervisionChanged(**OF, mode="barge"),), [])


@pytest.mark.parametrize("is_present", [False, True])
def test_supervisor_who_stops_leaves_talk_unchanged(is_present: bool) -> None:
    """Stopping ends only the supervisor's leg."""
    result = go(present().call if is_present else rung(), wished("stop"))
    assert result.facts == (SupervisionEnded(**OF, mode="listen", result="stopped"),)
    assert [(type(each), each.leg[:11]) for each in result.call.commands] == [(port.Hangup, "supervisor-")]
    assert (result.call.stage, result.call.supervision) == (Stage.TALKING, None)


def test_supervisor_who_leaves_or_does_not_answer_leaves_talk_unchanged() -> None:
    """The leg ended by itself, so no command is sent."""
    call = present().call
    result = go(call, hung_up(supervisor_leg(call)))
    assert result.facts == (SupervisionEnded(**OF, mode="listen", result="left"),)
    call = rung()
    missed = go(call, port.LegFailed(call_id=ID, leg=supervisor_leg(call), cause="no_answer"))
    assert missed.facts == (SupervisionEnded(**OF, mode="listen", result="no_answer"),)
    assert (result.call.stage, result.call.commands) == (missed.call.stage, missed.call.commands) == (Stage.TALKING, ())


@pytest.mark.parametrize(
    "signal",
    [hung_up(), hung_up("advisor-1"), asked("hang_up"), GatewayGone(call_id=ID), SystemFailure(call_id=ID)],
    ids=["caller leaves", "advisor leaves", "advisor hangs up", "gateway dies", "failure"],
)
@pytest.mark.parametrize("is_present", [False, True])
def test_the_supervision_ends_with_the_talk(is_present: bool, signal: port.Signal) -> None:
    """The supervision ends before the call in the log, and the supervisor's leg is hung up, ringing or not."""
    call = present().call if is_present else rung()
    result = go(call, signal)
    ends = [type(fact) for fact in result.facts if isinstance(fact, SupervisionEnded | CallEnded)]
    assert ends == [SupervisionEnded, CallEnded]
    assert of_supervision(result) == [SupervisionEnded(**OF, mode="listen", result="call_over")]
    assert [each.leg for each in result.call.commands if each.leg == supervisor_leg(call)] == [supervisor_leg(call)]
    assert result.call.supervision is None


def test_a_call_that_is_handed_on_is_supervised_no_more() -> None:
    """The transferred call waits for another advisor, so the supervision ends."""
    result = go(present().call, asked("transfer", target="queue:pagos"))
    assert of_supervision(result) == [SupervisionEnded(**OF, mode="listen", result="call_over")]
    assert result.call.stage is Stage.WAITING


@pytest.mark.parametrize("mode", SUPERVISION_MODES)
def test_a_call_that_is_handed_over_stays_supervised(mode: SupervisionMode) -> None:
    """The talk continues with the second advisor, in the same mode of supervision."""
    call = present(joined(), mode).call
    result = go(call, asked("hand_over"))
    assert of_supervision(result) == []
    last = result.call.commands[-1]
    assert last.leg == supervisor_leg(call)
    assert (last.other if isinstance(last, port.Join) else last.target) == "advisor-2"  # type: ignore[union-attr]


@pytest.mark.parametrize("action", ["take_back", "join"])
def test_each_new_bridge_admits_barging_supervisor_again(action: AdvisorAction) -> None:
    """Each new bridge admits a barging supervisor again; a listening one keeps the advisor's leg."""
    result = go(present(joined(), "barge").call, asked(action))
    assert [type(each) for each in result.call.commands if each.leg.startswith("supervisor-")] == [port.Join]
    result = go(present(joined(), "listen").call, asked(action))
    assert not any(each.leg.startswith("supervisor-") for each in result.call.commands)


def test_hold_and_mute_do_not_touch_a_supervision() -> None:
    """The gateway applies hold and mute to supervisors by itself."""
    for mode in SUPERVISION_MODES:
        for action in ("hold", "mute"):
            result = go(present(mode=mode).call, asked(action))  # type: ignore[arg-type]
            assert not any(each.leg.startswith("supervisor-") for each in result.call.commands)


@pytest.mark.parametrize("action", [*SUPERVISION_MODES, "stop"])
def test_a_talk_has_one_supervisor_at_a_time(action: SupervisorAction) -> None:
    """A second supervisor is refused and cannot stop the first; stopping without a supervision does nothing."""
    assert step(present().call, wished(action, "otra"), OPEN, SITE) is None
    assert step(talking(), wished("stop"), OPEN, SITE) is None


def test_repeated_request_changes_nothing() -> None:
    """A repeated request changes nothing, and a second pick-up does not begin the supervision again."""
    call = present().call
    assert step(call, wished("listen"), OPEN, SITE) is None
    assert step(call, port.LegAnswered(call_id=ID, leg=supervisor_leg(call)), OPEN, SITE) is None


def test_only_a_talk_is_supervised() -> None:
    """Before a talk there is no supervision, and the leg of a past one is ignored."""
    assert step(waiting(), wished("listen"), OPEN, SITE) is None
    assert step(go(waiting(), chosen()).call, wished("listen"), OPEN, SITE) is None
    call = present().call
    after = go(call, wished("stop")).call
    assert step(after, hung_up(supervisor_leg(call)), OPEN, SITE) is None


def test_nothing_of_a_supervision_ends_a_talk_when_it_goes_wrong() -> None:
    """A supervision's failed requests and legs never end a talk, and an advisor's late request becomes a refusal."""
    leg = hung_up("supervisor-7")
    assert is_optional(leg)
    assert is_optional(wished("listen"))
    assert deferred_signal(leg) is leg
    assert isinstance(deferred_signal(asked("hold")), RequestRefused)
    assert not is_optional(hung_up(CALLER))
    assert not is_optional(hung_up("advisor-1"))
