"""Detection of hung processes, by the time since their last sign of life. Pure.

Owns the limits. Time in which the supervisor did not run does not count: on a machine that was suspended or overloaded,
the other processes could not run either.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

CHECK_INTERVAL_S: Final = 1.0
LATE_CHECK_S: Final = 3.0
"""A check that comes this long after the last one is late: every process gets a new period."""
START_LIMIT_S: Final = 90.0
"""Limit for the first sign: a starting process loads modules, waits for servers and reads the site."""
SILENCE_LIMITS_S: Final = {"gateway": 20.0, "api": 15.0, "router": 15.0, "recorder": 15.0, "worker": 30.0}
"""Silence after which a process is replaced, by role; other roles are not watched.

A worker has more time: it may compute a large report, and no caller waits for it.
"""


class SignsOfLife(msgspec.Struct, frozen=True, kw_only=True):
    """Signs of life of one process, in seconds of one clock.

    Attributes:
        role: a key of SILENCE_LIMITS_S.
        started_at: its start.
        beat_at: its last heartbeat, None before the first.
        answered_at: its last answer to OPTIONS; None before the first, or if it is not asked.
    """

    role: str
    started_at: float
    beat_at: float | None = None
    answered_at: float | None = None

    @property
    def last_at(self) -> float:
        """Last sign of any kind."""
        return max(self.started_at, self.beat_at or self.started_at, self.answered_at or self.started_at)

    @property
    def limit_s(self) -> float:
        """Longest allowed silence."""
        begun = self.beat_at is not None or self.answered_at is not None
        return SILENCE_LIMITS_S[self.role] if begun else START_LIMIT_S


class HangCheck(NamedTuple):
    """The supervisor's last check.

    Attributes:
        at: its time.
        counted_from: silence before this time does not count.
    """

    at: float
    counted_from: float


def next_check(before: HangCheck, now: float) -> HangCheck:
    """Return the current check; a late one begins a new period for all."""
    return HangCheck(now, now if now - before.at > LATE_CHECK_S else before.counted_from)


def find_hung(check: HangCheck, processes: Iterable[SignsOfLife]) -> list[SignsOfLife]:
    """Return the processes whose silence exceeds their limit."""
    return [each for each in processes if check.at - max(check.counted_from, each.last_at) >= each.limit_s]
