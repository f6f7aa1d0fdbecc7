"""Voice messages, after hours or instead of waiting: offered only if they can be recorded, left only if spoken."""

from datetime import timedelta

import msgspec
import pytest

from call_router.routing import PartCall, ReleaseCall
from calls.call import Call, GatewayGone, Stage, StepResult, SystemFailure
from calls.flow import step
from config.site.calls.voice_messages import TONE, VoiceMessages
from config.site.model import Site
from eventlog.facts import (
    AnyFact,
    CallEnded,
    CallOverflowed,
    NoticePlayed,
    RecordingBegan,
    RecordingLost,
    VoiceMessageBegan,
    VoiceMessageLeft,
)
from eventlog.facts.calls.routing import OverflowReason
from telephony import port
from telephony.port import CALLER, Signal
from telephony.port.recordings import call_id_of
from tests.unit.calls.test_flow import CLOSED, ID, SITE, answer, arrived, asked, chosen, commands, hung_up, outcome
from tests.unit.calls.transitions.test_overflow import REASONS, enqueued, overflowing, site_with, waiting

RULES = SITE.voice_messages
assert RULES is not None
LINE = SITE.lines["bogota"]
SPOKE_S = 42.5


def closed(site: Site = SITE, *, recordable: bool = True) -> StepResult:
    """Return a caller who finds the line closed."""
    result = step(None, arrived(recordable=recordable), CLOSED, site)
    assert result is not None
    return result


def after(call: Call, signal: Signal, seconds: float = 0, site: Site = SITE) -> StepResult:
    """Apply a signal at a time after the line was found closed."""
    result = step(call, signal, CLOSED + timedelta(seconds=seconds), site)
    assert result is not None, f"{type(signal).__name__} does not fit {call.stage}"
    return result


def played(call: Call, ended: port.PlaybackEnd = "finished") -> port.PlaybackEnded:
    return port.PlaybackEnded(call_id=ID, command_id=call.awaited_command, ended=ended)


def keyed(call: Call, digits: str = "", ended: port.CollectEnd = "terminator") -> port.DigitsCollected:
    return port.DigitsCollected(call_id=ID, command_id=call.awaited_command, digits=digits, ended=ended)


def leaving(site: Site = SITE) -> StepResult:
    """Take the steps until the tone is over."""
    call = closed(site).call
    return after(call, played(call), site=site)


def facts_of_kind(result: StepResult, kind: type[AnyFact]) -> list[AnyFact]:  # type: ignore[valid-type]
    return [fact for fact in result.facts if isinstance(fact, kind)]


def test_a_closed_line_invites_to_leave_a_message() -> None:
    """The caller hears the next opening, the use of the message and the tone; recording starts after that."""
    result = closed()
    play = result.call.commands[-1]
    assert isinstance(play, port.Play)
    assert play.sounds[0] == LINE.closed_prompt
    assert play.sounds[-2:] == (RULES.prompt, TONE)
    assert not play.interruptible
    assert (result.call.stage, commands(result.call)) == (Stage.INVITED, [port.Answer, port.Play])


@pytest.mark.parametrize(
    ("site", "recordable"),
    [
        (SITE, False),
        (msgspec.structs.replace(SITE, voice_messages=None), True),
        (msgspec.structs.replace(SITE, voice_messages=msgspec.structs.replace(RULES, lines=("quejas",))), True),
    ],
    ids=["gateway-cannot", "site-without", "line-without"],
)
def test_line_without_voice_messages_says_goodbye(site: Site, recordable: bool) -> None:
    """Without a recording gateway, or a site or line that wants messages, the caller hears the ordinary goodbye."""
    call = closed(site, recordable=recordable).call
    play = call.commands[-1]
    assert isinstance(play, port.Play)
    assert (play.sounds[0], play.sounds[-1]) == (LINE.closed_prompt, LINE.goodbye_prompt)
    assert TONE not in play.sounds
    over = after(call, played(call), site=site)
    assert (outcome(over), commands(over.call)) == ("after_hours", [port.Hangup])


def test_the_message_is_recorded_from_the_tone_on() -> None:
    """The played notice is a fact, the recording names the call, and the end key or the time limit stops it."""
    result = leaving()
    call = result.call
    assert call.message is not None
    recording = call.message.recording
    assert result.facts == (
        NoticePlayed(notice=RULES.notice_version),
        VoiceMessageBegan(line="bogota", recording=recording),
    )
    record, collect = call.commands
    assert isinstance(record, port.Record)
    assert isinstance(collect, port.Collect)
    assert (record.leg, record.recording_id, call_id_of(recording)) == (CALLER, recording, ID)
    assert (collect.first_digit_s, collect.terminator, collect.afresh) == (RULES.most_s, "#", True)
    assert call.awaited_command == collect.id
    assert not call.recording  # the same as that of a talk
    assert not facts_of_kind(result, RecordingBegan)


@pytest.mark.parametrize("ended", ["terminator", "timeout"])
def test_a_message_ends_by_the_key_or_the_longest_time(ended: port.CollectEnd) -> None:
    """The gateway plays thanks without recording them, and the outcome is that of a message."""
    call = leaving().call
    result = after(call, keyed(call, ended=ended), SPOKE_S)
    assert call.message is not None
    expected = VoiceMessageLeft(line="bogota", recording=call.message.recording, lasted_ms=42_500)
    assert facts_of_kind(result, VoiceMessageLeft) == [expected]
    assert outcome(result) == "voice_message"
    assert isinstance(result.routing, ReleaseCall)
    pause, rescue = result.call.commands
    assert isinstance(pause, port.PauseRecording)
    assert isinstance(rescue, port.Rescue)
    assert pause.paused
    assert (rescue.sounds, rescue.fallback) == ((RULES.thanks_prompt, LINE.goodbye_prompt), None)


def test_a_message_ends_with_the_caller() -> None:
    """A caller who hangs up after speaking has left the message and hears nothing more."""
    result = after(leaving().call, hung_up(), SPOKE_S)
    assert (outcome(result), result.call.commands, result.actor) == ("voice_message", (), "caller")
    assert len(facts_of_kind(result, VoiceMessageLeft)) == 1


@pytest.mark.parametrize("seconds", [0.0, 1.999])
def test_silence_is_no_message(seconds: float) -> None:
    """A recording below the site's minimum is not left, and no thanks are played."""
    call = leaving().call
    by_key = after(call, keyed(call), seconds)
    assert (outcome(by_key), facts_of_kind(by_key, VoiceMessageLeft)) == ("after_hours", [])
    rescue = by_key.call.commands[-1]
    assert isinstance(rescue, port.Rescue)
    assert rescue.sounds == (LINE.goodbye_prompt,)
    result = after(call, hung_up(), seconds)
    assert (outcome(result), facts_of_kind(result, VoiceMessageLeft)) == ("after_hours", [])
    assert outcome(after(call, hung_up(), 2.0)) == "voice_message"


def test_another_key_ends_no_message() -> None:
    """A wrong key does not end the recording, and the time limit stays the same."""
    call = leaving().call
    result = after(call, keyed(call, "5", "complete"), 100)
    assert (result.facts, result.call.stage) == ((), Stage.LEAVING_MESSAGE)
    [collect] = result.call.commands
    assert isinstance(collect, port.Collect)
    assert collect.first_digit_s == pytest.approx(RULES.most_s - 100)
    assert outcome(after(result.call, keyed(result.call, "5", "complete"), RULES.most_s - 0.5)) == "voice_message"


def test_caller_who_leaves_before_tone_leaves_no_message() -> None:
    """The call ends as on any closed line, without a message."""
    result = after(closed().call, hung_up())
    assert (outcome(result), facts_of_kind(result, VoiceMessageBegan)) == ("after_hours", [])


@pytest.mark.parametrize("number", [None, "sip:6015550123@operador.example"])
def test_a_gateway_that_fails_to_record_is_no_silence(number: str | None) -> None:
    """The caller hears an apology and the alternative contact, then the line's fallback if any; no message is left."""
    line = msgspec.structs.replace(LINE, fallback=number)
    site = msgspec.structs.replace(SITE, lines={**SITE.lines, "bogota": line})
    call = leaving(site).call
    assert call.message is not None
    failed = port.NotRecorded(call_id=ID, recording_id=call.message.recording, leg=CALLER)
    result = after(call, failed, SPOKE_S, site)
    assert (outcome(result), facts_of_kind(result, VoiceMessageLeft)) == ("technical_failure", [])
    assert result.facts[0] == RecordingLost(recording=call.message.recording, reason="not_recorded")
    [rescue] = result.call.commands
    assert isinstance(rescue, port.Rescue)
    assert (rescue.sounds, rescue.fallback) == ((RULES.failed_prompt,), number)
    assert step(call, port.NotRecorded(call_id=ID, recording_id="another", leg=CALLER), CLOSED, SITE) is None


def test_minimum_length_of_message_covers_failed_start() -> None:
    """The minimum length of a message covers the time in which a gateway reports a failed recording."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(RULES), "least_s": int(port.RECORDING_START_TIMEOUT_S)}, VoiceMessages)


def test_caller_who_did_not_hear_notice_is_not_recorded_and_hears_apology() -> None:
    """A caller who did not hear the notice is not recorded and hears the apology."""
    call = closed().call
    for signal in (played(call, "failed"), SystemFailure(call_id=ID)):
        result = after(call, signal)
        assert (outcome(result), commands(result.call)) == ("technical_failure", [port.Rescue])
        assert not facts_of_kind(result, NoticePlayed)


@pytest.mark.parametrize("signal", [SystemFailure(call_id=ID), GatewayGone(call_id=ID), hung_up(cause="shutdown")])
def test_message_before_failure_is_kept(signal: Signal) -> None:
    """The call ends as a technical failure, and the message is left, because it may be whole."""
    result = after(leaving().call, signal, SPOKE_S)
    assert (outcome(result), len(facts_of_kind(result, VoiceMessageLeft))) == ("technical_failure", 1)
    [end] = facts_of_kind(result, CallEnded)
    assert end.ended_by == "failure"  # type: ignore[attr-defined]
    assert not facts_of_kind(after(leaving().call, signal, 1), VoiceMessageLeft)


# --- instead of waiting on

BUSY = site_with(voice_message="lineas_ocupadas")


def overflowed(reason: OverflowReason = "full") -> StepResult:
    """Return a waiting caller who is invited to leave a message."""
    return after(waiting(BUSY, recordable=True), overflowing(reason), site=BUSY)


def speaking() -> Call:
    """Take the steps until the tone is over."""
    call = overflowed().call
    return after(call, played(call), site=BUSY).call


@pytest.mark.parametrize("reason", REASONS)
def test_a_queue_may_lead_to_a_message(reason: OverflowReason) -> None:
    """Wait and call end as for a played message; the reason and the invitation play, and the gateway stays."""
    result = overflowed(reason)
    assert result.facts == (
        CallOverflowed(line="bogota", queue="credito", reason=reason, to="voice_message"),
        CallEnded(line="bogota", queue="credito", outcome="message", stage="waiting", ended_by="system"),
    )
    assert (result.routing, result.call.stage, result.actor) == (PartCall(), Stage.INVITED, "router")
    [play] = result.call.commands
    assert isinstance(play, port.Play)
    assert play.sounds == ("lineas_ocupadas", RULES.prompt, TONE)
    assert not play.interruptible


def test_invitation_follows_queue_announcement_unless_advisor_answers_first() -> None:
    """The invitation follows the queue's announcement, unless an advisor answers first."""
    call = after(enqueued(BUSY, recordable=True).call, overflowing("full"), site=BUSY).call
    assert (call.pending_overflow, call.commands) == ("full", ())
    assert after(call, played(call), site=BUSY).call.stage is Stage.INVITED
    ringing = after(call, chosen(), site=BUSY).call
    answered = answer(ringing, BUSY)
    assert (answered.call.stage, answered.call.pending_overflow) == (Stage.TALKING, "")


def test_it_is_left_after_the_end_and_ends_nothing_twice() -> None:
    """The message begins, is left and is thanked for as on a closed line; the outcome is written once."""
    begun = after(overflowed().call, played(overflowed().call), site=BUSY)
    assert [type(fact) for fact in begun.facts] == [NoticePlayed, VoiceMessageBegan]
    assert (begun.routing, commands(begun.call)) == (None, [port.Record, port.Collect])
    result = after(begun.call, keyed(begun.call), SPOKE_S, BUSY)
    assert [type(fact) for fact in result.facts] == [VoiceMessageLeft]
    assert (result.routing, result.call.stage, result.call.outcome) == (ReleaseCall(), Stage.ENDED, "message")
    rescue = result.call.commands[-1]
    assert isinstance(rescue, port.Rescue)
    assert rescue.sounds == (RULES.thanks_prompt, LINE.goodbye_prompt)


@pytest.mark.parametrize(
    "signal", [hung_up(), SystemFailure(call_id=ID), GatewayGone(call_id=ID), hung_up(cause="shutdown")]
)
def test_caller_leaving_before_tone_leaves_no_message(signal: Signal) -> None:
    """Before the tone no message is left, after it the recorded part is; the call is released and ended once."""
    before, during = after(overflowed().call, signal, site=BUSY), after(speaking(), signal, SPOKE_S, BUSY)
    assert (before.facts, [type(fact) for fact in during.facts]) == ((), [VoiceMessageLeft])
    for result in (before, during):
        assert (result.routing, result.call.stage, result.call.outcome) == (ReleaseCall(), Stage.ENDED, "message")
        if isinstance(signal, SystemFailure):
            assert commands(result.call) == [port.Rescue]


def test_failed_recording_after_hang_up_is_fact() -> None:
    """The call has already ended, but the loss is a fact, and the caller hears the alternative contact."""
    call = speaking()
    assert call.message is not None
    lost = port.NotRecorded(call_id=ID, recording_id=call.message.recording, leg=CALLER)
    result = after(call, lost, 1.5, BUSY)
    assert result.facts == (RecordingLost(recording=call.message.recording, reason="not_recorded"),)
    assert (result.routing, result.call.stage, result.call.outcome) == (ReleaseCall(), Stage.ENDED, "message")
    [rescue] = result.call.commands
    assert isinstance(rescue, port.Rescue)
    assert rescue.sounds == (RULES.failed_prompt,)


def test_a_call_that_is_over_has_no_queue_and_no_advisor() -> None:
    """Late signals of the router or an advisor change nothing."""
    for call in (overflowed().call, speaking()):
        for signal in (chosen(2), overflowing("max_wait"), asked("hang_up")):
            assert step(call, signal, CLOSED, BUSY) is None


def test_caller_who_cannot_be_recorded_keeps_waiting() -> None:
    """The caller keeps waiting if the gateway cannot record or an earlier recording of the call continues."""
    unable, taped = waiting(BUSY), msgspec.structs.replace(waiting(BUSY, recordable=True), recording="r")
    for call in (unable, taped):
        assert step(call, overflowing("full"), CLOSED, BUSY) is None
        due = msgspec.structs.replace(call, pending_overflow="full", awaited_command="words")
        result = after(due, port.PlaybackEnded(call_id=ID, command_id="words", ended="finished"), site=BUSY)
        assert commands(result.call)[0] is port.Music


def test_the_sample_site_invites_where_a_queue_is_full() -> None:
    """Only the payments queue invites; the rules of lines apply to closed lines, so any line can invite."""
    ways = [
        (queue.id, reason)
        for queue in SITE.queues.values()
        for reason, way in queue.overflow.items()
        if way.voice_message
    ]
    assert ways == [("pagos", "full")]
    nowhere = msgspec.structs.replace(BUSY, voice_messages=msgspec.structs.replace(RULES, lines=()))
    result = step(waiting(BUSY, recordable=True), overflowing(), CLOSED, nowhere)
    assert result is not None
    assert result.call.stage is Stage.INVITED


def test_a_message_instead_of_waiting_that_cannot_be_recorded_is_no_silence() -> None:
    """The loss is a fact, the caller hears the apology, and the call has no second end."""
    call = speaking()
    assert call.message is not None
    lost = port.NotRecorded(call_id=ID, recording_id=call.message.recording, leg=CALLER)
    result = after(call, lost, SPOKE_S, BUSY)
    assert [type(fact) for fact in result.facts] == [RecordingLost]
    assert (result.routing, result.call.stage, commands(result.call)) == (ReleaseCall(), Stage.ENDED, [port.Rescue])
