"""Availability of a system: how many seconds of its committed time it worked. Pure.

Owns the arithmetic of time spans and the formula: available ÷ committed. Each committed second is in exactly one of
three parts: available, out, or *unknown* when there is no observation. Unknown time never counts as available; an upper
bound shows the fraction as if all unknown time had been available. For a system that no program watches, only the
outages that people declared are known: it has no fraction, and a verdict only if those outages alone prove that the
target was missed. Datetimes are aware and on whole seconds.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from metrics.service_level import Ratio

Span = tuple[datetime, datetime]
"""Start, inclusive, and end, exclusive."""
_SECOND = timedelta(seconds=1)


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """The committed seconds of a system in a period, by part; `watched` says whether a program watched it."""

    committed_s: int
    available_s: int
    out_s: int
    unknown_s: int
    watched: bool = True

    @property
    def ratio(self) -> Ratio:
        """The contract's fraction: available ÷ committed; 0 ÷ 0 for a system that no program watched."""
        return Ratio(self.available_s, self.committed_s) if self.watched else Ratio(0, 0)

    @property
    def upper_bound(self) -> Ratio:
        """The fraction if the system had worked in all unknown time."""
        return Ratio(self.available_s + self.unknown_s, self.committed_s)

    def meets(self, target_hundredths: int) -> bool | None:
        """Return whether the fraction reaches a target, in hundredths of a percent, exactly.

        Returns:
            None without committed time, and for an unwatched system whose declared outages do not miss the target.
        """
        if not self.committed_s:
            return None
        counted = self.ratio if self.watched else self.upper_bound
        reached = counted.numerator * 10_000 >= target_hundredths * counted.denominator
        return None if reached and not self.watched else reached


def compute_availability(
    committed: Iterable[Span],
    *,
    outages: Iterable[Span] = (),
    declared: Iterable[Span] = (),
    unwatched: Iterable[Span] = (),
    watched: bool = True,
) -> Availability:
    """Divide the committed time of a system into available, out and unknown seconds.

    Args:
        committed: when the system has to work.
        outages: when a program saw it out; ignored inside `unwatched`.
        declared: when it was out according to a named person; counts inside `unwatched` too.
        unwatched: when no program watched it.
        watched: whether a program watches it at all.
    """
    due, declared_spans = merge_spans(committed), merge_spans(declared)
    unobserved = merge_spans(unwatched) if watched else due
    unknown = intersect_spans(due, subtract_spans(unobserved, declared_spans))
    out = intersect_spans(due, merge_spans([*declared_spans, *subtract_spans(merge_spans(outages), unobserved)]))
    due_s, unknown_s, out_s = total_seconds(due), total_seconds(unknown), total_seconds(out)
    return Availability(
        committed_s=due_s, available_s=due_s - unknown_s - out_s, out_s=out_s, unknown_s=unknown_s, watched=watched
    )


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as sorted spans that neither touch nor overlap; empty spans are dropped."""
    merged: list[Span] = []
    for began, ended in sorted(span for span in spans if span[0] < span[1]):
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ended))
        else:
            merged.append((began, ended))
    return merged


def intersect_spans(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """Return the time that is in both."""
    left, right = merge_spans(first), merge_spans(second)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        began, ended = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if began < ended:
            common.append((began, ended))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract_spans(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """Return the time that is in the first and not in the second."""
    excluded = merge_spans(second)
    remaining: list[Span] = []
    for began, ended in merge_spans(first):
        starts_at = began
        for since, until in intersect_spans([(began, ended)], excluded):
            remaining.append((starts_at, since))
            starts_at = until
        remaining.append((starts_at, ended))
    return merge_spans(remaining)


def total_seconds(spans: Iterable[Span]) -> int:
    """Return the seconds in the spans; overlapping time counts once."""
    return sum((ended - began) // _SECOND for began, ended in merge_spans(spans))
