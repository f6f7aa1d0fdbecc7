"""What we ask of a gateway: the commands of the port. Pure.

Owns their names and fields; who asks and who obeys import them from `telephony.port`. Values alone.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from telephony.port.signals import HangupCause

CALLER = "caller"
REGISTERED_HOST = "registered"
"""``sip:<user>@registered`` is no place on the network: it stands for wherever that user's phones are registered."""
SnoopMode = Literal["listen", "whisper"]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that we ask of the gateway.

    Attributes:
        id: derived from call, version and place; the same id is carried out once.
        call_id: the call that it is about.
        leg: the leg that it is about.
    """

    id: str
    call_id: str
    leg: str = CALLER


class Answer(Command, frozen=True, kw_only=True):
    """Pick up the caller's leg."""


class Reject(Command, frozen=True, kw_only=True):
    """Turn away the caller's leg, unanswered.

    Attributes:
        status: the SIP status to say (RFC 3261 §21).
    """

    status: int = 503


class Play(Command, frozen=True, kw_only=True):
    """Play sounds, one after another; ends any earlier Play (PlaybackEnded says so) or Music on the leg.

    Attributes:
        sounds: keys of the Sounds that the gateway was given.
        interruptible: a digit ends it (barge-in).
    """

    sounds: tuple[str, ...]
    interruptible: bool = False


class StopPlay(Command, frozen=True, kw_only=True):
    """End the Play of the leg, if any."""


class Collect(Command, frozen=True, kw_only=True):
    """Collect digits. Digits pressed before it that no Collect has taken count, in their order (type-ahead).

    Attributes:
        most: how many digits complete it.
        first_digit_s: seconds of silence allowed before the first digit, counted from the end of the Play.
        between_digits_s: seconds allowed between digits.
        terminator: a key that ends it early, or empty.
        afresh: whether what was pressed before it is forgotten: it asks something that nobody can have foreseen.
    """

    most: int = 1
    first_digit_s: float = 5.0
    between_digits_s: float = 3.0
    terminator: str = "#"
    afresh: bool = False


class Music(Command, frozen=True, kw_only=True):
    """Play one sound over and over until the next Play, Music, Bridge or Hangup of the leg.

    Attributes:
        sound: key of the music, or empty to stop it.
    """

    sound: str


class Ring(Command, frozen=True, kw_only=True):
    """Call an advisor's phone, as a new leg of the call.

    Attributes:
        address: where the phone is, a SIP URI.
        timeout_s: how long to let it ring before LegFailed(no_answer).
        opens: whether the call may begin with this leg, as one of ours does that has no caller yet.
        whose: the user whose phone it is, for a gateway that reaches users elsewhere than at the address.
    """

    address: str
    timeout_s: float
    opens: bool = False
    whose: str = ""


class Dial(Command, frozen=True, kw_only=True):
    """Call a number outside (fallback, call-back), as a new leg of the call. See Ring for the attributes."""

    address: str
    timeout_s: float = 30.0


class Bridge(Command, frozen=True, kw_only=True):
    """Let two legs hear each other, and nobody else; ends what they were being played.

    Attributes:
        other: the second leg.
    """

    other: str


class Join(Command, frozen=True, kw_only=True):
    """Let the leg into the talk of another: all in it hear each other. Ends what the leg was being played.

    Whoever is in no talk is in one from then on.

    A leg of the talk that is on hold stays apart while it is, and the others talk on; so they do when one leaves.

    Attributes:
        other: a leg of the talk.
    """

    other: str


class Unbridge(Command, frozen=True, kw_only=True):
    """Part the leg from those with whom it talks; all stay up."""


class Hold(Command, frozen=True, kw_only=True):
    """Put the leg on hold, or take it back.

    Attributes:
        sound: key of the music that it hears while held.
        held: True to hold, False to take back.
    """

    sound: str = ""
    held: bool = True


class Mute(Command, frozen=True, kw_only=True):
    """Stop (or let again) the leg's voice from reaching the other."""

    muted: bool = True


class SendDigits(Command, frozen=True, kw_only=True):
    """Send digits to the leg's far end (RFC 4733)."""

    digits: str


class Record(Command, frozen=True, kw_only=True):
    """Record the leg from now on, both directions apart, until the leg ends: what it says left, what it hears right.

    A recording of the leg that is under way ends with it, and is complete. Where it cannot be done after all the talk
    goes on, and NotRecorded says so within NOT_RECORDED_WITHIN_S. See `telephony.port.recordings`.
    """

    recording_id: str


class PauseRecording(Command, frozen=True, kw_only=True):
    """Pause (or resume) the leg's recording: meanwhile it holds silence, so that its time goes on with the talk's.

    What is said in a pause is in no recording: where it cannot be kept out, the recording is given up, and NotRecorded
    says so.

    Attributes:
        since: when the pause was asked for, aware; a gateway that hears of it late counts it from then, if it can.
    """

    paused: bool = True
    since: datetime | None = None


class StopRecording(Command, frozen=True, kw_only=True):
    """End the leg's recording; RecordingStored follows while the leg goes on. Without a recording it does nothing.

    Attributes:
        since: when the recorded conversation ended, aware; a gateway that hears of it late ends it there, if it can.
    """

    since: datetime | None = None


class Snoop(Command, frozen=True, kw_only=True):
    """Let the leg hear what another one says and hears, without being in its talk. Ends what the leg was being played.

    It ends with the next Snoop, Bridge or Join of the leg, and when the other leg ends; then the leg hears nobody.

    Attributes:
        target: the other leg.
        mode: whether nobody hears the leg, or the target alone.
    """

    target: str
    mode: SnoopMode = "listen"


class Rescue(Command, frozen=True, kw_only=True):
    """Let the gateway see the caller out by itself, whatever becomes of us. No signal of the call follows.

    The caller hears the apology, then talks with the number of last resort, or the call ends.

    Attributes:
        sounds: the apology; empty to end every leg of the call at once.
        fallback: SIP URI of the number of last resort, or None.
    """

    sounds: tuple[str, ...] = ()
    fallback: str | None = None


class Hangup(Command, frozen=True, kw_only=True):
    """End the leg: BYE, CANCEL or a refusal, as its state needs. No LegHungUp follows."""

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
    """Return the address at which all phones of a user are rung."""
    return f"sip:{user}@{REGISTERED_HOST}"


def registered_user(address: str) -> str | None:
    """Return the user of such an address, or None when it is another address."""
    scheme, _, rest = address.partition(":")
    user, at, host = rest.rpartition("@")
    return user if at and scheme.lower() == "sip" and host.lower() == REGISTERED_HOST else None
