"""A leg of the fake gateway: what it plays, collects and has pressed.

Owns a leg's own state. `telephony.fake.call` owns what happens between legs.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from telephony import port
from telephony.port import AnySignal

LegState = Literal["offered", "calling", "ringing", "up"]


class Audio(msgspec.Struct, frozen=True):
    """The sound that a leg hears at one moment: keys of sounds and music, and names of legs."""

    sounds: tuple[str, ...] = ()
    music: str = ""
    voices: frozenset[str] = frozenset()


SILENCE = Audio()


class EventNotPossible(port.TelephonyError):
    """The test requested an event that is not possible now, such as the end of a sound while nothing plays."""

    code = "not_now"


@dataclass
class Leg:
    """A leg.

    Attributes:
        address: the SIP URI that was called, or the caller's number.
        hold: its hold music (an empty key is silence); None if it is not on hold.
        digits_sent: digits sent to its far end, by SendDigits or by the other side's keys.
    """

    name: str
    address: str
    state: LegState
    play: port.Play | None = None
    music: str = ""
    collect: port.Collect | None = None
    typed_ahead: str = ""
    talk: int = 0
    hold: str | None = None
    muted: bool = False
    snoop: port.Snoop | None = None
    digits_sent: str = ""
    recording_id: str | None = None
    recording_paused: bool = False

    def stop_play(self, reason: port.PlaybackEnd = "interrupted") -> list[AnySignal]:
        """End the current Play, if any."""
        play, self.play = self.play, None
        return [port.PlaybackEnded(call_id=play.call_id, command_id=play.id, ended=reason)] if play else []

    def end_collect(self, count: int, reason: port.CollectEnd) -> list[AnySignal]:
        """End the current Collect with so many of the pressed digits; the rest is for the next one."""
        collect, self.collect = self.collect, None
        if collect is None:
            return []
        digits, self.typed_ahead = self.typed_ahead[:count], self.typed_ahead[count + (reason == "terminator") :]
        return [port.DigitsCollected(call_id=collect.call_id, command_id=collect.id, digits=digits, ended=reason)]

    def clear_digits(self) -> None:
        """Drop buffered digits, unless a Collect waits for them."""
        if self.collect is None:
            self.typed_ahead = ""

    def complete_collect(self) -> list[AnySignal]:
        """Complete the current Collect, if the digits suffice."""
        if self.collect is None:
            return []
        for count, digit in enumerate(self.typed_ahead):
            if digit == self.collect.terminator:
                return self.end_collect(count, "terminator")
            if count + 1 == self.collect.most:
                return self.end_collect(count + 1, "complete")
        return []
