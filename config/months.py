"""Months of the calendar as the contract counts them: local to Colombia, from midnight to midnight. Pure.

Owns how a month is written, ``YYYY-MM``, and where it begins and ends.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

PATTERN: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
"""How a month is written."""
_LOCAL: Final = ZoneInfo("America/Bogota")
_FIRST, _LAST = 1, 9998
"""Years whose every moment, in whatever zone, the calendar has."""


def bounds(month: str) -> tuple[datetime, datetime]:
    """The first moment of a month and the first one after it, UTC.

    Args:
        month: ``YYYY-MM``.

    Raises:
        ValueError: it is none, or one at the edge of the calendar.
    """
    if not re.fullmatch(PATTERN, month) or not _FIRST < int(month[:4]) <= _LAST:
        raise ValueError(f"not a month: {month!r}")
    year, number = int(month[:4]), int(month[5:])
    after = date(year + 1, 1, 1) if number == 12 else date(year, number + 1, 1)
    begins, ends = (datetime.combine(day, time(0), _LOCAL).astimezone(UTC) for day in (date(year, number, 1), after))
    return begins, ends
