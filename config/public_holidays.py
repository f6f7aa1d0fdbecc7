"""Public holidays of Colombia (Ley 51 de 1983 and Ley 2578 de 2026), by the package ``holidays``. Pure."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

_OBSERVED_SUFFIX = " (observado)"  # the suffix of the package for a holiday moved to Monday


def is_public_holiday(day: date) -> bool:
    """Return whether a date is a public holiday."""
    return day in _list_holidays(day.year)


def holiday_name(day: date) -> str | None:
    """Return the Spanish name of a public holiday, or None if the date is none."""
    return _list_holidays(day.year).get(day)


def holidays_of_year(year: int) -> Mapping[date, str]:
    """Return the Spanish name of each public holiday of a year, in order."""
    return MappingProxyType(_list_holidays(year))


@lru_cache(maxsize=256)
def _list_holidays(year: int) -> dict[date, str]:
    names = holidays.country_holidays("CO", years=year, language="es")
    return {day: name.replace(_OBSERVED_SUFFIX, "") for day, name in sorted(names.items())}
