"""What a gateway tells us: the signals of the port. Pure.

Owns their names and fields; who gives them and who needs them import them from `telephony.port`. Values alone.
"""

from typing import Literal

import msgspec

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
        source_listed: the call came from a trunk that the site lists, so its caller number is the network's.
    """

    line: str
    caller: str
    gateway: str
    refused: str | None = None
    source_listed: bool = False


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


class LegBridged(Signal, frozen=True, kw_only=True):
    """A Bridge stands: its two legs hear each other, by the gateway's own word; not said while one of them is on hold.

    Attributes:
        leg: the other leg of the Bridge.
    """

    leg: str


class LegFailed(Signal, frozen=True, kw_only=True):
    """The phone that we called did not answer; the leg is gone."""

    leg: str
    cause: LegFailure


class LegHungUp(Signal, frozen=True, kw_only=True):
    """A leg that was up, or the caller's before any answer, is gone, whoever ended it but us by Hangup."""

    leg: str
    cause: HangupCause = "normal"


class NotAcknowledged(Signal, frozen=True, kw_only=True):
    """We answered a caller who comes from no trunk of the site's list, and the ACK of the answer never came.

    Anybody can send an INVITE with any sender; an ACK shows that somebody is there. The leg's LegHungUp comes next.

    Attributes:
        source: network address that the call came from, without port.
    """

    source: str


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


AnySignal = (
    CallOffered
    | DigitsCollected
    | PlaybackEnded
    | LegRinging
    | LegAnswered
    | LegBridged
    | LegFailed
    | LegHungUp
    | RecordingStored
    | NotAcknowledged
    | NotRecorded
)
