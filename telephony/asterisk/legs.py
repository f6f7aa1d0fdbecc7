"""One leg of a call, as this gateway knows it: what it should hear, and what Asterisk was asked for. Pure."""

from typing import Literal

import msgspec

from telephony.asterisk.rest import Request
from telephony.collecting import Collection
from telephony.port import CALLER

LegState = Literal["offered", "calling", "up"]
HOLD = "ATENCION_HOLD"
"""The variable of a held channel that says in whose talk it is and what it hears: for who takes the call over."""
_SEPARATOR = "~"


class Playing(msgspec.Struct, frozen=True):
    """A Play under way.

    Attributes:
        command_id: of the Play.
        playback: its id in Asterisk.
        interruptible: whether a key ends it.
    """

    command_id: str
    playback: str
    interruptible: bool


class Listening(msgspec.Struct, kw_only=True):
    """How a leg hears another one without being in its talk.

    Attributes:
        channel: it hears the other leg, and is in a bridge with the one that listens.
        request: by which it was asked for; None where another process asked.
        state: whether it is there yet, and in that bridge.
    """

    channel: str
    request: Request | None = None
    state: Literal["asked", "there", "joined"] = "asked"


class Leg(msgspec.Struct, kw_only=True):
    """One party.

    Attributes:
        name: the port's.
        channel: its id in Asterisk.
        state: whether it has been answered.
        rang: whether its phone has rung.
        cause: of Q.850, when Asterisk has said that it is about to end; None before.
        status: the SIP status with which its phone refused; 0 for none.
        play: the Play under way.
        music: what it should hear over and over, or empty.
        hold: what it hears on hold, perhaps nothing; None when it is not held.
        muted: whether nobody hears it.
        hold_noted: what its channel says of that; see HOLD.
        talk: number of the talk that it is in, held or not, with whoever else has it; 0 for none.
        heard_music: the music that Asterisk was asked for.
        bridge: the bridge in which it is.
        collection: the keys that its far end presses.
        listening: how it hears another leg by a Snoop.
    """

    name: str
    channel: str
    state: LegState
    rang: bool = False
    cause: int | None = None
    status: int = 0
    play: Playing | None = None
    music: str = ""
    hold: str | None = None
    muted: bool = False
    hold_noted: str = ""
    talk: int = 0
    heard_music: str = ""
    bridge: str = ""
    collection: Collection = msgspec.field(default_factory=Collection)
    listening: Listening | None = None

    @property
    def wanted_music(self) -> str:
        """What it should hear over and over just now."""
        if self.play is not None:
            return ""
        return self.music if self.hold is None else self.hold

    @property
    def is_apart(self) -> bool:
        """Whether it hears nobody: it is held, or hears music, which a bridge would mix with voices."""
        return self.hold is not None or bool(self.music)

    @property
    def wants_sound(self) -> bool:
        """Whether it should hear something of ours."""
        return self.play is not None or self.is_apart


def channel_of(call_id: str, leg: str) -> str:
    """The id of the channel that we make for a leg.

    A caller's own channel bears the call's id, for the call is named after it; see ``leg_of``.
    """
    return f"{call_id}{_SEPARATOR}{leg}"


def snooper_of(call_id: str, leg: str, command_id: str) -> str:
    """The id of the channel by which a leg hears another: derived, so that asking again makes no second one."""
    return f"{channel_of(call_id, leg)}{_SEPARATOR}{command_id.partition('/')[2].replace('/', '-')}"


def leg_of(channel: str) -> tuple[str, str]:
    """The call and the leg of a channel: so what Asterisk has can be told without remembering."""
    call_id, _, leg = channel.partition(_SEPARATOR)
    return call_id, leg.partition(_SEPARATOR)[0] or CALLER


def playback_of(command_id: str) -> str:
    """The id of the playback of a Play: derived, so that asking again plays nothing twice."""
    return command_id.replace("/", _SEPARATOR)


def is_snooper(channel: str) -> bool:
    """Whether a channel is there for a leg to hear another by."""
    return channel.count(_SEPARATOR) == 2


def is_made_by_us(channel: str) -> bool:
    """Whether we have named a channel: every one but those of callers."""
    return _SEPARATOR in channel


def hold_text(leg: Leg, partner: str) -> str:
    """What HOLD says of a leg, in whose talk this other one is; empty when it is not held."""
    return "" if leg.hold is None else f"{partner}{_SEPARATOR}{leg.hold}"


def read_hold(text: str) -> tuple[str, str]:
    """Partner and sound of what HOLD says."""
    partner, _, sound = text.partition(_SEPARATOR)
    return partner, sound
