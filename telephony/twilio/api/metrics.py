"""Prometheus metrics of this process's requests to Twilio. Pure.

Owns the names and the buckets. Every label is one of ours, a kind of request or an outcome; never a number, a call or
Twilio's text. The counts start at zero with the process; sum them over nodes.
"""

from bisect import bisect_left
from collections import Counter
from typing import Final, get_args

import msgspec

from telephony.twilio.call.requests import AnyRequest

REQUEST_KINDS: Final = (*(each.__name__ for each in get_args(AnyRequest)), "FetchRecording", "DeleteRecording")
OUTCOMES: Final = ("done", "gone", "refused", "unreachable", "paced", "unpaced")
"""Outcomes: done; its object is gone; refused; no response; no turn in time; no turn, as Valkey was away."""
BUCKETS_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class DurationHistogram(msgspec.Struct):
    """A histogram over `BUCKETS_S` and beyond; its counts are not cumulative."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one observation."""
        self.counts[bisect_left(BUCKETS_S, seconds)] += 1
        self.sum_s += seconds


def _each_kind() -> dict[str, DurationHistogram]:
    return {kind: DurationHistogram() for kind in REQUEST_KINDS}


class ApiMetrics(msgspec.Struct):
    """The metrics of this process.

    Attributes:
        requests: by kind and outcome; all start at zero, so that the first one is an increase.
        durations: by kind, without the wait for a turn.
        recordings_due: the campaign's recordings still at Twilio, as this process last saw them.
        recordings_oldest_s: age of the oldest of them since completion, seconds; 0 if there is none.
    """

    requests: Counter[tuple[str, str]] = msgspec.field(
        default_factory=lambda: Counter({(kind, outcome): 0 for kind in REQUEST_KINDS for outcome in OUTCOMES})
    )
    durations: dict[str, DurationHistogram] = msgspec.field(default_factory=_each_kind)
    turn_waits: DurationHistogram = msgspec.field(default_factory=DurationHistogram)
    calls_waiting: int = 0
    recordings_due: int = 0
    recordings_oldest_s: float = 0.0
    recordings_lost: int = 0

    def record(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a finished request, with a kind of `REQUEST_KINDS` and an outcome of `OUTCOMES`."""
        self.requests[kind, outcome] += 1
        self.durations[kind].add(seconds)
