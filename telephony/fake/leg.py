"""One party of a call as the fake gateway holds it: what it hears, and what it has pressed.

Owns a leg's own state. What happens between the legs of a call is `telephony.fake.call`'s.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from telephony import port
from telephony.port import AnySignal

LegState = Literal["offered", "calling", "ringing", "up"]


class Audio(msgspec.Struct, frozen=True):
    """What a leg hears at one moment.

    Attributes:
        sounds: keys of the sounds of a Play, or of the apology of a rescue.
        music: key of the music, waiting or on hold.
        voices: names of the legs whose voice reaches it.
    """

    sounds: tuple[str, ...] = ()
    music: str = ""
    voices: frozenset[str] = frozenset()


SILENCE = Audio()


class EventNotPossible(port.TelephonyError):
    """The test asked for an event that cannot happen at this moment, such as the end of a sound that nobody plays."""

    code = "not_now"


@dataclass
class Leg:
    """One party of the call.

    Attributes:
        address: the SIP URI that was called, or the caller's number.
        play: the Play under way.
        collect: the Collect under way.
        typed_ahead: digits that no Collect has taken yet.
        talk: number of the talk that it is in, with whoever else has it; 0 for none.
        hold: what it hears on hold (an empty key is silence); None when it is not on hold.
        snoop: the Snoop by which it hears another.
        digits_sent: what its far end was sent, by SendDigits or by the other side's keys.
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
        """End the Play under way, if any."""
        play, self.play = self.play, None
        return [port.PlaybackEnded(call_id=play.call_id, command_id=play.id, ended=reason)] if play else []

    def end_collect(self, count: int, reason: port.CollectEnd) -> list[AnySignal]:
        """End the Collect under way with so many of the pressed digits; the others are for the next one."""
        collect, self.collect = self.collect, None
        if collect is None:
            return []
        digits, self.typed_ahead = self.typed_ahead[:count], self.typed_ahead[count + (reason == "terminator") :]
        return [port.DigitsCollected(call_id=collect.call_id, command_id=collect.id, digits=digits, ended=reason)]

    def clear_digits(self) -> None:
        """Drop what was typed ahead, unless a Collect waits for it."""
        if self.collect is None:
            self.typed_ahead = ""

    def complete_collect(self) -> list[AnySignal]:
        """Give the Collect under way its digits, if they are enough to end it."""
        if self.collect is None:
            return []
        for count, digit in enumerate(self.typed_ahead):
            if digit == self.collect.terminator:
                return self.end_collect(count, "terminator")
            if count + 1 == self.collect.most:
                return self.end_collect(count + 1, "complete")
        return []
