"""The part of a call's life after the talk: who stays on the line when the advisor has left is asked about it. Pure.

Owns the rows of the survey. By the log the call is over with the talk, as if there were no survey: its CallEnded is
written first, the advisor's wrap-up begins, and no figure can be another. What follows are facts of their own, as a
recording's are.
"""

from call_router.routing import PartCall
from calls.call import Call, GatewayGone, Stage, SurveyProgress, SystemFailure, Turn
from calls.transitions import common
from calls.transitions.common import Transition
from config.site.calls.surveys import Survey, SurveyQuestion
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts.calls.post_call import SurveyEnd
from telephony import port
from telephony.port import CALLER, Signal


def is_offered(call: Call, site: Site) -> bool:
    """Whether the line has its callers asked; never in a call-back, in which we have disturbed them already."""
    return site.survey is not None and call.line in site.survey.lines and call.call_back is None


def is_due(turn: Turn) -> bool:
    """Whether the caller is asked when the advisor hangs up without a word of the survey."""
    return is_offered(turn.call, turn.site) and _rules(turn).begins == "hang_up"


def begin(turn: Turn) -> None:
    """The advisor has left the talk: the call is over for the log and the router, and the first question is asked."""
    call = turn.call
    if call.held:
        turn.add_command(port.Hold, leg=CALLER, held=False)
    if call.recording:  # it ends with the conversation: the answers are not recorded
        turn.add_command(port.StopRecording, leg=CALLER, since=turn.now)
    common.end_call(turn, "answered", ended_by="advisor")
    turn.add_fact(happened.SurveyBegan(line=call.line, queue=call.queue, advisor=call.advisor))
    turn.routing = PartCall()
    turn.set_stage(Stage.SURVEYING, advisor="", survey=SurveyProgress(advisor=call.advisor))
    _ask(turn, _rules(turn).invite_prompt)


def _ask(turn: Turn, *words: str) -> None:
    rules = _rules(turn)
    turn.add_command(port.Play, sounds=(*words, _question(turn).prompt), interruptible=True)
    collect = turn.add_command(port.Collect, most=1, first_digit_s=rules.first_digit_s, terminator="", afresh=True)
    turn.set_stage(Stage.SURVEYING, awaited_command=collect)


def _handle_answer(turn: Turn, signal: port.DigitsCollected) -> None:
    """An answer leads on to the next question; silence or another key asks again, and then lets the caller go."""
    turn.actor = CALLER
    survey, question = _survey(turn), _question(turn)
    if signal.digits in question.answers:
        _record_answer(turn, question, signal.digits)
    elif survey.misses + 1 < _rules(turn).attempts:
        turn.set_stage(Stage.SURVEYING, survey=SurveyProgress(survey.advisor, survey.answer_count, survey.misses + 1))
        _ask(turn, _rules(turn).again_prompt)
    else:
        _play_goodbye(turn, "unanswered")


def _record_answer(turn: Turn, question: SurveyQuestion, answer: str) -> None:
    call, survey = turn.call, _survey(turn)
    turn.add_fact(
        happened.SurveyAnswered(
            line=call.line, queue=call.queue, advisor=survey.advisor, question=question.question, answer=answer
        )
    )
    turn.set_stage(Stage.SURVEYING, survey=SurveyProgress(survey.advisor, survey.answer_count + 1))
    if survey.answer_count + 1 < len(_rules(turn).questions):
        _ask(turn)
    else:
        _play_goodbye(turn, "complete", _rules(turn).thanks_prompt)


# --- it ends ----------------------------------------------------------------------------------------------------------


def _caller_leaves(turn: Turn, signal: port.LegHungUp) -> None:
    if signal.leg == CALLER:
        turn.actor = CALLER
        _end(turn, "failed" if signal.cause == "shutdown" else "left")


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    _end(turn, "failed")


def _failed(turn: Turn, signal: SystemFailure) -> None:
    """The caller was served already: a goodbye is enough."""
    _play_goodbye(turn, "failed")


def _play_goodbye(turn: Turn, result: SurveyEnd, *words: str) -> None:
    common.play_farewell(turn, *words, turn.line.goodbye_prompt)
    _end(turn, result)


def _end(turn: Turn, result: SurveyEnd) -> None:
    call = turn.call
    turn.add_fact(
        happened.SurveyEnded(line=call.line, queue=call.queue, result=result, answered=_survey(turn).answer_count)
    )
    common.release_call(turn)


def _survey(turn: Turn) -> SurveyProgress:
    assert turn.call.survey is not None, "this stage is a survey's"
    return turn.call.survey


def _question(turn: Turn) -> SurveyQuestion:
    return _rules(turn).questions[_survey(turn).answer_count]


def _rules(turn: Turn) -> Survey:
    assert turn.site.survey is not None, "a call keeps the site that has it asked"
    return turn.site.survey


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.SURVEYING, port.DigitsCollected): _handle_answer,
    (Stage.SURVEYING, port.LegHungUp): _caller_leaves,
    (Stage.SURVEYING, GatewayGone): _gateway_gone,
    (Stage.SURVEYING, SystemFailure): _failed,
}
