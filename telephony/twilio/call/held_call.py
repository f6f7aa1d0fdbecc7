"""A call at Twilio as a value: commands and webhooks in; signals, documents and requests out. Pure.

Owns the port's rules for one call. The value is in Valkey, so that any node can continue it; the node that holds it
delivers ``pending_signals`` and sends ``pending_requests``, and removes them afterwards. The next action of a leg is
not commanded but follows from the desired state of all legs (`desired_state`).
"""

from collections.abc import Callable
from typing import Any

import msgspec

from telephony import port
from telephony.port import AnySignal, LegFailure
from telephony.port.legs import find_leg, unanswered_leg_error
from telephony.twilio.call.legs import Leg
from telephony.twilio.call.requests import AnyRequest, BeginRecording, EndRecording, PauseRecordingOf

KIND = "twilio"
_MAX_REMEMBERED = 128
_FAILURES: dict[str, LegFailure] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "cancelled",
    "failed": "unreachable",
}
"""By Twilio's ``CallStatus``. Source: https://www.twilio.com/docs/voice/api/call-resource#call-status-values"""
_DECLINED = "603"
ENDED_STATUSES = {*_FAILURES, "completed"}


class HeldCall(msgspec.Struct, kw_only=True):
    """One call.

    Attributes:
        request_lease_until: end (s) of the lease of the node that sends the next request.
        pending_since: time (s) of the oldest pending signal or request.
        rescue: the command that handed the call over; no signals follow it.
        bridging: the other leg of the last Bridge, until both legs have their actions; then empty.
        seen_at: time (s) of the last webhook.
    """

    id: str
    line: str = ""
    legs: dict[str, Leg] = {}
    executed_commands: list[str] = []
    pending_signals: list[AnySignal] = []
    pending_requests: list[AnyRequest] = []
    request_lease_until: float = 0.0
    pending_since: float = 0.0
    rescue: port.Rescue | None = None
    talk_count: int = 0
    bridging: str = ""
    seen_at: float = 0.0

    def leg(self, name: str) -> Leg:
        """Return the leg of that name.

        Raises:
            UnknownLeg: it is gone, or never existed.
        """
        return find_leg(self.legs, self.id, name)

    def answered_leg(self, name: str) -> Leg:
        """Return the leg of that name, which must be answered.

        Raises:
            UnknownLeg: no answered leg has that name.
        """
        leg = self.leg(name)
        if leg.state != "up" or leg.ending or self.rescue:
            raise unanswered_leg_error(self.id, name)
        return leg

    def execute(self, command: port.AnyCommand, to: str = "") -> None:
        """Carry out a command, once per id.

        Args:
            command: of this call.
            to: Twilio's address of the called phone, if the command calls one.

        Raises:
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            Unsupported: this kind of gateway cannot do it.
            TelephonyError: a leg of the name exists already.
        """
        if command.id in self.executed_commands:
            return
        if isinstance(command, port.Ring | port.Dial):
            self._call(command, to)
        elif isinstance(command, port.Rescue):
            self._rescue(command, to)
        else:
            carry_out = _COMMANDS.get(type(command))
            if carry_out is None:
                raise port.Unsupported(KIND, type(command))
            carry_out(command, self)
        self.executed_commands = [*self.executed_commands[1 - _MAX_REMEMBERED :], command.id]

    def emit(self, signals: list[AnySignal]) -> None:
        """Add signals for the driver, unless the call is rescued."""
        if self.rescue is None:
            self.pending_signals.extend(signals)

    def members(self, talk: int) -> list[Leg]:
        """Return the legs of a conversation, on hold or not."""
        return [leg for leg in self.legs.values() if talk and leg.talk == talk]

    def _call(self, command: port.Ring | port.Dial, to: str) -> None:
        if self.rescue:
            raise port.UnknownLeg(f"the call {self.id!r} has ended")
        if command.leg in self.legs:
            raise port.TelephonyError(f"the call {self.id!r} already has a leg {command.leg!r}")
        self.legs[command.leg] = Leg(name=command.leg, to=to, state="calling", timeout_s=command.timeout_s)

    def _rescue(self, command: port.Rescue, to: str) -> None:
        if not command.sounds:
            self.rescue = command
            for leg in self.legs.values():
                leg.ending = True
            return
        self.leg(port.CALLER)
        if self.rescue:
            return
        self.rescue = msgspec.structs.replace(command, fallback=to or None)
        for leg in self.legs.values():
            leg.ending = leg.name != port.CALLER
        self.legs[port.CALLER].state = "up"

    def new_talk(self) -> int:
        """Return the number of a new conversation."""
        self.talk_count += 1
        return self.talk_count

    def join_talk(self, leg: Leg, talk: int) -> None:
        """Put a leg into a conversation and end all else that it hears."""
        leg.talk, leg.snoop, leg.music, leg.typed_ahead = talk, None, "", ""
        self.emit(leg.stop_play())

    # Webhooks

    def end_leg(self, name: str, status: str, sip: str = "", cause: port.HangupCause = "normal") -> None:
        """End a leg; no effect if it is gone.

        Args:
            name: of the leg.
            status: Twilio's ``CallStatus`` or ``DialCallStatus``.
            sip: the SIP status, if Twilio reports it.
            cause: of a leg that was up.
        """
        leg = self.legs.get(name)
        if leg is None:
            return
        if leg.outlives and not leg.ending:
            leg.sid = ""
            return
        del self.legs[name]
        if not leg.ending:
            self.emit([_end_signal(self.id, leg, status, sip, cause)])
        for other in self.legs.values():
            if other.snoop is not None and other.snoop.target == name:
                other.snoop = None
            other.outlives = other.outlives or (other.called_by == name and _depends_on_dial(other))

    def fail_recording(self, recording_id: str, name: str) -> None:
        """Report that a recording of a leg failed."""
        self.emit([port.NotRecorded(call_id=self.id, recording_id=recording_id, leg=name)])
        if (leg := self.legs.get(name)) and leg.recording == recording_id:
            leg.recording = ""

    def update_pending_since(self) -> None:
        """Clear `pending_since` if nothing is pending."""
        if not (self.pending_requests or self.pending_signals):
            self.pending_since = 0.0


def _depends_on_dial(leg: Leg) -> bool:
    """Return whether the leg depends on the Dial that called it: it rings, or is a pair with the dialling leg."""
    return leg.state != "up" or (leg.action is not None and leg.action.kind == "paired")


def _end_signal(call_id: str, leg: Leg, status: str, sip: str, cause: port.HangupCause) -> AnySignal:
    if leg.state in ("calling", "ringing"):
        failure: LegFailure = "declined" if sip == _DECLINED else _FAILURES.get(status, "failed")
        return port.LegFailed(call_id=call_id, leg=leg.name, cause=failure)
    return port.LegHungUp(call_id=call_id, leg=leg.name, cause=cause)


# --- commands ---------------------------------------------------------------------------------------------------------


def _answer(command: port.Answer, call: HeldCall) -> None:
    call.leg(command.leg).state = "up"


def _reject(command: port.Reject, call: HeldCall) -> None:
    leg = call.leg(command.leg)
    if leg.state != "offered":
        raise port.UnknownLeg(f"the leg {command.leg!r} of the call {call.id!r} has already been answered")
    leg.ending, leg.status = True, command.status


def _play(command: port.Play, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    call.emit(leg.stop_play())
    leg.play, leg.music = command, ""


def _stop_play(command: port.StopPlay, call: HeldCall) -> None:
    call.emit(call.answered_leg(command.leg).stop_play())


def _collect(command: port.Collect, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    leg.collect = command
    if command.afresh:
        leg.typed_ahead = ""
    call.emit(leg.complete_collect())


def _music(command: port.Music, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    leg.music = command.sound
    if command.sound:
        call.emit(leg.stop_play())


def _bridge(command: port.Bridge, call: HeldCall) -> None:
    legs, talk = (call.answered_leg(command.leg), call.answered_leg(command.other)), call.new_talk()
    for leg in legs:
        call.join_talk(leg, talk)
    call.bridging = command.other


def _join(command: port.Join, call: HeldCall) -> None:
    leg, other = call.answered_leg(command.leg), call.answered_leg(command.other)
    other.talk, other.snoop = other.talk or call.new_talk(), None
    call.join_talk(leg, other.talk)


def _unbridge(command: port.Unbridge, call: HeldCall) -> None:
    call.answered_leg(command.leg).talk = call.new_talk()  # its own conversation, so that a supervisor can listen


def _hold(command: port.Hold, call: HeldCall) -> None:
    call.answered_leg(command.leg).hold = command.sound if command.held else None


def _mute(command: port.Mute, call: HeldCall) -> None:
    call.answered_leg(command.leg).muted = command.muted


def _snoop(command: port.Snoop, call: HeldCall) -> None:
    leg, target = call.answered_leg(command.leg), call.answered_leg(command.target)
    target.talk = target.talk or call.new_talk()
    call.join_talk(leg, 0)
    leg.snoop = command


def _record(command: port.Record, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    about = {"call_id": call.id, "leg": leg.name, "sid": leg.sid}
    if leg.recording:
        call.pending_requests.append(EndRecording(**about))
    leg.recording = command.recording_id
    call.pending_requests.append(BeginRecording(recording_id=command.recording_id, status_url="", **about))


def _pause_recording(command: port.PauseRecording, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    if leg.recording:
        call.pending_requests.append(
            PauseRecordingOf(call_id=call.id, leg=leg.name, sid=leg.sid, paused=command.paused)
        )


def _stop_recording(command: port.StopRecording, call: HeldCall) -> None:
    leg = call.answered_leg(command.leg)
    if leg.recording:
        call.pending_requests.append(EndRecording(call_id=call.id, leg=leg.name, sid=leg.sid))
        leg.recording = ""


def _hangup(command: port.Hangup, call: HeldCall) -> None:
    call.leg(command.leg).ending = True


_COMMANDS: dict[type[port.Command], Callable[[Any, HeldCall], None]] = {
    port.Answer: _answer,
    port.Reject: _reject,
    port.Play: _play,
    port.StopPlay: _stop_play,
    port.Collect: _collect,
    port.Music: _music,
    port.Bridge: _bridge,
    port.Join: _join,
    port.Unbridge: _unbridge,
    port.Hold: _hold,
    port.Mute: _mute,
    port.Snoop: _snoop,
    port.Record: _record,
    port.PauseRecording: _pause_recording,
    port.StopRecording: _stop_recording,
    port.Hangup: _hangup,
}
