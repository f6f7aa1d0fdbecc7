"""Which definitions apply on which days when months are closed. Pure.

A closed month keeps the definitions that it was closed with, even if the site changes later; every other day has those
of the site.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from config.site.oversight.indicators import IndicatorDefinition
from config.timezone import COLOMBIA

MONTH_PATTERN: Final = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
_DAY: Final = timedelta(days=1)


def applied_definitions(
    current: Sequence[IndicatorDefinition], closed: Mapping[str, Sequence[IndicatorDefinition]], first: date, last: date
) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions of a range of local days, each valid only on the days on which it applies.

    `closed` holds the definitions of closed months, by YYYY-MM. One version appears several times if another version
    applies in between.
    """
    applied: list[IndicatorDefinition] = []
    day = first
    while day <= last:
        ends = min(last, last_day_of(day))
        for each in closed.get(month_of(day), current):
            begins, until = max(day, each.valid_from), min(ends, each.valid_to or ends)
            if begins <= until:
                _append_joined(applied, msgspec.structs.replace(each, valid_from=begins, valid_to=until))
        day = ends + _DAY
    return tuple(applied)


def _append_joined(applied: list[IndicatorDefinition], piece: IndicatorDefinition) -> None:
    """Extend the previous piece of the same version, or append a new one."""
    for index, each in enumerate(applied):
        same = (each.id, each.version) == (piece.id, piece.version)
        if same and each.valid_to is not None and each.valid_to + _DAY == piece.valid_from:
            applied[index] = msgspec.structs.replace(each, valid_to=piece.valid_to)
            return
    applied.append(piece)


def month_of(day: date) -> str:
    """Return the month of a day, as YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def last_day_of(day: date) -> date:
    """Return the last day of a day's month."""
    return (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def bounds_of(month: str) -> tuple[datetime, datetime]:
    """Return the aware start and end (excluded) of a local month.

    Raises:
        ValueError: not YYYY-MM.
    """
    if not re.fullmatch(MONTH_PATTERN, month):
        raise ValueError(f"not a month: {month!r}")
    first = date.fromisoformat(f"{month}-01")
    after = last_day_of(first) + _DAY
    return midnight(first), midnight(after)


def midnight(day: date) -> datetime:
    """Return the start of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=COLOMBIA)
