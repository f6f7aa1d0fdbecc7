"""One leg of an Asterisk call: its desired state, and what was requested from Asterisk. Pure."""

from typing import Literal

import msgspec

from telephony.asterisk.ari.rest import AriRequest
from telephony.port import CALLER, Play
from telephony.port.digit_collection import DigitCollector

LegState = Literal["offered", "calling", "up"]
HOLD_VARIABLE = "ATENCION_HOLD"
"""The variable of a held channel with its partner and its hold music, for a process that adopts the call."""
_SEPARATOR = "~"


class EarlyPrompt(msgspec.Struct, frozen=True):
    """The sounds that the node plays to a caller it has answered.

    Attributes:
        music: their music class; empty if the node has not answered.
        keys: the sounds; empty if unknown.
        ends_at: time of their end, by the clock of commands and events.
    """

    line: str
    music: str
    keys: tuple[str, ...]
    ends_at: float


class CurrentPlay(msgspec.Struct, frozen=True):
    """A running Play.

    Attributes:
        playback: its id in Asterisk; empty if the early prompt serves as this Play.
    """

    command_id: str
    playback: str
    interruptible: bool
    early_prompt: EarlyPrompt | None = None


class SnoopChannel(msgspec.Struct, kw_only=True):
    """The channel by which a leg listens to another one outside its conversation.

    Attributes:
        channel: it hears the target, and shares a bridge with the listening leg.
        request: the request that created it; None if another process did.
    """

    channel: str
    request: AriRequest | None = None
    state: Literal["asked", "there", "joined"] = "asked"


class Leg(msgspec.Struct, kw_only=True):
    """A leg.

    Attributes:
        cause: of Q.850, once Asterisk reports that it is about to end.
        status: the SIP status with which its phone refused; 0 for none.
        early_prompt: plays until the first command that plays something.
        hold: hold music, empty for silence; None if it is not held.
        published_hold: its current `HOLD_VARIABLE`.
        talk: number of its conversation, held or not; 0 for none.
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
        """The music class that it should hear now."""
        if self.play is not None:
            return self.play.early_prompt.music if self.play.early_prompt else ""
        return self.music if self.hold is None else self.hold

    @property
    def deadline(self) -> float | None:
        """The time of its next timeout, by the clock of commands and events; or None."""
        words = self.play and self.play.early_prompt
        return words.ends_at if words else self.digit_collector.deadline

    @property
    def is_isolated(self) -> bool:
        """Whether it hears no other leg: it is held, or hears music, which a bridge would mix with voices."""
        return self.hold is not None or bool(self.music)

    def begin_play(self, command: Play, now: float) -> str:
        """Begin a Play; return the playback to request, or an empty string if the early prompt already plays it."""
        words, self.early_prompt, self.music = self.early_prompt, None, ""
        is_said = words is not None and words.keys == command.sounds and now < words.ends_at
        playback = "" if is_said else playback_id_of(command.id)
        self.play = CurrentPlay(command.id, playback, command.interruptible, words if is_said else None)
        self.digit_collector.stop_timer()
        return playback

    @property
    def wants_sound(self) -> bool:
        """Whether it should hear a sound of ours."""
        return self.play is not None or self.is_isolated


def channel_id_of(call_id: str, leg: str) -> str:
    """Return the id of the channel of a leg that we call.

    A caller's channel has the call's id, because the call is named after it; see ``call_and_leg``.
    """
    return f"{call_id}{_SEPARATOR}{leg}"


def snoop_channel_id(call_id: str, leg: str, command_id: str) -> str:
    """Return the id of a snoop channel. It is derived, so that a repeated request creates no second one."""
    return f"{channel_id_of(call_id, leg)}{_SEPARATOR}{command_id.partition('/')[2].replace('/', '-')}"


def call_and_leg(channel: str) -> tuple[str, str]:
    """Return the call and the leg of a channel, from its id alone."""
    call_id, _, leg = channel.partition(_SEPARATOR)
    return call_id, leg.partition(_SEPARATOR)[0] or CALLER


def playback_id_of(command_id: str) -> str:
    """Return the id of a Play's playback. It is derived, so that a repeated request plays nothing twice."""
    return command_id.replace("/", _SEPARATOR)


def is_snoop_channel(channel: str) -> bool:
    """Return whether a channel is a snoop channel."""
    return channel.count(_SEPARATOR) == 2


def is_created_by_us(channel: str) -> bool:
    """Return whether we have created a channel, as all but those of callers."""
    return _SEPARATOR in channel


def format_hold(partner: str, sound: str) -> str:
    """Return the `HOLD_VARIABLE` of a leg: its partner, and the sound that it hears, perhaps none."""
    return f"{partner}{_SEPARATOR}{sound}"


def read_hold(text: str) -> tuple[str, str]:
    """Return partner and sound of a `HOLD_VARIABLE`."""
    partner, _, sound = text.partition(_SEPARATOR)
    return partner, sound
