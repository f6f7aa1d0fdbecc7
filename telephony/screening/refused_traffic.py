"""Counts of refused calls per source, so that a flood cannot fill the log. Pure.

Owns the sums: at most one report per source each 10 s, for at most 20 sources; further sources share one report. It
must not read a clock or write a fact, and it counts no call of a listed trunk.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

RefusalReason = Literal["rate", "unacknowledged", "unlisted"]

REPORT_INTERVAL_S = 10.0
"""Minimum seconds between two reports of a source."""
MAX_REPORTED_SOURCES = 20
OTHER_SOURCES = "other"


class RefusedCalls(msgspec.Struct, frozen=True, kw_only=True):
    """Refused calls of one source.

    Attributes:
        line: the dialled line; empty if the number belongs to no line, or several lines were called.
        source: its address without port, or `OTHER_SOURCES`.
        reason: of the first call.
        since: when the first call came, seconds since the Unix epoch.
    """

    line: str
    source: str
    reason: RefusalReason
    calls: int
    since: float


class RefusedTraffic:
    """The counts since the last report. Times are seconds since the Unix epoch."""

    def __init__(self) -> None:
        self._reports: dict[str, RefusedCalls] = {}
        self._due_at: float | None = None

    def count(self, source: str, reason: RefusalReason, line: str, now: float) -> None:
        """Count one refused call."""
        self._add(RefusedCalls(line=line, source=source, reason=reason, calls=1, since=now))
        self._due_at = self._due_at or now + REPORT_INTERVAL_S

    def take_reports(self, now: float) -> tuple[RefusedCalls, ...]:
        """Return the due reports and reset the counts; empty until 10 s after the first call.

        A clock that was set back delays the reports by no more than that.
        """
        if self._due_at is None or 0 < self._due_at - now <= REPORT_INTERVAL_S:
            return ()
        reported, self._reports, self._due_at = tuple(self._reports.values()), {}, None
        return reported

    def restore(self, reports: Iterable[RefusedCalls]) -> None:
        """Add back reports that could not be written."""
        for each in reports:
            self._add(each)
            self._due_at = self._due_at or each.since + REPORT_INTERVAL_S

    def _add(self, calls: RefusedCalls) -> None:
        """Merge counts into those of their source; a source beyond the bound counts among the others."""
        is_counted = calls.source in self._reports or len(self._reports.keys() - {OTHER_SOURCES}) < MAX_REPORTED_SOURCES
        name = calls.source if is_counted else OTHER_SOURCES
        before = self._reports.get(name)
        first = before if before is not None and before.since <= calls.since else calls
        self._reports[name] = RefusedCalls(
            line=calls.line if before is None or before.line == calls.line else "",
            source=name,
            reason=first.reason,
            calls=calls.calls + (before.calls if before else 0),
            since=first.since,
        )
