"""The learning curve: an advisor's first months, whose evaluations are kept and count in no indicator. Pure."""

from datetime import date

from config.calendar_months import add_months


def first_counted_day(entry: date, months: int) -> date:
    """Return the day from which an advisor's work counts, some calendar months after the entry."""
    if months < 0:
        raise ValueError("a learning curve cannot have negative months")
    return add_months(entry, months)


def counts_in_indicators(entry: date, worked_on: date, months: int) -> bool:
    """Return whether the evaluation of a day's work counts; the day of the evaluation does not matter."""
    return worked_on >= first_counted_day(entry, months)
