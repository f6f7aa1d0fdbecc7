"""Pauses of a recording, folded from the facts of its call. Pure.

The moments are those of the log; the gateway acts some milliseconds later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_api.recordings.schemas import RecordingPause
from eventlog.facts import Envelope, RecordingBegan, RecordingPaused, RecordingResumed

_MS = timedelta(milliseconds=1)


def pauses_of(envelopes: Sequence[Envelope], recording: str) -> list[RecordingPause]:
    """Return the pauses of a recording; ``envelopes`` are the facts of its call, in order."""
    began: datetime | None = None
    pauses: list[RecordingPause] = []
    for envelope in envelopes:
        match envelope.fact:
            case RecordingBegan(recording=of) if of == recording:
                began = envelope.at
            case RecordingPaused(recording=of, reason=reason) if of == recording and began:
                pauses.append(RecordingPause(from_ms=(envelope.at - began) // _MS, to_ms=None, reason=reason))
            case RecordingResumed(recording=of) if of == recording and began and pauses:
                pauses[-1].to_ms = (envelope.at - began) // _MS
    return pauses
