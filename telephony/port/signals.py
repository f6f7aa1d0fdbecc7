"""The signals of the port: what a gateway reports. Pure.

Owns their names and fields. Import them from `telephony.port`. The module holds values only.
"""

from typing import Literal

import msgspec

LegFailure = Literal["busy", "declined", "no_answer", "unreachable", "cancelled", "failed"]
HangupCause = Literal["normal", "busy", "rejected", "failed", "media_lost", "shutdown"]
CollectEnd = Literal["complete", "terminator", "timeout"]
PlaybackEnd = Literal["finished", "interrupted", "failed"]


class Signal(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """An event that the gateway or the router reports once."""

    call_id: str


class CallOffered(Signal, frozen=True, kw_only=True):
    """A caller dialled one of our lines; nothing has been answered yet.

    Attributes:
        line: the line's id in the site, resolved from the dialled number.
        caller: the caller's number as the network gives it; personal data, to be replaced by a reference at once.
        refused: why the gateway refused it (``capacity``, ``draining``), else None.
        source_listed: the call came from a trunk of the site's list, so the network vouches for the number.
    """

    line: str
    caller: str
    gateway: str
    refused: str | None = None
    source_listed: bool = False


class DigitsCollected(Signal, frozen=True, kw_only=True):
    """A Collect ended, with the digits pressed, if any, without the terminator."""

    command_id: str
    digits: str
    ended: CollectEnd


class PlaybackEnded(Signal, frozen=True, kw_only=True):
    """A Play ended: it finished, a digit or StopPlay interrupted it, or it could not be played."""

    command_id: str
    ended: PlaybackEnd = "finished"


class LegRinging(Signal, frozen=True, kw_only=True):
    """The called phone rings."""

    leg: str


class LegAnswered(Signal, frozen=True, kw_only=True):
    """The called phone was answered."""

    leg: str


class LegBridged(Signal, frozen=True, kw_only=True):
    """A Bridge is complete: the gateway confirms that its legs hear each other; ``leg`` is its second leg.

    Not sent while one of them is on hold.
    """

    leg: str


class LegFailed(Signal, frozen=True, kw_only=True):
    """The called phone did not answer; the leg is gone."""

    leg: str
    cause: LegFailure


class LegHungUp(Signal, frozen=True, kw_only=True):
    """A leg that was up, or the unanswered caller's, ended for any reason other than our Hangup."""

    leg: str
    cause: HangupCause = "normal"


class NotAcknowledged(Signal, frozen=True, kw_only=True):
    """The caller never acknowledged our answer; ``source`` is their address, unlisted, without port.

    An INVITE can be sent under any name; an ACK shows that the caller receives at that address. The leg's LegHungUp
    follows.
    """

    source: str


class RecordingStored(Signal, frozen=True, kw_only=True):
    """A recording is complete: its file is in the intake folder as ``<recording_id>.wav``."""

    recording_id: str
    leg: str


class NotRecorded(Signal, frozen=True, kw_only=True):
    """The recording of the leg did not start or has stopped; sent once per recording.

    A recording up to then is stored as usual.
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
