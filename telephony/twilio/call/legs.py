"""One party of a call as it stands at Twilio: what we wish of it, and what it was given to do. Pure.

Owns a leg's state. What happens between the legs of a call is `held_call`'s; how a deed is said in TwiML is
`documents`'.
"""

from typing import Literal

import msgspec

from telephony import port
from telephony.port import AnySignal

LegState = Literal["offered", "calling", "ringing", "up"]
ActionKind = Literal["play", "gather", "music", "dial", "paired", "talk", "silence", "rescue", "reject", "end"]
_MAX_ANSWERS = 4


class LegAction(msgspec.Struct, frozen=True, kw_only=True):
    """What a leg does: one document's worth. Two that are equal are the same deed, and nobody need be told of it.

    Attributes:
        kind: in a Play, gathering keys (during a Play or not), in music, calling another leg, in talk with who called
            it, in a conference, in silence, seen out, refused, ended.
        command_ids: the command that it carries out, where another of the kind is another deed.
        sounds: that are played; before it gathers, if it does.
        max_digits: keys that end a gathering; timeout_s: of silence; terminator: that ends it early.
        other_leg: the leg that is called; when seen out, the address of last resort.
        talk: number of the conference.
        muted: nobody hears it there.
        coach: the leg that alone hears it there.
        status: the SIP status of a refusal.
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
    """One party.

    Attributes:
        to: whom Twilio calls; empty of who called us, whose number is kept nowhere here.
        dialled_at: when (s) it called us or was dialled; 0 where unknown, or once the setup time was counted.
        sid: at Twilio; empty until it is known, and once the leg is gone of which we have yet to hear why.
        step: of the document that it was given last; a webhook about an earlier one is a repeat.
        action: what it was given to do; None while it has nothing, and asks.
        webhook_until: until when (s, of the clock that is passed in) its webhook is under way; 0 when none is.
        answers: what its last steps were answered, by step.
        called_by: what calls it: a leg's Dial (its name), the API (``api``), or empty before it is called.
        play: under way; so are `collect`, `music`, `hold` (what it hears; None when it is not), `snoop`.
        typed_ahead: keys that no Collect has taken yet.
        talk: number of the talk that it is in, 0 for none.
        ending: it is to be hung up, or refused by `status`.
        outlives: the caller whose Dial called it has left, and Twilio ends it; who talks has yet to let it go.
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
        """How long it took from its beginning until now (s), once; None where that is not known, or was told before."""
        began, self.dialled_at = self.dialled_at, 0.0
        return max(now - began, 0.0) if began else None

    def stop_play(self, reason: port.PlaybackEnd = "interrupted") -> list[AnySignal]:
        """End the Play under way, if any."""
        play, self.play = self.play, None
        return [port.PlaybackEnded(call_id=play.call_id, command_id=play.id, ended=reason)] if play else []

    def complete_collect(self) -> list[AnySignal]:
        """Give the Collect under way what was pressed before it, if that is enough."""
        if self.collect is None:
            return []
        for count, key in enumerate(self.typed_ahead):
            if key == self.collect.terminator:
                return self._end_collect(count, count + 1, "terminator")
            if count + 1 == self.collect.most:
                return self._end_collect(count + 1, count + 1, "complete")
        return []

    def finish_gather(self, digits: str, finish_key: str) -> list[AnySignal]:
        """Twilio has gathered these keys, or none; `finished_on` is the key that ended it early, if one did."""
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
        """Remember what a step was answered, for whoever asks again."""
        self.answers = {**dict(list(self.answers.items())[1 - _MAX_ANSWERS :]), step: document}
