"""One leg of a call, as this gateway knows it: what it should hear, and what Asterisk was asked for. Pure."""

from typing import Literal

import msgspec

from telephony.asterisk.ari.rest import AriRequest
from telephony.port import CALLER, Play
from telephony.port.digit_collection import DigitCollector

LegState = Literal["offered", "calling", "up"]
HOLD_VARIABLE = "ATENCION_HOLD"
"""The variable of a held channel that says in whose talk it is and what it hears: for who takes the call over."""
_SEPARATOR = "~"


class EarlyPrompt(msgspec.Struct, frozen=True):
    """What the node says to a caller by itself, since it picked them up.

    Attributes:
        line: that they dialled.
        music: the class of music by which it says them; empty where it has not picked them up.
        keys: of their sounds; none where it is not known which they are.
        ends_at: when they will have been said, in the seconds that commands and events are given.
    """

    line: str
    music: str
    keys: tuple[str, ...]
    ends_at: float


class CurrentPlay(msgspec.Struct, frozen=True):
    """A Play under way.

    Attributes:
        command_id: of the Play.
        playback: its id in Asterisk; empty where the node says it by itself.
        interruptible: whether a key ends it.
        early_prompt: what the node says by itself, where it is this.
    """

    command_id: str
    playback: str
    interruptible: bool
    early_prompt: EarlyPrompt | None = None


class SnoopChannel(msgspec.Struct, kw_only=True):
    """How a leg hears another one without being in its talk.

    Attributes:
        channel: it hears the other leg, and is in a bridge with the one that listens.
        request: by which it was asked for; None where another process asked.
        state: whether it is there yet, and in that bridge.
    """

    channel: str
    request: AriRequest | None = None
    state: Literal["asked", "there", "joined"] = "asked"


class Leg(msgspec.Struct, kw_only=True):
    """One party.

    Attributes:
        name: the port's.
        channel: its id in Asterisk.
        state: whether it has been answered.
        has_rung: whether its phone has rung.
        cause: of Q.850, when Asterisk has said that it is about to end; None before.
        status: the SIP status with which its phone refused; 0 for none.
        early_prompt: what the node says to it by itself, until something was said to it by command.
        play: the Play under way.
        music: what it should hear over and over, or empty.
        hold: what it hears on hold, perhaps nothing; None when it is not held.
        muted: whether nobody hears it.
        published_hold: what its channel says of that; see HOLD.
        talk: number of the talk that it is in, held or not, with whoever else has it; 0 for none.
        requested_music: the music that Asterisk was asked for.
        bridge: the bridge in which it is.
        digit_collector: the keys that its far end presses.
        snoop_channel: how it hears another leg by a Snoop.
    """

    name: str
    channel: str
    state: LegState
    has_rung: bool = False
    cause: int | None = None
    status: int = 0
    early_prompt: EarlyPrompt | None = None
    play: CurrentPlay | None = None
    music: str = ""
    hold: str | None = None
    muted: bool = False
    published_hold: str = ""
    talk: int = 0
    requested_music: str = ""
    bridge: str = ""
    digit_collector: DigitCollector = msgspec.field(default_factory=DigitCollector)
    snoop_channel: SnoopChannel | None = None

    @property
    def desired_music(self) -> str:
        """What it should hear over and over just now."""
        if self.play is not None:
            return self.play.early_prompt.music if self.play.early_prompt else ""
        return self.music if self.hold is None else self.hold

    @property
    def deadline(self) -> float | None:
        """When time will matter to it, in the seconds that commands and events are given; or None."""
        words = self.play and self.play.early_prompt
        return words.ends_at if words else self.digit_collector.deadline

    @property
    def is_isolated(self) -> bool:
        """Whether it hears nobody: it is held, or hears music, which a bridge would mix with voices."""
        return self.hold is not None or bool(self.music)

    def begin_play(self, command: Play, now: float) -> str:
        """Something is to be said to it: returns the playback to be asked for, or nothing where the node says it."""
        words, self.early_prompt, self.music = self.early_prompt, None, ""
        is_said = words is not None and words.keys == command.sounds and now < words.ends_at
        playback = "" if is_said else playback_id_of(command.id)
        self.play = CurrentPlay(command.id, playback, command.interruptible, words if is_said else None)
        self.digit_collector.stop_timer()
        return playback

    @property
    def wants_sound(self) -> bool:
        """Whether it should hear something of ours."""
        return self.play is not None or self.is_isolated


def channel_id_of(call_id: str, leg: str) -> str:
    """The id of the channel that we make for a leg.

    A caller's own channel bears the call's id, for the call is named after it; see ``call_and_leg``.
    """
    return f"{call_id}{_SEPARATOR}{leg}"


def snoop_channel_id(call_id: str, leg: str, command_id: str) -> str:
    """The id of the channel by which a leg hears another: derived, so that asking again makes no second one."""
    return f"{channel_id_of(call_id, leg)}{_SEPARATOR}{command_id.partition('/')[2].replace('/', '-')}"


def call_and_leg(channel: str) -> tuple[str, str]:
    """The call and the leg of a channel: so what Asterisk has can be told without remembering."""
    call_id, _, leg = channel.partition(_SEPARATOR)
    return call_id, leg.partition(_SEPARATOR)[0] or CALLER


def playback_id_of(command_id: str) -> str:
    """The id of the playback of a Play: derived, so that asking again plays nothing twice."""
    return command_id.replace("/", _SEPARATOR)


def is_snoop_channel(channel: str) -> bool:
    """Whether a channel is there for a leg to hear another by."""
    return channel.count(_SEPARATOR) == 2


def is_created_by_us(channel: str) -> bool:
    """Whether we have named a channel: every one but those of callers."""
    return _SEPARATOR in channel


def format_hold(partner: str, sound: str) -> str:
    """What HOLD says of a leg in whose talk this other one is, and which hears this sound, perhaps nothing."""
    return f"{partner}{_SEPARATOR}{sound}"


def read_hold(text: str) -> tuple[str, str]:
    """Partner and sound of what HOLD says."""
    partner, _, sound = text.partition(_SEPARATOR)
    return partner, sound
