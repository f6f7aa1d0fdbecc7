"""The period of a review, its name and its last day. Pure."""

from datetime import date
from typing import Final

from config.law.term_rules import TermRules
from config.law.terms import count_days
from config.spanish_dates import MONTHS

_ORDINALS: Final = ("primer", "segundo", "tercer", "cuarto", "quinto", "sexto")
_NAMES: Final = {2: "bimestre", 3: "trimestre", 4: "cuatrimestre", 6: "semestre"}


def first_day_of(today: date, months: int) -> date:
    """Return the first day of the period of some months that contains a day; periods begin in January."""
    return date(today.year, (today.month - 1) // months * months + 1, 1)


def period_name(first: date, months: int) -> str:
    """Return «cuarto trimestre de 2026»; «noviembre de 2026» of a month and «2026» of a year."""
    if months == 1:
        return f"{MONTHS[first.month - 1]} de {first.year}"
    if months not in _NAMES:
        return str(first.year)
    return f"{_ORDINALS[(first.month - 1) // months]} {_NAMES[months]} de {first.year}"


def last_review_day(begun_on: date, days: int, terms: TermRules) -> date:
    """Return the last day to finish a review; its first day does not count."""
    return count_days(begun_on, days, terms)[-1].day


def is_unbegun_late(first_day: date, today: date, days: int, terms: TermRules) -> bool:
    """Return whether the review of a period, begun on its first day, would be past its last day."""
    return today > last_review_day(first_day, days, terms)
