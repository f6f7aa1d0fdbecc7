"""Months of the calendar, which have 28 to 31 days. Pure."""

from calendar import monthrange
from datetime import date


def add_months(start: date, months: int) -> date:
    """Add months to a date; the day becomes the month's last if that month has no such day (Código Civil 67)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
