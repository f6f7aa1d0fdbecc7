"""The periods of the access log that should be signed and are not, and the rows that a signature covers. Pure."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, NamedTuple

from config.site.accounts import LogReviewPeriod, LogReviewRules

_MOST: Final = 12
"""Periods that are looked back at."""
_DAY: Final = timedelta(days=1)


class ReviewedDays(NamedTuple):
    """Local days, both included."""

    first: date
    last: date


class RowsDigest(NamedTuple):
    """The rows of the log in a period: their number, and the SHA-256 over them, hex."""

    rows: int
    digest: str


def overdue_reviews(
    rules: LogReviewRules | None, since: date | None, reviewed: Collection[ReviewedDays], today: date
) -> tuple[ReviewedDays, ...]:
    """Return the periods that are late, the latest first.

    Args:
        rules: None if the site wants no reviews.
        since: the first day of the log, before which there is nothing to review; None while it is empty.
        reviewed: the days of each signed review.
        today: the local day.
    """
    if rules is None or since is None:
        return ()
    late: list[ReviewedDays] = []
    period = _period_of(today, rules.every)
    for _ in range(_MOST):
        period = _period_of(period.first - _DAY, rules.every)
        if period.last < since:
            break
        days = ReviewedDays(max(period.first, since), period.last)
        if today > period.last + timedelta(days=rules.days) and not _is_covered(days, reviewed):
            late.append(days)
    return tuple(late)


def _is_covered(days: ReviewedDays, reviewed: Collection[ReviewedDays]) -> bool:
    """Return whether reviews cover each day, in one piece or in several."""
    missing = days.first
    for each in sorted(reviewed):
        if each.first <= missing <= each.last:
            missing = each.last + _DAY
    return missing > days.last


def _period_of(day: date, every: LogReviewPeriod) -> ReviewedDays:
    length = 1 if every == "month" else 3
    month = day.month - (day.month - 1) % length
    first = day.replace(month=month, day=1)
    after = first
    for _ in range(length):
        after = (after + timedelta(days=31)).replace(day=1)
    return ReviewedDays(first, after - _DAY)
