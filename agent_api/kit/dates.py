"""Parse moments in queries: an instant with its zone, or a local date that means its midnight.

Owns the accepted formats. A time without a zone is refused, because readers would disagree on the instant.
"""

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from agent_api.kit.errors import BadQuery
from config.timezone import COLOMBIA

MOMENT_FORMAT_ERROR = (
    "Debe ser una fecha (2026-11-24) o un instante con zona (2026-11-24T13:00:00Z; un «+» se escribe %2B)."
)

DAY_FORMAT_ERROR = "Debe ser una fecha (2026-11-24)."
_DAY = timedelta(days=1)
_DAY_PATTERN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_moment(text: object) -> datetime:
    """Parse an ISO 8601 date (local to Colombia) or instant into an aware moment.

    Raises:
        ValueError: neither, or an instant without a zone.
    """
    if isinstance(text, datetime) and text.tzinfo:
        return text
    try:
        moment = (
            start_of_day(date.fromisoformat(str(text))) if len(str(text)) == 10 else datetime.fromisoformat(str(text))
        )
        if moment.utcoffset() is not None:
            for day in (-_DAY, _DAY):  # the ends of the calendar have no next or previous day
                moment.astimezone(COLOMBIA) + day
            return moment
    except (ValueError, OverflowError):
        pass
    raise ValueError(MOMENT_FORMAT_ERROR)


def start_of_day(day: date) -> datetime:
    """Return the local midnight at which a day begins."""
    return datetime.combine(day, time(0), COLOMBIA)


def parse_day(text: object) -> date:
    """Parse a local date; pydantic's own parser would read 0 as the first day of 1970.

    Raises:
        ValueError: anything but ``YYYY-MM-DD``.
    """
    if isinstance(text, str) and _DAY_PATTERN.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValueError(DAY_FORMAT_ERROR)


def start_of_local_day(moment: datetime) -> datetime:
    """Return the local midnight that began the day of a moment."""
    return start_of_day(moment.astimezone(COLOMBIA).date())


def local_date(moment: datetime) -> date:
    """Return the date of a moment in Colombia."""
    return moment.astimezone(COLOMBIA).date()


def bounds_of_days(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the moments between which some local days lie, the second one exclusive; None for no bound.

    Raises:
        BadQuery: the last day precedes the first.
    """
    if first is not None and last is not None and last < first:
        raise BadQuery("last_day", "El último día va antes del primero.")
    ends = start_of_day(last + _DAY) if last is not None and last < date.max else None
    return start_of_day(first) if first is not None else None, ends


Moment = Annotated[datetime, BeforeValidator(parse_moment)]
Day = Annotated[date, BeforeValidator(parse_day)]
