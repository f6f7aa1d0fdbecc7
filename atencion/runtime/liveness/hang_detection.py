"""Which processes hang, by how long each has been silent. Pure.

Owns the bounds. Time in which the supervisor itself did not run counts against no process: a machine that was
suspended, or too busy to run its supervisor, was too busy to run the others.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

CHECK_INTERVAL_S: Final = 1.0
LATE_CHECK_S: Final = 3.0
"""A look that comes so long after the one before was late: every process gets a new period."""
START_LIMIT_S: Final = 90.0
"""A process that has given no sign yet may take so long: it loads, waits for servers and reads the site."""
SILENCE_LIMITS_S: Final = {"gateway": 20.0, "api": 15.0, "router": 15.0, "recorder": 15.0, "worker": 30.0}
"""A process that has been silent for so long is replaced, by role; other roles are not watched.

A worker may be busy with a large report for longer than other processes, and nobody waits for it on the phone.
"""


class SignsOfLife(msgspec.Struct, frozen=True, kw_only=True):
    """Signs of life of one process; moments are seconds of one clock.

    Attributes:
        role: of BOUNDS_S.
        started_at: when it was started.
        beat_at: its last heartbeat, None before the first.
        answered_at: when it last answered OPTIONS; None where it has not yet, or is not asked.
    """

    role: str
    started_at: float
    beat_at: float | None = None
    answered_at: float | None = None

    @property
    def last_at(self) -> float:
        """The last sign of any kind."""
        return max(self.started_at, self.beat_at or self.started_at, self.answered_at or self.started_at)

    @property
    def limit_s(self) -> float:
        """How long it may be silent."""
        begun = self.beat_at is not None or self.answered_at is not None
        return SILENCE_LIMITS_S[self.role] if begun else START_LIMIT_S


class HangCheck(NamedTuple):
    """The supervisor's last look.

    Attributes:
        at: when.
        counted_from: silence before this moment counts against no process.
    """

    at: float
    counted_from: float


def next_check(before: HangCheck, now: float) -> HangCheck:
    """Return the look that is taken now; one that comes late begins a new period for all."""
    return HangCheck(now, now if now - before.at > LATE_CHECK_S else before.counted_from)


def find_hung(check: HangCheck, processes: Iterable[SignsOfLife]) -> list[SignsOfLife]:
    """Return the processes that have given no sign for longer than their bound."""
    return [each for each in processes if check.at - max(check.counted_from, each.last_at) >= each.limit_s]
