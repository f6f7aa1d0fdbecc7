"""Voice messages: the caller leaves one when no advisor can answer. Pure.

Owns the rows from the invitation to the end of the message, and its minimum length: the site regards a shorter one as
silence. It is offered only if the gateway can record. A caller who leaves a message instead of waiting has left the
queue: in the log the call is over, and the message follows, as a survey's answers do. `agent_api.recordings` stores the
recording and tracks who attends the message.
"""

from datetime import timedelta

from call_router.routing import PartCall
from calls.call import Call, GatewayGone, Stage, SystemFailure, Turn, VoiceMessage
from calls.transitions import common, recording
from calls.transitions.common import Transition
from config.milliseconds import MILLISECOND
from config.site.calls.voice_messages import TONE, VoiceMessages
from eventlog import facts as happened
from eventlog.facts import Outcome
from telephony import port
from telephony.port import CALLER, Signal
from telephony.port.recordings import recording_id

END_KEY = "#"
_MIN_REMAINING_S = 1.0


def close_line(turn: Turn, *words: str) -> None:
    """Tell the caller that the line is closed, and invite a message if the line offers that."""
    rules = turn.site.voice_messages
    if rules is None or turn.call.line not in rules.lines or not turn.call.recordable:
        command_id = turn.add_command(port.Play, sounds=(*words, turn.line.goodbye_prompt))
        turn.set_stage(Stage.AFTER_HOURS, awaited_command=command_id)
    else:
        _invite(turn, *words)


def can_leave_message(call: Call) -> bool:
    """Return whether a waiting caller may leave a message: the gateway can record, and the call has no recording."""
    return call.recordable and not call.recording and call.call_back is None


def leave_queue(turn: Turn, *words: str) -> None:
    """End the call in the log instead of waiting; tell the caller why, and invite a message."""
    common.end_call(turn, "message", ended_by="system")
    turn.routing = PartCall()
    _invite(turn, *words)


def _invite(turn: Turn, *words: str) -> None:
    invited = turn.add_command(port.Play, sounds=(*words, _rules(turn).prompt, TONE))
    turn.set_stage(Stage.INVITED, awaited_command=invited)


def _begin(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Start the recording after the caller has heard the notice of the message."""
    if signal.ended == "failed":
        _apologise(turn)
        return
    call = turn.call
    began = recording_id(call.id, len(call.previous_campaigns), call.version)
    turn.add_fact(happened.NoticePlayed(notice=_rules(turn).notice_version))
    turn.add_fact(happened.VoiceMessageBegan(line=call.line, recording=began))
    turn.add_command(port.Record, leg=CALLER, recording_id=began)
    turn.set_stage(Stage.LEAVING_MESSAGE, message=VoiceMessage(recording=began, started_at=turn.now))
    _await_end_key(turn, _rules(turn).most_s)


def _await_end_key(turn: Turn, max_s: float) -> None:
    collect = turn.add_command(port.Collect, most=1, first_digit_s=float(max_s), terminator=END_KEY, afresh=True)
    turn.set_stage(Stage.LEAVING_MESSAGE, awaited_command=collect)


# --- end --------------------------------------------------------------------------------------------------------------


def _handle_key(turn: Turn, signal: port.DigitsCollected) -> None:
    """End the message at the end key or the maximum length; ignore other keys."""
    left_s = _rules(turn).most_s - _duration(turn) / timedelta(seconds=1)
    if signal.ended == "complete" and left_s >= _MIN_REMAINING_S:
        _await_end_key(turn, left_s)
        return
    turn.actor = "system" if signal.ended == "timeout" else CALLER
    turn.add_command(port.PauseRecording, leg=CALLER, paused=True, since=turn.now)
    words = (_rules(turn).thanks_prompt,) if _is_long_enough(turn) else ()
    common.play_farewell(turn, *words, turn.line.goodbye_prompt)
    _end(turn, "after_hours", ended_by="system")


def _caller_leaves(turn: Turn, signal: port.LegHungUp) -> None:
    if signal.cause == "shutdown":
        _end(turn, "technical_failure", ended_by="failure")
    else:
        turn.actor = CALLER
        _end(turn, "after_hours", ended_by="caller")


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    _end(turn, "technical_failure", ended_by="failure")


def _failed(turn: Turn, signal: SystemFailure) -> None:
    """Keep what was said before a failure, since it may be complete, and apologise."""
    if turn.call.message:
        _record_message(turn)
    _apologise(turn)


def _not_recorded(turn: Turn, signal: port.NotRecorded) -> None:
    """Stop a message that is not recorded, without thanks, and apologise."""
    recording.record_loss(turn, signal)
    _apologise(turn)


def _apologise(turn: Turn) -> None:
    """Tell the caller that it failed and where else to call, and connect the fallback number if there is one."""
    common.play_farewell(turn, _rules(turn).failed_prompt, number=turn.line.fallback)
    common.end_call(turn, "technical_failure", ended_by="failure")


def _end(turn: Turn, outcome: Outcome, *, ended_by: str) -> None:
    """End the call; a message is the outcome, unless something failed."""
    is_left = _record_message(turn)
    common.end_call(turn, "voice_message" if is_left and ended_by != "failure" else outcome, ended_by=ended_by)


def _record_message(turn: Turn) -> bool:
    """Record the message as a fact if it is long enough; return whether it is."""
    message = _message(turn)
    if not _is_long_enough(turn):
        return False
    lasted_ms = _duration(turn) // MILLISECOND
    turn.add_fact(happened.VoiceMessageLeft(line=turn.call.line, recording=message.recording, lasted_ms=lasted_ms))
    return True


def _is_long_enough(turn: Turn) -> bool:
    return _duration(turn) >= timedelta(seconds=_rules(turn).least_s)


def _duration(turn: Turn) -> timedelta:
    return turn.now - _message(turn).started_at


def _message(turn: Turn) -> VoiceMessage:
    assert turn.call.message is not None, "the call has no voice message"
    return turn.call.message


def _rules(turn: Turn) -> VoiceMessages:
    assert turn.site.voice_messages is not None, "the site of the call has no voice messages"
    return turn.site.voice_messages


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.INVITED, port.PlaybackEnded): _begin,
    (Stage.INVITED, SystemFailure): _failed,
    (Stage.LEAVING_MESSAGE, port.DigitsCollected): _handle_key,
    (Stage.LEAVING_MESSAGE, port.LegHungUp): _caller_leaves,
    (Stage.LEAVING_MESSAGE, port.NotRecorded): _not_recorded,
    (Stage.LEAVING_MESSAGE, GatewayGone): _gateway_gone,
    (Stage.LEAVING_MESSAGE, SystemFailure): _failed,
}
