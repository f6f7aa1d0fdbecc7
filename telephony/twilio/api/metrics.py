"""What this process asked of Twilio, counted for Prometheus. Pure.

Owns the names and the buckets. Every label is a word of ours: a kind of request, an outcome; never a number, a call or
what Twilio wrote. The counts are of this process and begin at nothing with it; over nodes they are summed.
"""

from bisect import bisect_left
from collections import Counter
from typing import Final, get_args

import msgspec

from telephony.twilio.call.requests import AnyRequest

REQUEST_KINDS: Final = (*(each.__name__ for each in get_args(AnyRequest)), "FetchRecording", "DeleteRecording")
OUTCOMES: Final = ("done", "gone", "refused", "unreachable", "paced", "unpaced")
"""How asking ended: carried out; what it was about is over; refused by Twilio; no answer; not asked, for its turn would
come too late; not asked, for Valkey was away and gave no turn."""
BUCKETS_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class DurationHistogram(msgspec.Struct):
    """A histogram.

    Attributes:
        counts: how many fell into each of BUCKETS_S, and beyond, not added up.
        sum_s: of all, seconds.
    """

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one more."""
        self.counts[bisect_left(BUCKETS_S, seconds)] += 1
        self.sum_s += seconds


def _each_kind() -> dict[str, DurationHistogram]:
    return {kind: DurationHistogram() for kind in REQUEST_KINDS}


class ApiMetrics(msgspec.Struct):
    """What this process asked, until now.

    Attributes:
        requests: how many askings ended, by kind and outcome; all from the start, so that the first is an increase.
        durations: of each kind, how long each asking took, without the wait for its turn.
        turn_waits: how long calls waited for their turn.
        calls_waiting: calls that wait for it now.
        recordings_due: recordings that the campaign still has at Twilio, as last seen by this process.
        recordings_oldest_s: how long the first of them has been complete, seconds; 0 if there is none.
        recordings_lost: those that this process gave up.
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
        """Count a request that ended.

        Args:
            kind: one of KINDS.
            outcome: one of OUTCOMES.
            seconds: how long it took.
        """
        self.requests[kind, outcome] += 1
        self.durations[kind].add(seconds)
