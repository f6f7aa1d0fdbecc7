"""Business days of Colombia computed a second time from the text of the law, without the code's functions.

Owns the check on the package of holidays and on the counting: slow and plain.
"""

from datetime import date, timedelta
from functools import cache, lru_cache

DAY = timedelta(days=1)
FIXED_HOLIDAYS = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
HOLIDAYS_TO_MONDAY = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
EASTER_OFFSETS = (-3, -2)
EASTER_OFFSETS_TO_MONDAY = (39, 60, 68)


def easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian computus (Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays_of(year: int) -> frozenset[date]:
    """Return the holidays of Ley 51 de 1983, and from 2026 the one of Ley 2578 de 2026."""
    moved = [date(year, *each) for each in HOLIDAYS_TO_MONDAY]
    if year >= 2026:
        moved.append(date(year, 7, 9))
    moved += [easter(year) + DAY * days for days in EASTER_OFFSETS_TO_MONDAY]
    fixed = [date(year, *each) for each in FIXED_HOLIDAYS] + [easter(year) + DAY * days for days in EASTER_OFFSETS]
    return frozenset(fixed) | {day + DAY * (-day.weekday() % 7) for day in moved}


@cache
def is_business(day: date, saturdays: bool = False) -> bool:
    return day.isoweekday() <= (6 if saturdays else 5) and day not in holidays_of(day.year)


def last_business_day(received: date, days: int, saturdays: bool = False) -> date:
    """Return the last day of a term, counted day by day."""
    day = received
    while days:
        day += DAY
        days -= is_business(day, saturdays)
    return day
