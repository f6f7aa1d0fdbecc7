"""The telephony port: what a gateway tells us (signals) and what we ask of it (commands).

Owns the vocabulary that all gateways share and the table of which gateway can do what. It must not know how any
gateway works, and it must not touch a socket or a clock: everything here is a value.

A *leg* is one party of a call, named within the call: ``caller`` for who dialled us, ``advisor-3`` for the third
offer's phone, ``fallback`` for the number of last resort. A command's ``id`` is derived from the call and its version,
so a gateway that sees an id twice does the work once: sending again is harmless.
"""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Literal, Protocol, get_args

import msgspec

CALLER = "caller"
NOT_RECORDED_WITHIN_S = 1.5
"""So soon after a recording should begin or go on a gateway says that it does not, seconds."""

LegFailure = Literal["busy", "declined", "no_answer", "unreachable", "cancelled", "failed"]
HangupCause = Literal["normal", "busy", "rejected", "failed", "media_lost", "shutdown"]
CollectEnd = Literal["complete", "terminator", "timeout"]
PlaybackEnd = Literal["finished", "interrupted", "failed"]


class Signal(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened outside: the gateway, or the router, says it once.

    Attributes:
        call_id: the call that it is about.
    """

    call_id: str


class CallOffered(Signal, frozen=True, kw_only=True):
    """A caller dialled one of our lines; nothing has been answered yet.

    Attributes:
        line: the line's id in the site, resolved from the dialled number.
        caller: what the network says of the caller's number; personal data, to be replaced by a reference at once.
        gateway: the gateway instance that holds the call.
        refused: why the gateway already turned it away (``capacity``, ``draining``), else None.
    """

    line: str
    caller: str
    gateway: str
    refused: str | None = None


class DigitsCollected(Signal, frozen=True, kw_only=True):
    """A Collect ended.

    Attributes:
        command_id: the Collect that asked.
        digits: what was pressed, possibly empty, without the terminator.
        ended: why it ended.
    """

    command_id: str
    digits: str
    ended: CollectEnd


class PlaybackEnded(Signal, frozen=True, kw_only=True):
    """A Play ended, of itself, by a digit or StopPlay, or because it could not be played."""

    command_id: str
    ended: PlaybackEnd = "finished"


class LegRinging(Signal, frozen=True, kw_only=True):
    """The phone that we called is ringing."""

    leg: str


class LegAnswered(Signal, frozen=True, kw_only=True):
    """The phone that we called was picked up."""

    leg: str


class LegFailed(Signal, frozen=True, kw_only=True):
    """The phone that we called did not answer; the leg is gone."""

    leg: str
    cause: LegFailure


class LegHungUp(Signal, frozen=True, kw_only=True):
    """A leg that was up, or the caller's before any answer, is gone, whoever ended it but us by Hangup."""

    leg: str
    cause: HangupCause = "normal"


class RecordingStored(Signal, frozen=True, kw_only=True):
    """A recording is complete: its file lies where recordings are taken in, whole, as ``<recording_id>.wav``."""

    recording_id: str
    leg: str


class NotRecorded(Signal, frozen=True, kw_only=True):
    """The leg was to be recorded, and is not, or not any more; told once for a recording.

    It ends with that: what was recorded until then, if anything, is complete as any other.
    """

    recording_id: str
    leg: str


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
    """

    address: str
    timeout_s: float
    opens: bool = False


class Dial(Command, frozen=True, kw_only=True):
    """Call a number outside (fallback, call-back), as a new leg of the call. See Ring for the attributes."""

    address: str
    timeout_s: float = 30.0


class Bridge(Command, frozen=True, kw_only=True):
    """Let two legs hear each other; ends what they were being played.

    Attributes:
        other: the second leg.
    """

    other: str


class Unbridge(Command, frozen=True, kw_only=True):
    """Part the leg from the one that it is bridged with; both stay up."""


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
    goes on, and NotRecorded says so within NOT_RECORDED_WITHIN_S. See `telephony.recordings`.
    """

    recording_id: str


class PauseRecording(Command, frozen=True, kw_only=True):
    """Pause (or resume) the leg's recording: meanwhile it holds silence, so that its time goes on with the talk's."""

    paused: bool = True


class Snoop(Command, frozen=True, kw_only=True):
    """Let a supervisor's leg listen to, whisper to, or join the leg."""

    target: str
    mode: Literal["listen", "whisper", "barge"] = "listen"


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


AnySignal = (
    CallOffered
    | DigitsCollected
    | PlaybackEnded
    | LegRinging
    | LegAnswered
    | LegFailed
    | LegHungUp
    | RecordingStored
    | NotRecorded
)
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
    | Unbridge
    | Hold
    | Mute
    | SendDigits
    | Record
    | PauseRecording
    | Snoop
    | Rescue
    | Hangup
)

ALL_COMMANDS: frozenset[type[Command]] = frozenset(get_args(AnyCommand))
# Which gateway does which command. What is missing here fails by name, with Unsupported; the contract suite walks it.
ABILITIES: dict[str, frozenset[type[Command]]] = {
    "fake": ALL_COMMANDS,
    "asterisk": ALL_COMMANDS,
    "pyvoip": ALL_COMMANDS - {Record, PauseRecording, Snoop},
}


class TelephonyError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "telephony_error"
    retryable: ClassVar[bool] = False


class Unsupported(TelephonyError):
    """The gateway cannot do this command, and says so by name."""

    code = "unsupported_command"

    def __init__(self, gateway: str, command: type[Command]) -> None:
        super().__init__(f"the gateway {gateway!r} cannot do {command.__name__}")
        self.gateway = gateway
        self.command = command


class UnknownLeg(TelephonyError):
    """The command names a call or a leg that this gateway does not hold (any more)."""

    code = "unknown_leg"


class UnknownSound(TelephonyError):
    """No sound has this key."""

    code = "unknown_sound"


class Sounds(Protocol):
    """Where a gateway finds what it is asked to play; implemented by a higher room."""

    def ulaw(self, key: str) -> bytes:
        """The sound as G.711 u-law, 8,000 bytes a second, one channel.

        Raises:
            UnknownSound: no sound has this key.
        """
        ...

    def alaw(self, key: str) -> bytes:
        """The same sound as G.711 A-law."""
        ...


SignalHandler = Callable[[AnySignal], Awaitable[None]]


class Gateway(Protocol):
    """What every gateway offers. It calls the SignalHandler that it was given for each signal, in order per call."""

    name: str
    """Unique to this running instance, e.g. ``pyvoip-7f3a``: who holds which call."""
    kind: str
    """The key in ABILITIES."""

    async def start(self, on_signal: SignalHandler) -> None:
        """Open the sockets and begin to give signals.

        Raises:
            TelephonyError: a port is in use, an address cannot be bound: one clear sentence.
        """
        ...

    async def send(self, command: AnyCommand) -> None:
        """Carry out a command, once per id. Returns when it is under way, not when it is over.

        Raises:
            Unsupported: not in this gateway's abilities.
            UnknownLeg: the leg is gone; its LegHungUp or LegFailed was or will be given.
            UnknownSound: nothing was played.
        """
        ...

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Whether the call still has a leg here, or this leg, to reconcile after a restart of who drives it."""
        ...

    async def drain(self) -> None:
        """Take no new call; return when the last one has ended."""
        ...

    async def stop(self) -> None:
        """Hang up what is left and close the sockets."""
        ...
