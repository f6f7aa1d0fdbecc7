"""One leg of a call at Twilio: its desired state, and its current action. Pure.

Owns a leg's state. `held_call` owns what happens between legs; `twiml` writes an action as TwiML.
"""

from typing import Literal

import msgspec

from telephony import port
from telephony.port import AnySignal

LegState = Literal["offered", "calling", "ringing", "up"]
ActionKind = Literal["play", "gather", "music", "dial", "paired", "talk", "silence", "rescue", "reject", "end"]
_MAX_ANSWERS = 4


class LegAction(msgspec.Struct, frozen=True, kw_only=True):
    """The content of one document. Equal actions are the same, and cause no request.

    Attributes:
        kind: ``paired`` is in the conversation of the Dial that called it, ``talk`` in a conference.
        command_ids: tell apart two actions of the same kind.
        sounds: to play, before it gathers if it does.
        other_leg: the leg that is called; in a rescue, the address of last resort.
        coach: the only leg that hears it there.
    """

    kind: ActionKind
    command_ids: str = ""
    sounds: tuple[str, ...] = ()
    max_digits: int = 0
    timeout_s: float = 0.0
    terminator: str = ""
    other_leg: str = ""
    talk: int = 0
    muted: bool = False
    coach: str = ""
    status: int = 0


SILENCE = LegAction(kind="silence")
END = LegAction(kind="end")


class Leg(msgspec.Struct, kw_only=True):
    """A leg.

    Attributes:
        to: the address Twilio calls; empty for a caller, whose number is not stored here.
        dialled_at: time (s) at which it called us or was dialled; 0 if unknown, or once the setup time is counted.
        sid: at Twilio; empty until it is known, and for a leg that is gone and whose end is not explained yet.
        step: number of its last document; a webhook of an earlier one is a repeat.
        action: its current action; None while it has none, and asks.
        webhook_until: time limit (s) of its current webhook; 0 if there is none.
        called_by: a leg whose Dial calls it, the API (``api``), or empty before it is called.
        play: current, as are `collect`, `music`, `hold` (its sound; None if not held) and `snoop`.
        talk: number of its conversation, 0 for none.
        ending: it is to be hung up, or refused with `status`.
        outlives: the caller whose Dial called it has left, so Twilio ends it; its conversation must release it.
    """

    name: str
    to: str
    state: LegState
    timeout_s: float = 0.0
    dialled_at: float = 0.0
    sid: str = ""
    step: int = 0
    action: LegAction | None = None
    webhook_until: float = 0.0
    answers: dict[int, str] = {}
    called_by: str = ""
    play: port.Play | None = None
    collect: port.Collect | None = None
    music: str = ""
    hold: str | None = None
    snoop: port.Snoop | None = None
    typed_ahead: str = ""
    talk: int = 0
    muted: bool = False
    recording: str = ""
    ending: bool = False
    outlives: bool = False
    status: int = 0

    def take_setup_time(self, now: float) -> float | None:
        """Return the setup time (s) once; None if it is unknown or was returned before."""
        began, self.dialled_at = self.dialled_at, 0.0
        return max(now - began, 0.0) if began else None

    def stop_play(self, reason: port.PlaybackEnd = "interrupted") -> list[AnySignal]:
        """End the current Play, if any."""
        play, self.play = self.play, None
        return [port.PlaybackEnded(call_id=play.call_id, command_id=play.id, ended=reason)] if play else []

    def complete_collect(self) -> list[AnySignal]:
        """Complete the current Collect with the keys pressed before it, if they suffice."""
        if self.collect is None:
            return []
        for count, key in enumerate(self.typed_ahead):
            if key == self.collect.terminator:
                return self._end_collect(count, count + 1, "terminator")
            if count + 1 == self.collect.most:
                return self._end_collect(count + 1, count + 1, "complete")
        return []

    def finish_gather(self, digits: str, finish_key: str) -> list[AnySignal]:
        """Handle the keys of a gather; `finish_key` is the key that ended it early, if any."""
        self.typed_ahead += digits
        if self.collect is None:
            return []
        reason: port.CollectEnd = "terminator" if finish_key else "timeout"
        if len(self.typed_ahead) >= self.collect.most:
            return self._end_collect(self.collect.most, self.collect.most, "complete")
        return self._end_collect(len(self.typed_ahead), len(self.typed_ahead), reason)

    def _end_collect(self, digits: int, digit_count: int, reason: port.CollectEnd) -> list[AnySignal]:
        collect, self.collect = self.collect, None
        assert collect is not None
        pressed, self.typed_ahead = self.typed_ahead[:digits], self.typed_ahead[digit_count:]
        return [port.DigitsCollected(call_id=collect.call_id, command_id=collect.id, digits=pressed, ended=reason)]

    def remember_answer(self, step: int, document: str) -> None:
        """Remember the document of a step for a repeated webhook."""
        self.answers = {**dict(list(self.answers.items())[1 - _MAX_ANSWERS :]), step: document}
