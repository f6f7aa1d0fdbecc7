"""The survey after a conversation: a caller who stays on the line answers questions about it. Pure.

Owns the rows of the survey. In the log the call ends with the conversation, as without a survey: its CallEnded is
written first, the advisor's wrap-up begins, and no figure changes. Separate facts follow, as for a recording.
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
    """Return whether the line has a survey; never in a call-back, because we called the caller."""
    return site.survey is not None and call.line in site.survey.lines and call.call_back is None


def is_due(turn: Turn) -> bool:
    """Return whether the survey starts when the advisor hangs up without a request for it."""
    return is_offered(turn.call, turn.site) and _rules(turn).begins == "hang_up"


def begin(turn: Turn) -> None:
    """End the call in the log, release the advisor, and ask the first question."""
    call = turn.call
    if call.held:
        turn.add_command(port.Hold, leg=CALLER, held=False)
    if call.recording:  # the recording ends with the conversation, without the answers
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
    """Ask the next question after an answer; after silence or a wrong key ask again, then end the survey."""
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


# --- end --------------------------------------------------------------------------------------------------------------


def _caller_leaves(turn: Turn, signal: port.LegHungUp) -> None:
    if signal.leg == CALLER:
        turn.actor = CALLER
        _end(turn, "failed" if signal.cause == "shutdown" else "left")


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    _end(turn, "failed")


def _failed(turn: Turn, signal: SystemFailure) -> None:
    """Play the goodbye; no apology, because the caller was already served."""
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
    assert turn.call.survey is not None, "the call has no survey in progress"
    return turn.call.survey


def _question(turn: Turn) -> SurveyQuestion:
    return _rules(turn).questions[_survey(turn).answer_count]


def _rules(turn: Turn) -> Survey:
    assert turn.site.survey is not None, "the site of the call has no survey"
    return turn.site.survey


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.SURVEYING, port.DigitsCollected): _handle_answer,
    (Stage.SURVEYING, port.LegHungUp): _caller_leaves,
    (Stage.SURVEYING, GatewayGone): _gateway_gone,
    (Stage.SURVEYING, SystemFailure): _failed,
}
