"""The survey after a talk: the call has already ended, and the service does not depend on the survey."""

import msgspec
import pytest

from call_router.routing import PartCall, ReleaseCall
from calls.call import Call, GatewayGone, Stage, StepResult, SystemFailure, card_of
from calls.flow import step
from config.site.calls.recordings import RecordingRules
from config.site.model import Site
from eventlog.facts import AnyFact, CallEnded, SurveyAnswered, SurveyBegan, SurveyEnded, WishRefused
from telephony import port
from telephony.port import CALLER, Signal
from tests.unit.calls.test_flow import ID, OPEN, SITE, asked, commands, hung_up, pressed, talking
from tests.unit.calls.transitions.test_callbacks import promised

assert SITE.survey is not None
RULES = msgspec.structs.replace(SITE.survey, lines=("bogota",))
ASKING = msgspec.structs.replace(SITE, survey=RULES)
GOODBYE = SITE.lines["bogota"].goodbye_prompt
ENDS: dict[str, Signal] = {
    "on the phone": hung_up("advisor-1"),
    "at the desk": asked("hang_up"),
    "to the survey": asked("survey"),
}
ONLY_BY_TRANSFER = msgspec.structs.replace(SITE, survey=msgspec.structs.replace(RULES, begins="transfer"))
OF = {"line": "bogota", "queue": "credito"}


def go(call: Call, signal: Signal, site: Site = ASKING) -> StepResult:
    result = step(call, signal, OPEN, site)
    assert result is not None, f"{type(signal).__name__} does not fit {call.stage}"
    return result


def surveying(*keys: str) -> StepResult:
    """Return a call whose advisor hung up and whose caller pressed these keys."""
    result = go(talking(), hung_up("advisor-1"))
    for key in keys:
        result = go(result.call, pressed(result.call, key))
    return result


def played_sounds(result: StepResult) -> tuple[str, ...]:
    """Return the sounds that the caller hears in this step."""
    [sounds] = [each.sounds for each in result.call.commands if isinstance(each, port.Play | port.Rescue)]
    return sounds


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_the_call_is_over_before_anything_is_asked(end: Signal) -> None:
    """The end fact is the same as without a survey and comes first; the router releases call and advisor at once."""
    result, without = go(talking(), end), go(talking(), asked("hang_up") if end == asked("survey") else end, SITE)
    assert result.facts[: len(without.facts)] == without.facts
    assert result.facts[len(without.facts) :] == (SurveyBegan(**OF, advisor="asesor1"),)
    assert (result.routing, without.routing) == (PartCall(), ReleaseCall())
    assert (result.actor, result.call.outcome) == (without.actor, "answered")
    assert card_of(result.call) == card_of(without.call)
    assert [each for each in result.call.commands if isinstance(each, port.Hangup) and each.leg == CALLER] == []
    assert played_sounds(result) == (RULES.invite_prompt, "encuesta_trato")
    collect = result.call.commands[-1]
    assert isinstance(collect, port.Collect)
    assert (collect.most, collect.afresh, collect.first_digit_s) == (1, True, RULES.first_digit_s)
    assert (result.call.stage, result.call.awaited_command) == (Stage.SURVEYING, collect.id)


@pytest.mark.parametrize("end", [ENDS["on the phone"], ENDS["at the desk"]])
def test_a_site_may_leave_it_to_the_advisor(end: Signal) -> None:
    """If the site leaves it to the advisor, only callers handed to the survey are asked."""
    assert go(talking(), end, ONLY_BY_TRANSFER).call.stage is Stage.ENDED
    result = go(talking(), asked("survey"), ONLY_BY_TRANSFER)
    assert result.call.stage is Stage.SURVEYING
    hangup, *_ = result.call.commands
    assert isinstance(hangup, port.Hangup)
    assert hangup.leg == "advisor-1"


def test_survey_request_without_survey_is_refused() -> None:
    """Without a survey, or during a consultation, the request is refused and the talk continues."""
    consulting = msgspec.structs.replace(talking(), consulted="asesor2")
    for call, site, reason in ((talking(), SITE, "no_survey"), (consulting, ASKING, "consulting")):
        result = go(call, asked("survey"), site)
        assert [(fact.action, fact.reason) for fact in result.facts if isinstance(fact, WishRefused)] == [
            ("survey", reason)
        ]
        assert (result.call.stage, result.call.commands, result.routing) == (Stage.TALKING, (), None)


def test_every_answer_is_a_fact_and_leads_on() -> None:
    """Each question follows the answer before; then the gateway alone plays thanks and goodbye."""
    first = surveying("5")
    assert first.facts == (SurveyAnswered(**OF, advisor="asesor1", question="trato", answer="5"),)
    assert (first.actor, played_sounds(first)) == ("caller", ("encuesta_solucion",))
    last = go(first.call, pressed(first.call, "2"))
    assert last.facts == (
        SurveyAnswered(**OF, advisor="asesor1", question="solucion", answer="2"),
        SurveyEnded(**OF, result="complete", answered=2),
    )
    assert (last.routing, last.call.stage, played_sounds(last)) == (
        ReleaseCall(),
        Stage.ENDED,
        (RULES.thanks_prompt, GOODBYE),
    )
    assert commands(last.call) == [port.Rescue]


@pytest.mark.parametrize("key", ["", "9", "*"], ids=["silence", "no answer", "star"])
def test_a_question_is_asked_again_and_then_no_more(key: str) -> None:
    """After the attempts of one question the survey ends; an answer resets the count."""
    again = surveying(key)
    assert (again.facts, played_sounds(again)) == ((), (RULES.again_prompt, "encuesta_trato"))
    over = go(again.call, pressed(again.call, key))
    assert (over.facts, played_sounds(over)) == ((SurveyEnded(**OF, result="unanswered", answered=0),), (GOODBYE,))
    assert surveying(key, "4", key).call.stage is Stage.SURVEYING
    assert surveying(key, "4", key, key).facts == (SurveyEnded(**OF, result="unanswered", answered=1),)


def test_hanging_up_skips_the_rest() -> None:
    """Given answers are kept, the other questions are skipped, and nothing counts as a failure."""
    result = go(surveying("1").call, hung_up())
    assert (result.facts, result.actor) == ((SurveyEnded(**OF, result="left", answered=1),), "caller")
    assert (result.call.commands, result.routing, result.call.stage) == ((), ReleaseCall(), Stage.ENDED)


@pytest.mark.parametrize("signal", [SystemFailure(call_id=ID), GatewayGone(call_id=ID), hung_up(cause="shutdown")])
def test_a_failure_ends_the_survey_and_no_call_twice(signal: Signal) -> None:
    """A failure writes no second end; a caller still on the line hears the goodbye, not an apology."""
    result = go(surveying("1").call, signal)
    assert result.facts == (SurveyEnded(**OF, result="failed", answered=1),)
    assert not [fact for fact in result.facts if isinstance(fact, CallEnded)]
    if isinstance(signal, SystemFailure):
        assert played_sounds(result) == (GOODBYE,)


def test_survey_follows_only_advisor_hang_up() -> None:
    """A caller who hangs up, a lost advisor's phone, another line or a missing survey means no questions."""
    without = msgspec.structs.replace(SITE, survey=None)
    for signal, site in (
        (hung_up(), ASKING),
        (hung_up("advisor-1", "media_lost"), ASKING),
        (hung_up("advisor-1", "shutdown"), ASKING),
        (hung_up("advisor-1"), SITE),
        (hung_up("advisor-1"), without),
    ):
        result = go(talking(), signal, site)
        assert (result.call.stage, result.routing) == (Stage.ENDED, ReleaseCall())


def test_call_back_has_no_survey() -> None:
    """A call-back ends with its talk, without a survey."""
    call = msgspec.structs.replace(promised(1), stage=Stage.TALKING, offer=1, advisor="asesor1", answered=True)
    assert call.line in RULES.lines
    assert go(call, port.LegHungUp(call_id=call.id, leg="advisor-1")).call.stage is Stage.ENDED


def test_a_late_wish_of_the_advisor_is_nobodys() -> None:
    """Late requests of the advisor are ignored, not refused."""
    call = surveying().call
    for wish in (asked("hold"), asked("hang_up"), asked("transfer", target="queue:pagos")):
        assert step(call, wish, OPEN, ASKING) is None
    assert step(call, hung_up("advisor-1"), OPEN, ASKING) is None


def test_caller_on_hold_hears_survey_question() -> None:
    """The music stops first; the log has no retrieve, because the call ended on hold."""
    on_hold = go(talking(), asked("hold")).call
    result = go(on_hold, asked("hang_up"))
    assert commands(result.call)[:3] == [port.Hangup, port.Hold, port.Play]
    assert [type(fact) for fact in result.facts] == [CallEnded, SurveyBegan]


def test_answers_are_not_recorded() -> None:
    """The recording ends with the talk, so the survey keys are never recorded."""
    site = msgspec.structs.replace(ASKING, recordings=RecordingRules(days=9, on_hold="go_on", between_advisors="go_on"))
    result = go(talking(recordable=True), hung_up("advisor-1"), site)
    assert commands(result.call)[0] is port.StopRecording
    assert commands(go(result.call, pressed(result.call, "5"), site).call) == [port.Play, port.Collect]
    paused = go(talking(recordable=True), asked("pause_recording"), site).call
    assert commands(go(paused, hung_up("advisor-1"), site).call)[0] is port.StopRecording
    assert facts_of(result, WishRefused) == []


def facts_of(result: StepResult, kind: type[AnyFact]) -> list[AnyFact]:  # type: ignore[valid-type]
    return [fact for fact in result.facts if isinstance(fact, kind)]
