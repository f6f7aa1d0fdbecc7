"""The telephony port: the signals that a gateway sends, and the commands that it carries out. Pure.

Owns the interface of every gateway and the table of the commands that each one supports. The values stand in `signals`
and `commands`, the errors in `errors`; import all of them from this package. It must not know how any gateway works,
and it must not touch a socket or a clock: everything here is a value.

A *leg* is one party of a call, named within the call: ``caller`` for the person who dialled us, ``advisor-3`` for the
third offer's phone, ``fallback`` for the number of last resort. A command's ``id`` is derived from the call and its
version, so a gateway that sees an id twice does the work once: sending again is harmless.

Imports nothing of the project outside this package. Read `commands` first: each action that a gateway can carry out.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from telephony.port.commands import (
    ALL_COMMANDS,
    CALLER,
    Answer,
    AnyCommand,
    Bridge,
    Collect,
    Command,
    Dial,
    Hangup,
    Hold,
    Join,
    Music,
    Mute,
    PauseRecording,
    Play,
    Record,
    Reject,
    Rescue,
    Ring,
    SendDigits,
    Snoop,
    SnoopMode,
    StopPlay,
    StopRecording,
    Unbridge,
)
from telephony.port.errors import TelephonyError, UnknownLeg, UnknownSound, Unsupported
from telephony.port.signals import (
    AnySignal,
    CallOffered,
    CollectEnd,
    DigitsCollected,
    HangupCause,
    LegAnswered,
    LegBridged,
    LegFailed,
    LegFailure,
    LegHungUp,
    LegRinging,
    NotAcknowledged,
    NotRecorded,
    PlaybackEnd,
    PlaybackEnded,
    RecordingStored,
    Signal,
)

__all__ = [
    "ABILITIES",
    "ALL_COMMANDS",
    "CALLER",
    "RECORDING_START_TIMEOUT_S",
    "Answer",
    "AnyCommand",
    "AnySignal",
    "Bridge",
    "CallOffered",
    "Collect",
    "CollectEnd",
    "Command",
    "Dial",
    "DigitsCollected",
    "Gateway",
    "Hangup",
    "HangupCause",
    "Hold",
    "Join",
    "LegAnswered",
    "LegBridged",
    "LegFailed",
    "LegFailure",
    "LegHungUp",
    "LegRinging",
    "Music",
    "Mute",
    "NotAcknowledged",
    "NotRecorded",
    "PauseRecording",
    "Play",
    "PlaybackEnd",
    "PlaybackEnded",
    "Record",
    "RecordingStored",
    "Reject",
    "Rescue",
    "Ring",
    "SendDigits",
    "Signal",
    "SignalHandler",
    "Snoop",
    "SnoopMode",
    "Sounds",
    "StopPlay",
    "StopRecording",
    "TelephonyError",
    "Unbridge",
    "UnknownLeg",
    "UnknownSound",
    "Unsupported",
]

RECORDING_START_TIMEOUT_S = 1.5
"""Seconds within which a gateway reports that a recording did not start or resume."""

# Commands of each gateway. Any other command raises Unsupported; the contract suite tests every pair.
ABILITIES: dict[str, frozenset[type[Command]]] = {
    "fake": ALL_COMMANDS,
    "asterisk": ALL_COMMANDS,
    "pyvoip": ALL_COMMANDS - {Record, PauseRecording, StopRecording, Join, Snoop},
    "twilio": ALL_COMMANDS - {SendDigits},
}


class Sounds(Protocol):
    """The sounds that a gateway can play. A higher room implements it."""

    def ulaw(self, key: str) -> bytes:
        """Return the sound as G.711 u-law, 8,000 bytes a second, one channel.

        Raises:
            UnknownSound: no sound has this key.
        """
        ...

    def alaw(self, key: str) -> bytes:
        """Return the same sound as G.711 A-law."""
        ...


SignalHandler = Callable[[AnySignal], Awaitable[None]]


class Gateway(Protocol):
    """The interface of every gateway. It calls its SignalHandler for each signal, in order per call."""

    name: str
    """Name of this running instance, e.g. ``pyvoip-7f3a``; it identifies the process that holds a call."""
    kind: str
    """The key in ABILITIES."""

    async def start(self, on_signal: SignalHandler) -> None:
        """Open the sockets and begin to send signals to the handler.

        Raises:
            TelephonyError: a port is in use or an address cannot be bound; the text is one clear sentence.
        """
        ...

    async def send(self, command: AnyCommand) -> None:
        """Carry out a command, once per id. Return when it is under way, not when it is over.

        Raises:
            Unsupported: not in this gateway's abilities.
            UnknownLeg: the leg is gone; its LegHungUp or LegFailed was sent or follows.
            UnknownSound: nothing was played.
        """
        ...

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call, or this leg of it, still exists here; used after a restart of the call driver."""
        ...

    async def drain(self) -> None:
        """Accept no new calls; return when the last one has ended."""
        ...

    async def stop(self) -> None:
        """Hang up the remaining calls and close the sockets."""
        ...
