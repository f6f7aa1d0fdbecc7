"""Where a recording holds silence, as the facts of its call tell it. Pure.

Owns that fold. Moments are the log's; the gateway carries them out some milliseconds later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_api.recordings.schemas import RecordingPause
from eventlog.facts import Envelope, RecordingBegan, RecordingPaused, RecordingResumed

_MS = timedelta(milliseconds=1)


def pauses_of(envelopes: Sequence[Envelope], recording: str) -> list[RecordingPause]:
    """The pauses of a recording.

    Args:
        envelopes: the facts of its call, in order.
        recording: its id.
    """
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
