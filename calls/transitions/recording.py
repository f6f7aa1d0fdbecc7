"""The part of a call's life that is recorded: from the talk's beginning to the call's end, but for the pauses. Pure.

Owns when a recording begins, pauses and is given up. `update_recording` looks at what a row has made of the call, so
that no row need know of recordings. What becomes of the recorded bytes is not the call's: the gateway leaves a file
when it is complete, and who stores it tells it in the log (`agent_api.recordings`).
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
"""What an advisor may ask for, and whether secrets are spoken from then on."""


def accepts(call: Call, action: AdvisorAction) -> bool:
    """Whether such a wish can be granted now, and is not so already."""
    return bool(call.recording) and call.secret is not REQUESTS[action]


def grant_request(turn: Turn, action: AdvisorAction) -> None:
    """Secrets are spoken, or are not any more; `update_recording` makes of it what is due."""
    turn.set_stage(turn.call.stage, secret=REQUESTS[action])


def is_current(call: Call, recording: str) -> bool:
    """Whether it is this recording that the call has, of its talk or as its message."""
    if call.stage is Stage.LEAVING_MESSAGE:  # which may be after the call's end by the log
        return call.message is not None and recording == call.message.recording
    return not is_over(call) and bool(recording) and recording == call.recording


def record_loss(turn: Turn, signal: port.NotRecorded) -> None:
    """The gateway cannot record after all: a talk goes on without, and the gateway is not asked again."""
    turn.add_fact(happened.RecordingLost(recording=signal.recording_id, reason="not_recorded"))
    turn.set_stage(turn.call.stage, recording="", recordable=False, secret=False, pause_reason="")


def update_recording(turn: Turn) -> None:
    """Let the recording be what the call calls for now, if it goes on.

    It begins where the site has the line's talks recorded, the gateway can, and the caller has heard the notice
    (Decreto 1377 de 2013, art. 7). It ends with the caller's leg, for which nothing need be asked. A voice
    message is recorded by rows of its own.
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
    """Why nothing is to be recorded now; empty when it is."""
    call, rules = turn.call, turn.site.recordings
    assert rules is not None, "a call keeps the site by which its recording began"
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
