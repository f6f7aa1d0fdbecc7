"""One call of the fake gateway: its legs, their audio, and the effect of commands and events. Pure.

Owns the port's rules as plain state: every method changes the call at once and returns the resulting signals, in
order. It must not know their receiver, and it has no clock: its owner says when a sound ends, a digit timeout passes
or a phone stops ringing.
"""

from collections.abc import Callable
from typing import Any

from telephony import port
from telephony.fake.leg import Audio, EventNotPossible, Leg
from telephony.port import AnySignal, LegFailure
from telephony.port.legs import find_leg, unanswered_leg_error

FALLBACK = "fallback"


class FakeCall:
    """A call in progress. After a rescue it has no driver, and its signals are discarded."""

    def __init__(self, call_id: str, caller: str | None) -> None:
        self.id = call_id
        self.legs: dict[str, Leg] = {}
        if caller is not None:
            self.legs[port.CALLER] = Leg(name=port.CALLER, address=caller, state="offered")
        self.is_rescued = False
        self._apology: tuple[str, ...] = ()
        self._fallback: str | None = None

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
        if leg.state != "up":
            raise unanswered_leg_error(self.id, name)
        return leg

    def audible_to(self, name: str) -> Audio:
        """Return what the leg hears now."""
        leg = self.leg(name)
        if self._apology and name == port.CALLER:
            return Audio(sounds=self._apology)
        if leg.play:
            return Audio(sounds=leg.play.sounds)
        if leg.hold is not None:
            return Audio(music=leg.hold)
        if leg.music:
            return Audio(music=leg.music)
        if leg.snoop is not None:
            target = self.legs[leg.snoop.target]
            return Audio(voices=frozenset(each.name for each in (target, *self._others(target)) if _is_heard(each)))
        whispers = [each for each in self.legs.values() if each.snoop and each.snoop.target == name]
        heard = [*self._others(leg), *(each for each in whispers if each.snoop and each.snoop.mode == "whisper")]
        return Audio(voices=frozenset(each.name for each in heard if _is_heard(each)))

    def _others(self, leg: Leg) -> list[Leg]:
        return [each for each in self.legs.values() if leg.talk and each.talk == leg.talk and each is not leg]

    # Commands

    def execute(self, command: port.Command) -> list[AnySignal]:
        """Carry out a command and return its signals, in order.

        Raises:
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            Unsupported: the command is not of the port.
        """
        carry_out = _COMMANDS.get(type(command))
        if carry_out is None:
            raise port.Unsupported("fake", type(command))
        return carry_out(self, command)

    def _answer(self, command: port.Answer) -> list[AnySignal]:
        self.leg(command.leg).state = "up"
        return []

    def _reject(self, command: port.Reject) -> list[AnySignal]:
        if self.leg(command.leg).state != "offered":
            raise port.UnknownLeg(f"the leg {command.leg!r} of the call {self.id!r} has already been answered")
        return self._remove(command.leg)

    def _play(self, command: port.Play) -> list[AnySignal]:
        leg = self.answered_leg(command.leg)
        signals = leg.stop_play()
        leg.play, leg.music = command, ""
        return signals

    def _stop_play(self, command: port.StopPlay) -> list[AnySignal]:
        return self.answered_leg(command.leg).stop_play()

    def _collect(self, command: port.Collect) -> list[AnySignal]:
        leg = self.answered_leg(command.leg)
        leg.collect = command
        if command.afresh:
            leg.typed_ahead = ""
        return leg.complete_collect()

    def _music(self, command: port.Music) -> list[AnySignal]:
        leg = self.answered_leg(command.leg)
        leg.music = command.sound
        return leg.stop_play() if command.sound else []

    def _call_phone(self, command: port.Ring | port.Dial) -> list[AnySignal]:
        self._call(command.leg, command.address)
        return []

    def _bridge_legs(self, command: port.Bridge) -> list[AnySignal]:
        one, other = self.answered_leg(command.leg), self.answered_leg(command.other)
        signals = self._bridge(one, other)
        if one.hold is None and other.hold is None:
            signals.append(port.LegBridged(call_id=self.id, leg=other.name))
        return signals

    def _join(self, command: port.Join) -> list[AnySignal]:
        leg, other = self.answered_leg(command.leg), self.answered_leg(command.other)
        other.talk, other.snoop = other.talk or self._new_talk(), None
        return self._join_talk(leg, other.talk)

    def _unbridge(self, command: port.Unbridge) -> list[AnySignal]:
        self.answered_leg(command.leg).talk = 0
        return []

    def _hold(self, command: port.Hold) -> list[AnySignal]:
        self.answered_leg(command.leg).hold = command.sound if command.held else None
        return []

    def _mute(self, command: port.Mute) -> list[AnySignal]:
        self.answered_leg(command.leg).muted = command.muted
        return []

    def _send_digits(self, command: port.SendDigits) -> list[AnySignal]:
        self.answered_leg(command.leg).digits_sent += command.digits
        return []

    def _record(self, command: port.Record) -> list[AnySignal]:
        leg = self.answered_leg(command.leg)
        signals = self._end_recording(leg)
        leg.recording_id, leg.recording_paused = command.recording_id, False
        return signals

    def _pause_recording(self, command: port.PauseRecording) -> list[AnySignal]:
        self.answered_leg(command.leg).recording_paused = command.paused
        return []

    def _stop_recording(self, command: port.StopRecording) -> list[AnySignal]:
        return self._end_recording(self.answered_leg(command.leg))

    def _snoop(self, command: port.Snoop) -> list[AnySignal]:
        leg = self.answered_leg(command.leg)
        self.answered_leg(command.target)
        leg.talk, leg.snoop, leg.music = 0, command, ""
        return leg.stop_play()

    def _hangup(self, command: port.Hangup) -> list[AnySignal]:
        self.leg(command.leg)
        return self._remove(command.leg)

    def _rescue(self, command: port.Rescue) -> list[AnySignal]:
        self.rescue(command.sounds, command.fallback)
        return []

    def rescue(self, sounds: tuple[str, ...], fallback: str | None) -> None:
        """Take the call from its driver: play the apology, then call the fallback or end; once.

        Args:
            sounds: the apology; empty to end every leg at once, even during a rescue.
            fallback: the address of last resort, or None.

        Raises:
            UnknownLeg: the caller is gone.
        """
        if not sounds:
            self.is_rescued, self.legs = True, {}
            return
        caller = self.leg(port.CALLER)
        if self.is_rescued:
            return
        self.is_rescued, self._apology, self._fallback = True, sounds, fallback
        self.legs = {port.CALLER: Leg(name=port.CALLER, address=caller.address, state="up")}

    # Events of the network

    def press(self, digit: str, name: str) -> list[AnySignal]:
        """Press a key: it ends an interruptible Play, and counts for the current or next Collect.

        In a conversation the other side receives it, and it is not kept for a later Collect.
        """
        leg = self.answered_leg(name)
        signals = leg.stop_play() if leg.play and leg.play.interruptible else []
        leg.typed_ahead += digit
        signals += leg.complete_collect()
        if _is_heard(leg) and self._others(leg):
            for other in self._others(leg):
                other.digits_sent += digit
            leg.clear_digits()
        return signals

    def finish_playing(self, name: str) -> list[AnySignal]:
        """Finish the sounds of the Play, or of the apology.

        Raises:
            EventNotPossible: nothing is being played.
        """
        leg = self.answered_leg(name)
        if self._apology and name == port.CALLER:
            return self._end_apology()
        if leg.play is None:
            raise EventNotPossible(f"no sound is playing on the leg {name!r} of the call {self.id!r}")
        return leg.stop_play("finished")

    def time_out_collect(self, name: str) -> list[AnySignal]:
        """Let the digit timeout of the Collect pass.

        Raises:
            EventNotPossible: nothing is being collected, or the Play is not over.
        """
        leg = self.answered_leg(name)
        if leg.collect is None or leg.play is not None:
            raise EventNotPossible(f"no silence is being measured on the leg {name!r} of the call {self.id!r}")
        return leg.end_collect(len(leg.typed_ahead), "timeout")

    def phone_rings(self, name: str) -> list[AnySignal]:
        """Let the called phone ring."""
        self._unanswered(name).state = "ringing"
        return [port.LegRinging(call_id=self.id, leg=name)]

    def phone_answers(self, name: str) -> list[AnySignal]:
        """Let the called phone answer."""
        leg = self._unanswered(name)
        leg.state = "up"
        signals: list[AnySignal] = [port.LegAnswered(call_id=self.id, leg=name)]
        return signals + (self._bridge(leg, self.leg(port.CALLER)) if self.is_rescued else [])

    def phone_fails(self, name: str, cause: LegFailure) -> list[AnySignal]:
        """Let the called phone fail."""
        self._unanswered(name)
        signals: list[AnySignal] = [port.LegFailed(call_id=self.id, leg=name, cause=cause)]
        return signals + self._remove(name) + (self.hang_up(port.CALLER, "failed") if self.is_rescued else [])

    def hang_up(self, name: str, cause: port.HangupCause = "normal") -> list[AnySignal]:
        """End the leg from its far end."""
        self.leg(name)
        signals: list[AnySignal] = [port.LegHungUp(call_id=self.id, leg=name, cause=cause)]
        signals += self._remove(name)
        rescued_together = list(self.legs) if self.is_rescued else []
        return signals + [signal for other in rescued_together for signal in self.end(other, "normal")]

    def end(self, name: str, cause: port.HangupCause) -> list[AnySignal]:
        """End the leg on the gateway's initiative, in any state."""
        if self.leg(name).state in ("offered", "up"):
            return self.hang_up(name, cause)
        return [port.LegFailed(call_id=self.id, leg=name, cause="cancelled"), *self._remove(name)]

    def _unanswered(self, name: str) -> Leg:
        leg = self.leg(name)
        if leg.state not in ("calling", "ringing"):
            raise EventNotPossible(f"the leg {name!r} of the call {self.id!r} is not being called")
        return leg

    def _call(self, name: str, address: str) -> None:
        if name in self.legs:
            raise port.TelephonyError(f"the call {self.id!r} already has a leg {name!r}")
        self.legs[name] = Leg(name=name, address=address, state="calling")

    def _bridge(self, leg: Leg, other: Leg) -> list[AnySignal]:
        talk = self._new_talk()
        return self._join_talk(leg, talk) + self._join_talk(other, talk)

    def _new_talk(self) -> int:
        return max(leg.talk for leg in self.legs.values()) + 1

    @staticmethod
    def _join_talk(leg: Leg, talk: int) -> list[AnySignal]:
        leg.talk, leg.snoop, leg.music = talk, None, ""
        leg.clear_digits()
        return leg.stop_play()

    def _remove(self, name: str) -> list[AnySignal]:
        leg = self.legs.pop(name)
        for other in self.legs.values():
            if other.snoop is not None and other.snoop.target == name:
                other.snoop = None
        return self._end_recording(leg)

    def _end_recording(self, leg: Leg) -> list[AnySignal]:
        recording, leg.recording_id = leg.recording_id, None
        return (
            [] if recording is None else [port.RecordingStored(call_id=self.id, recording_id=recording, leg=leg.name)]
        )

    def _end_apology(self) -> list[AnySignal]:
        apology, self._apology = self._apology, ()
        if self._fallback is None:
            return self.hang_up(port.CALLER)
        self.leg(port.CALLER).music = apology[0]  # repeats while the fallback rings: never silence
        self._call(FALLBACK, self._fallback)
        return []


_COMMANDS: dict[type[port.Command], Callable[[FakeCall, Any], list[AnySignal]]] = {
    port.Answer: FakeCall._answer,
    port.Reject: FakeCall._reject,
    port.Play: FakeCall._play,
    port.StopPlay: FakeCall._stop_play,
    port.Collect: FakeCall._collect,
    port.Music: FakeCall._music,
    port.Ring: FakeCall._call_phone,
    port.Dial: FakeCall._call_phone,
    port.Bridge: FakeCall._bridge_legs,
    port.Join: FakeCall._join,
    port.Unbridge: FakeCall._unbridge,
    port.Hold: FakeCall._hold,
    port.Mute: FakeCall._mute,
    port.SendDigits: FakeCall._send_digits,
    port.Record: FakeCall._record,
    port.PauseRecording: FakeCall._pause_recording,
    port.StopRecording: FakeCall._stop_recording,
    port.Snoop: FakeCall._snoop,
    port.Hangup: FakeCall._hangup,
    port.Rescue: FakeCall._rescue,
}


def _is_heard(leg: Leg) -> bool:
    return leg.state == "up" and not leg.muted and leg.hold is None
