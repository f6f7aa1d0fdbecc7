"""Days and months as people say them in Spanish. Pure.

Owns the names of weekdays and months, and how a day and a month are said: on screens, in mails, in reports and at the
terminal. Whoever lays them out adds no words of their own.
"""

from datetime import date
from typing import Final

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""From Monday on, as `date.weekday` counts them."""
MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def spoken_date(day: date) -> str:
    """A day, to be read aloud: «martes 4 de agosto de 2026»."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]} de {day.year}"


def spoken_day(day: str) -> str:
    """A day as facts bear it, to be read aloud; see `spoken_date`.

    Args:
        day: ``YYYY-MM-DD``.
    """
    return spoken_date(date.fromisoformat(day))


def spoken_month(month: str) -> str:
    """A month, to be read aloud: «octubre de 2026».

    Args:
        month: ``YYYY-MM``.
    """
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} de {int(year)}"
