"""A call as the Asterisk gateway holds it: commands and events in, requests to Asterisk and signals out. Pure.

Owns the port's rules for one call. It must not send anything, nor read a clock: its owner sends the collected
``requests`` and ``signals`` in order. Requests need no response: a failure shows as the end of a channel.
"""

from collections.abc import Callable
from math import ceil
from typing import Any

from telephony import port
from telephony.asterisk.ari import rest
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.call import causes
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.legs import CurrentPlay, EarlyPrompt, Leg, call_and_leg, channel_id_of, snoop_channel_id
from telephony.asterisk.call.mixing import Mixer
from telephony.asterisk.configuration import file_name, playback_media
from telephony.asterisk.dial_strings import dial_string
from telephony.port import AnySignal, HangupCause
from telephony.port.digit_collection import CollectRequest, CollectResult, check_keys
from telephony.port.legs import find_leg, unanswered_leg_error

KIND = "asterisk"
_MAX_REMEMBERED = 512
_CALLER_ID = "atencion"
_WHISPER_DIRECTIONS: dict[port.SnoopMode, str] = {"listen": "none", "whisper": "out"}


class HeldCall:
    """One call.

    Attributes:
        is_adopted: another process held it before.
        is_rescued: the dialplan has it, and it sends no more signals.
        awaits_voice: the caller hears nothing until voice arrives from them.
    """

    def __init__(self, call_id: str, bridges: BridgePool) -> None:
        self.id = call_id
        self.legs: dict[str, Leg] = {}
        self.requests: list[AriRequest] = []
        self.signals: list[AnySignal] = []
        self.recording_commands: list[port.Record | port.PauseRecording | port.StopRecording] = []
        self.is_adopted = False
        self.is_rescued = self.awaits_voice = False
        self._bridging = ""
        self._deferred_requests: list[AriRequest] = []
        self._bridges = bridges
        self.mixer = Mixer(self.legs, bridges, self.requests)
        self._executed_commands: dict[str, None] = {}

    @property
    def deadline(self) -> float | None:
        """The time at which `on_deadline` is due, by the clock of commands and events; or None."""
        return min([leg.deadline for leg in self.legs.values() if leg.deadline is not None], default=None)

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
        if leg.state != "up" or self.is_rescued:
            raise unanswered_leg_error(self.id, name)
        return leg

    def add_caller(self, channel: str, *, is_up: bool = False, early_prompt: EarlyPrompt | None = None) -> None:
        """Add the caller's leg; the dialplan may have answered it and play an early prompt."""
        leg = self.legs[port.CALLER] = Leg(name=port.CALLER, channel=channel, state="up" if is_up else "offered")
        leg.early_prompt, leg.requested_music = early_prompt, early_prompt.music if early_prompt else ""

    def find_leg_by_channel(self, channel: str) -> Leg | None:
        """Return the leg of a channel, or None."""
        leg = self.legs.get(call_and_leg(channel)[1])
        return leg if leg is not None and leg.channel == channel else None

    def take_requests(self) -> list[AriRequest]:
        """Return the requests to send now; audible ones wait until the caller has been heard."""
        requests, self._deferred_requests = self._deferred_requests + self.requests, []
        self.requests.clear()
        if self.awaits_voice and port.CALLER in self.legs:
            self._deferred_requests = [each for each in requests if rest.makes_sound(each)]
            return [each for each in requests if not rest.makes_sound(each)]
        return requests

    # Commands

    def execute(self, command: port.AnyCommand, now: float) -> None:
        """Carry out a command, once per id.

        Raises:
            Unsupported: this kind of gateway cannot do it.
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            TelephonyError: a leg of the name exists already.
            ValueError: a key that no telephone has, or a Collect without digits.
        """
        if command.id in self._executed_commands:
            return
        carry_out = _COMMANDS.get(type(command))
        if carry_out is None:
            raise port.Unsupported(KIND, type(command))
        carry_out(self, command, now)
        self._executed_commands[command.id] = None
        if len(self._executed_commands) > _MAX_REMEMBERED:
            del self._executed_commands[next(iter(self._executed_commands))]

    def _answer(self, command: port.Answer, now: float) -> None:
        leg = self.leg(command.leg)
        if leg.state == "offered":
            leg.state = "up"
            self.requests.append(rest.answer(leg.channel))

    def _reject(self, command: port.Reject, now: float) -> None:
        leg = self.leg(command.leg)
        if leg.state != "offered":
            raise port.UnknownLeg(f"the leg {command.leg!r} of the call {self.id!r} has already been answered")
        self._hang_up(leg, causes.rejection_cause(command.status))

    def _play(self, command: port.Play, now: float) -> None:
        leg = self.answered_leg(command.leg)
        self._end_play(leg, now)
        playback = leg.begin_play(command, now)
        self.mixer.apply()
        if playback:
            self.requests.append(rest.play(leg.channel, playback, command.sounds))

    def _stop_play(self, command: port.StopPlay, now: float) -> None:
        self._end_play(self.answered_leg(command.leg), now)
        self.mixer.apply()

    def _collect(self, command: port.Collect, now: float) -> None:
        request = CollectRequest(
            command.id,
            command.most,
            command.first_digit_s,
            command.between_digits_s,
            command.terminator,
            command.afresh,
        )
        leg = self.answered_leg(command.leg)
        self._emit_digits(leg.digit_collector.start(request, now, leg.play is not None))

    def _music(self, command: port.Music, now: float) -> None:
        leg = self.answered_leg(command.leg)
        if command.sound:
            self._end_play(leg, now)
        leg.music = command.sound
        self.mixer.apply()

    def _call_phone(self, command: port.Ring | port.Dial, now: float) -> None:
        if command.leg in self.legs and self.is_adopted:
            return  # the earlier process has rung it
        if command.leg in self.legs:
            raise port.TelephonyError(f"the call {self.id!r} already has a leg {command.leg!r}")
        channel = channel_id_of(self.id, command.leg)
        self.legs[command.leg] = Leg(name=command.leg, channel=channel, state="calling")
        timeout_s = max(1, ceil(command.timeout_s))
        self.requests.append(rest.originate(channel, dial_string(command.address), timeout_s, _CALLER_ID))

    def _bridge(self, command: port.Bridge, now: float) -> None:
        one, other = self.answered_leg(command.leg), self.answered_leg(command.other)
        for leg in (one, other):
            self._prepare_for_talk(leg, now)
        self.mixer.start_talk(one, other)
        self.mixer.apply()
        self._bridging = other.name
        self._emit_bridged()

    def _join(self, command: port.Join, now: float) -> None:
        leg, other = self.answered_leg(command.leg), self.answered_leg(command.other)
        self._prepare_for_talk(leg, now)
        self.mixer.join_talk(leg, other)
        self.mixer.apply()

    def _unbridge(self, command: port.Unbridge, now: float) -> None:
        self.answered_leg(command.leg).talk = 0
        self.mixer.apply()

    def _hold(self, command: port.Hold, now: float) -> None:
        leg = self.answered_leg(command.leg)
        leg.hold = command.sound if command.held else None
        self.mixer.apply()

    def _mute(self, command: port.Mute, now: float) -> None:
        leg = self.answered_leg(command.leg)
        leg.muted = command.muted
        self.requests.append(rest.mute(leg.channel, command.muted))

    def _send_digits(self, command: port.SendDigits, now: float) -> None:
        check_keys(command.digits)
        self.requests.append(rest.send_digits(self.answered_leg(command.leg).channel, command.digits))

    def _snoop(self, command: port.Snoop, now: float) -> None:
        leg, target = self.answered_leg(command.leg), self.answered_leg(command.target)
        self._end_play(leg, now)
        leg.music = ""
        snooper = snoop_channel_id(self.id, leg.name, command.id)
        self.mixer.listen(leg, rest.snoop(target.channel, snooper, _WHISPER_DIRECTIONS[command.mode]), snooper)

    def _control_recording(self, command: port.Record | port.PauseRecording | port.StopRecording, now: float) -> None:
        self.answered_leg(command.leg)
        self.recording_commands.append(command)

    def _hangup(self, command: port.Hangup, now: float) -> None:
        self._hang_up(self.leg(command.leg), causes.hangup_code(command.cause))

    def _rescue(self, command: port.Rescue, now: float) -> None:
        if not command.sounds:
            self.is_rescued = True
            for leg in list(self.legs.values()):
                self._hang_up(leg, causes.hangup_code("shutdown"))
            return
        caller = self.leg(port.CALLER)
        if not self.is_rescued:
            self._hand_to_dialplan(caller, command)

    def end(self, leg: Leg, cause: HangupCause) -> None:
        """End a leg on the gateway's initiative, with its signal."""
        self.requests.append(rest.hang_up(leg.channel, causes.hangup_code(cause)))
        self._emit_and_remove(leg, self._end_signal(leg, cause))

    def _hand_to_dialplan(self, caller: Leg, rescue: port.Rescue) -> None:
        for leg in [leg for leg in self.legs.values() if leg is not caller]:
            self._hang_up(leg, causes.hangup_code("shutdown"))
        self.is_rescued = True
        if caller.requested_music:
            self.requests.append(rest.stop_music(caller.channel))
        if caller.play is not None and caller.play.playback:
            self.requests.append(rest.stop_playing(caller.play.playback))
        variables = {
            "RESCUE_SOUNDS": playback_media(rescue.sounds),
            "RESCUE_MUSIC": file_name(rescue.sounds[0]),
            "RESCUE_TO": "" if rescue.fallback is None else dial_string(rescue.fallback),
        }
        self.requests += [
            rest.subscribe_channel(caller.channel),
            rest.set_variables(caller.channel, variables),
            rest.continue_dialplan(caller.channel, "rescue"),
        ]

    # Events

    def on_stasis_start(self, channel: str) -> None:
        """Handle a channel of ours that entered the application: a phone was answered, or a snoop channel is ready."""
        leg = self.find_leg_by_channel(channel)
        if leg is not None and leg.state == "calling":
            leg.state = "up"
            self.signals.append(port.LegAnswered(call_id=self.id, leg=leg.name))
            return
        listener = self.mixer.find_listener(channel)
        if listener is not None and listener.snoop_channel is not None:
            self.mixer.update_listening(listener, listener.snoop_channel, is_present=True)
        elif leg is None:
            self.requests.append(rest.hang_up(channel, causes.NORMAL))

    def on_bridge_joined(self, bridge: str, *, is_refused: bool = False) -> None:
        """Handle the response to a request that joins legs to a bridge; a leg that could not join is about to end."""
        self.mixer.confirm_join(bridge)
        if is_refused:
            self._bridging = ""
        self._emit_bridged()

    def _emit_bridged(self) -> None:
        leg = self.legs.get(self._bridging)
        if leg is not None and self.mixer.is_bridged(leg):
            self._bridging = ""
            self.signals.append(port.LegBridged(call_id=self.id, leg=leg.name))

    def on_snoop_failed(self, channel: str) -> None:
        """End a leg whose snoop channel could not be created, because its silence would mislead."""
        listener = self.mixer.find_listener(channel)
        if listener is not None:
            self.end(listener, "failed")

    def emit_leg_state(self, leg: Leg) -> None:
        """Send the signals of a called phone's state, which may not have been sent; repetitions have no effect."""
        if leg.name != port.CALLER and leg.state == "up":
            self.signals.append(port.LegAnswered(call_id=self.id, leg=leg.name))
            if self.mixer.is_bridged(leg):
                self.signals.append(port.LegBridged(call_id=self.id, leg=leg.name))
        elif leg.has_rung:
            self.signals.append(port.LegRinging(call_id=self.id, leg=leg.name))

    def on_ringing(self, channel: str) -> None:
        """Handle a ringing phone."""
        leg = self.find_leg_by_channel(channel)
        if leg is not None and leg.state == "calling" and not leg.has_rung:
            leg.has_rung = True
            self.signals.append(port.LegRinging(call_id=self.id, leg=leg.name))

    def on_key(self, channel: str, key: str, now: float) -> None:
        """Handle a key; in a conversation the other side receives it."""
        leg = self.find_leg_by_channel(channel)
        if leg is None or leg.state != "up":
            return
        if leg.play is not None and leg.play.interruptible:
            self._end_play(leg, now)
            self.mixer.apply()
        self._emit_digits(leg.digit_collector.press(key, now, leg.play is not None))
        if self.mixer.is_in_group(leg):
            leg.digit_collector.clear()

    def on_playback_end(self, channel: str, playback: str, is_failure: bool, now: float) -> None:
        """Handle the end of a playback; a failure because the channel is ending is ignored."""
        leg = self.find_leg_by_channel(channel)
        if leg is None or leg.play is None or leg.play.playback != playback or (is_failure and leg.cause is not None):
            return
        self._finish_play(leg, leg.play, "failed" if is_failure else "finished", now)
        self.mixer.apply()

    def on_hangup_request(self, channel: str, cause: int, status: int) -> None:
        """Note the cause of a channel that is about to end."""
        leg = self.find_leg_by_channel(channel)
        if leg is not None and leg.cause is None:
            leg.cause, leg.status = cause, status

    def on_stasis_end(self, channel: str) -> None:
        """Handle a channel that left the application; in a rescue the dialplan has it."""
        leg = self.find_leg_by_channel(channel)
        if leg is not None and not self.is_rescued:
            self._emit_and_remove(leg, self._end_signal(leg, causes.hangup_cause(leg.cause or 0, leg.status)))

    def on_channel_destroyed(self, channel: str) -> None:
        """Handle the end of a channel."""
        leg, listener = self.find_leg_by_channel(channel), self.mixer.find_listener(channel)
        if leg is not None:
            self._emit_and_remove(leg, self._end_signal(leg, causes.hangup_cause(leg.cause or 0, leg.status)))
        elif listener is not None:  # its target is gone
            listener.snoop_channel = None

    def end_all_legs(self) -> None:
        """End every leg, because Asterisk is gone."""
        for leg in list(self.legs.values()):
            self._emit_and_remove(leg, self._end_signal(leg, "shutdown"))

    def on_deadline(self, now: float) -> None:
        """Handle what is due now: the end of an early prompt, or of a digit timeout."""
        for leg in self.legs.values():
            if leg.play is not None and leg.play.early_prompt is not None and leg.play.early_prompt.ends_at <= now:
                self._finish_play(leg, leg.play, "finished", now)
                self.mixer.apply()
            self._emit_digits(leg.digit_collector.expire(now))

    # Ends of legs

    def _end_signal(self, leg: Leg, cause: HangupCause) -> AnySignal:
        if leg.state != "calling":
            return port.LegHungUp(call_id=self.id, leg=leg.name, cause=cause)
        failure = causes.leg_failure(leg.status) if leg.status else causes.timeout_failure(leg.has_rung)
        return port.LegFailed(call_id=self.id, leg=leg.name, cause="cancelled" if cause == "shutdown" else failure)

    def _emit_and_remove(self, leg: Leg, signal: AnySignal) -> None:
        if not self.is_rescued:
            self.signals.append(signal)
        self._remove(leg)

    def _hang_up(self, leg: Leg, cause: int) -> None:
        self.requests.append(rest.hang_up(leg.channel, cause))
        self._remove(leg)

    def _remove(self, leg: Leg) -> None:
        leg.bridge = ""
        self.mixer.stop_listening(leg)
        self.legs.pop(leg.name, None)

    def _prepare_for_talk(self, leg: Leg, now: float) -> None:
        self.mixer.stop_listening(leg)
        self._end_play(leg, now)
        leg.music = ""
        leg.digit_collector.clear()

    def _end_play(self, leg: Leg, now: float) -> None:
        if leg.play is None:
            return
        if leg.play.playback:
            self.requests.append(rest.stop_playing(leg.play.playback))
        self._finish_play(leg, leg.play, "interrupted", now)

    def _finish_play(self, leg: Leg, play: CurrentPlay, reason: port.PlaybackEnd, now: float) -> None:
        leg.play = None
        leg.digit_collector.start_timer(now)
        self.signals.append(port.PlaybackEnded(call_id=self.id, command_id=play.command_id, ended=reason))

    def _emit_digits(self, result: CollectResult | None) -> None:
        if result is not None:
            self.signals.append(port.DigitsCollected(call_id=self.id, **result._asdict()))


_COMMANDS: dict[type[port.Command], Callable[[HeldCall, Any, float], None]] = {
    port.Answer: HeldCall._answer,
    port.Reject: HeldCall._reject,
    port.Play: HeldCall._play,
    port.StopPlay: HeldCall._stop_play,
    port.Collect: HeldCall._collect,
    port.Music: HeldCall._music,
    port.Ring: HeldCall._call_phone,
    port.Dial: HeldCall._call_phone,
    port.Bridge: HeldCall._bridge,
    port.Join: HeldCall._join,
    port.Unbridge: HeldCall._unbridge,
    port.Hold: HeldCall._hold,
    port.Mute: HeldCall._mute,
    port.SendDigits: HeldCall._send_digits,
    port.Snoop: HeldCall._snoop,
    port.Record: HeldCall._control_recording,
    port.PauseRecording: HeldCall._control_recording,
    port.StopRecording: HeldCall._control_recording,
    port.Hangup: HeldCall._hangup,
    port.Rescue: HeldCall._rescue,
}
