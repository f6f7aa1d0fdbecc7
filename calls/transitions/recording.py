"""The recording of a call: from the start of the conversation to the end of the call, with pauses. Pure.

Owns when a recording starts, pauses and is given up. `update_recording` looks at the result of each row, so that rows
need not know of recordings. The gateway leaves a complete file, and `agent_api.recordings` stores it and logs that.
"""

from typing import Literal

from call_router.signals import AdvisorAction
from calls.call import Call, Stage, Turn, is_over
from eventlog import facts as happened
from eventlog.facts.calls.recording import PauseReason
from telephony import port
from telephony.port import CALLER
from telephony.port.recordings import recording_id

REQUESTS: dict[AdvisorAction, bool] = {"pause_recording": True, "resume_recording": False}
"""Actions of an advisor, and whether the recording is paused after each."""


def accepts(call: Call, action: AdvisorAction) -> bool:
    """Return whether such a request can be granted now, and is not already in effect."""
    return bool(call.recording) and call.secret is not REQUESTS[action]


def grant_request(turn: Turn, action: AdvisorAction) -> None:
    """Set or clear the advisor's pause; `update_recording` applies it."""
    turn.set_stage(turn.call.stage, secret=REQUESTS[action])


def is_current(call: Call, recording: str) -> bool:
    """Return whether this is the current recording of the conversation or the voice message."""
    if call.stage is Stage.LEAVING_MESSAGE:  # this may be after the call's end in the log
        return call.message is not None and recording == call.message.recording
    return not is_over(call) and bool(recording) and recording == call.recording


def record_loss(turn: Turn, signal: port.NotRecorded) -> None:
    """Record that the gateway cannot record; a conversation continues without, and no new recording is requested."""
    turn.add_fact(happened.RecordingLost(recording=signal.recording_id, reason="not_recorded"))
    turn.set_stage(turn.call.stage, recording="", recordable=False, secret=False, pause_reason="")


def update_recording(turn: Turn) -> None:
    """Start, pause or resume the recording as the call now requires.

    It starts if the site records the line's conversations, the gateway can record, and the caller has heard the notice
    (Decreto 1377 de 2013, art. 7). It ends with the caller's leg, without a command. Voice messages have their own
    rows.
    """
    if is_over(turn.call):
        return
    if not turn.call.recording:
        if _is_due(turn):
            _begin(turn)
        return
    quiet = _pause_reason(turn)
    if bool(quiet) is not bool(turn.call.pause_reason):
        _pause(turn, quiet)


def is_expected(turn: Turn) -> bool:
    """Return whether a conversation of this call would be recorded: the site asks for it and the gateway can."""
    rules = turn.site.recordings
    return turn.call.recordable and rules is not None and rules.rule_for(turn.call.line).recorded


def _is_due(turn: Turn) -> bool:
    return turn.call.stage is Stage.TALKING and turn.call.has_heard_notice and is_expected(turn)


def _begin(turn: Turn) -> None:
    call = turn.call
    recording = recording_id(call.id, len(call.previous_campaigns), call.version)
    turn.add_fact(happened.RecordingBegan(line=call.line, queue=call.queue, advisor=call.advisor, recording=recording))
    turn.add_command(port.Record, leg=CALLER, recording_id=recording)
    turn.set_stage(call.stage, recording=recording)


def _pause_reason(turn: Turn) -> PauseReason | Literal[""]:
    """Return why nothing may be recorded now; empty if it may."""
    call, rules = turn.call, turn.site.recordings
    assert rules is not None, "the site of the recording has no rules of recordings"
    if call.stage is Stage.SENDING_ON:  # the other campaign has rules of its own
        return "waiting"
    if call.stage is not Stage.TALKING:
        return "waiting" if rules.between_advisors == "pause" else ""
    if call.secret:
        return "asked"
    return "hold" if call.held and rules.on_hold == "pause" else ""


def _pause(turn: Turn, reason: PauseReason | Literal[""]) -> None:
    call = turn.call
    if reason:
        turn.add_fact(happened.RecordingPaused(advisor=call.advisor, recording=call.recording, reason=reason))
    else:
        turn.add_fact(happened.RecordingResumed(advisor=call.advisor, recording=call.recording))
    turn.add_command(port.PauseRecording, leg=CALLER, paused=bool(reason), since=turn.now)
    turn.set_stage(call.stage, pause_reason=reason)
