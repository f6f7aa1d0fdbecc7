"""Days and months in spoken Spanish, complete for screens, mails, reports and the terminal. Pure."""

from datetime import date
from typing import Final

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""Names of the weekdays in the order of `date.weekday`, from Monday."""
MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def spoken_date(day: date) -> str:
    """Return a day as it is read aloud: «martes 4 de agosto de 2026»."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]} de {day.year}"


def spoken_day(day: str) -> str:
    """Return a day as it is read aloud, from the form ``YYYY-MM-DD`` of facts; see `spoken_date`."""
    return spoken_date(date.fromisoformat(day))


def spoken_month(month: str) -> str:
    """Return a month as it is read aloud: «octubre de 2026». The input has the form ``YYYY-MM``."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} de {int(year)}"
