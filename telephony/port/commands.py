"""The commands of the port: what a call driver asks of a gateway. Pure.

Owns their names and fields. Import them from `telephony.port`. The module holds values only.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from telephony.port.signals import HangupCause

CALLER = "caller"
REGISTERED_HOST = "registered"
"""Host of the address ``sip:<user>@registered``, which stands for all registered phones of that user."""
SnoopMode = Literal["listen", "whisper"]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """A request to the gateway. Its id is derived from call, version and position; each id is carried out once."""

    id: str
    call_id: str
    leg: str = CALLER


class Answer(Command, frozen=True, kw_only=True):
    """Answer the caller's leg."""


class Reject(Command, frozen=True, kw_only=True):
    """Refuse the caller's leg before it is answered, with this SIP status (RFC 3261 §21)."""

    status: int = 503


class Play(Command, frozen=True, kw_only=True):
    """Play sounds in sequence; ends any earlier Play (with PlaybackEnded) or Music on the leg.

    A digit ends an interruptible one (barge-in).
    """

    sounds: tuple[str, ...]
    interruptible: bool = False


class StopPlay(Command, frozen=True, kw_only=True):
    """End the Play of the leg, if any."""


class Collect(Command, frozen=True, kw_only=True):
    """Collect digits. Digits pressed earlier and not yet collected count, in order (type-ahead).

    Attributes:
        most: number of digits that completes it.
        first_digit_s: seconds of silence allowed before the first digit, counted from the end of the Play.
        between_digits_s: seconds allowed between digits.
        terminator: a key that ends it early, or empty.
        afresh: discard earlier digits, for a question that the caller cannot have expected.
    """

    most: int = 1
    first_digit_s: float = 5.0
    between_digits_s: float = 3.0
    terminator: str = "#"
    afresh: bool = False


class Music(Command, frozen=True, kw_only=True):
    """Loop one sound until the next Play, Music, Bridge or Hangup of the leg. Without a sound the music stops."""

    sound: str


class Ring(Command, frozen=True, kw_only=True):
    """Call an advisor's phone, as a new leg of the call.

    Attributes:
        timeout_s: seconds of ringing before LegFailed(no_answer).
        opens: the call may begin with this leg, as an outgoing call that has no caller yet.
        whose: the user of the phone, for a gateway that reaches users at another address.
    """

    address: str
    timeout_s: float
    opens: bool = False
    whose: str = ""


class Dial(Command, frozen=True, kw_only=True):
    """Call an outside number (fallback, call-back), as a new leg of the call. See Ring for the attributes."""

    address: str
    timeout_s: float = 30.0


class Bridge(Command, frozen=True, kw_only=True):
    """Connect two legs to each other only; ends what they were playing."""

    other: str


class Join(Command, frozen=True, kw_only=True):
    """Add the leg to the conversation of another leg; all in it hear each other. Ends what the leg was playing.

    If the other leg is in no conversation, a new one begins. A leg on hold hears and speaks to no other leg until it
    is taken back; the conversation of the rest continues, as it does when one leg leaves.
    """

    other: str


class Unbridge(Command, frozen=True, kw_only=True):
    """Take the leg out of its conversation; all legs stay up."""


class Hold(Command, frozen=True, kw_only=True):
    """Put the leg on hold, or take it back."""

    sound: str = ""
    held: bool = True


class Mute(Command, frozen=True, kw_only=True):
    """Mute (or unmute) the leg's voice."""

    muted: bool = True


class SendDigits(Command, frozen=True, kw_only=True):
    """Send digits to the leg's far end (RFC 4733)."""

    digits: str


class Record(Command, frozen=True, kw_only=True):
    """Record the leg until it ends, in two channels: its own voice left, what it hears right.

    An earlier recording of the leg ends, complete. If recording fails the conversation continues, and NotRecorded
    follows within `RECORDING_START_TIMEOUT_S`. See `telephony.port.recordings`.
    """

    recording_id: str


class PauseRecording(Command, frozen=True, kw_only=True):
    """Pause (or resume) the leg's recording. Paused time is silence in the file, so that its clock stays right.

    Speech in a pause is in no recording. If it cannot be kept out, the recording is abandoned and NotRecorded
    follows.

    Attributes:
        since: when the pause was requested, aware; a gateway that receives it late backdates the pause if it can.
    """

    paused: bool = True
    since: datetime | None = None


class StopRecording(Command, frozen=True, kw_only=True):
    """End the leg's recording; RecordingStored follows while the leg stays up. No effect without a recording.

    Attributes:
        since: when the recorded conversation ended, aware; a gateway that receives it late backdates the end if it
            can.
    """

    since: datetime | None = None


class Snoop(Command, frozen=True, kw_only=True):
    """Let the leg listen to another leg, both directions, outside its conversation. Ends what the leg was playing.

    It ends with the next Snoop, Bridge or Join of the leg, and with the other leg; after that the leg hears silence.

    Attributes:
        mode: ``listen``: the leg is not heard; ``whisper``: only the target hears it.
    """

    target: str
    mode: SnoopMode = "listen"


class Rescue(Command, frozen=True, kw_only=True):
    """Let the gateway finish the call without this process. No signal of the call follows.

    The caller hears the apology, then is connected to the number of last resort, or the call ends.

    Attributes:
        sounds: the apology; empty to end every leg of the call at once.
        fallback: SIP URI of the number of last resort, or None.
    """

    sounds: tuple[str, ...] = ()
    fallback: str | None = None


class Hangup(Command, frozen=True, kw_only=True):
    """End the leg with BYE, CANCEL or a refusal, according to its state. No LegHungUp follows."""

    cause: HangupCause = "normal"


AnyCommand = (
    Answer
    | Reject
    | Play
    | StopPlay
    | Collect
    | Music
    | Ring
    | Dial
    | Bridge
    | Join
    | Unbridge
    | Hold
    | Mute
    | SendDigits
    | Record
    | PauseRecording
    | StopRecording
    | Snoop
    | Rescue
    | Hangup
)

ALL_COMMANDS: frozenset[type[Command]] = frozenset(get_args(AnyCommand))


def required_sounds(command: AnyCommand) -> tuple[str, ...]:
    """Return the keys of the sounds that a command needs."""
    match command:
        case Play(sounds=sounds) | Rescue(sounds=sounds):
            return sounds
        case Music(sound=sound) | Hold(sound=sound) if sound:
            return (sound,)
    return ()


def registered_address(user: str) -> str:
    """Return the address that rings all phones of a user."""
    return f"sip:{user}@{REGISTERED_HOST}"


def registered_user(address: str) -> str | None:
    """Return the user of an address made by `registered_address`, or None for any other address."""
    scheme, _, rest = address.partition(":")
    user, at, host = rest.rpartition("@")
    return user if at and scheme.lower() == "sip" and host.lower() == REGISTERED_HOST else None
