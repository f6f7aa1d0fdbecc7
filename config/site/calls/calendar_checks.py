"""What the calendars of a site must fulfil, beyond the type of each field. Pure.

Owns that rule alone; what it complains about is placed by the Reader.
"""

from collections.abc import Iterable
from itertools import pairwise
from zoneinfo import ZoneInfo

from config.schema.reader import NodePath, Reader
from config.schema.short_forms import Hours
from config.site.calls.calendars import Calendar


def check_calendars(calendars: Iterable[Calendar], reader: Reader) -> None:
    """Known time zones, hours that do not overlap, one exception a date, and some opening in the week.

    Args:
        calendars: of the site.
        reader: is told what does not hold.
    """
    for calendar in calendars:
        path = ("calendars", calendar.id)
        if not _is_timezone(calendar.timezone):
            text = f"«{calendar.timezone}» no es una zona horaria; use por ejemplo America/Bogota"
            reader.complain((*path, "timezone"), text)
        for weekday, hours in calendar.week.items():
            _check_overlaps(hours, (*path, "week", weekday), reader)
        if not any(calendar.week.values()):
            reader.complain((*path, "week"), "no abre ningún día de la semana; agregue un horario")
        _check_exceptions(calendar, (*path, "exceptions"), reader)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found is a KeyError; the name of a folder or an odd one, the others
        return False
    return True


def _minutes(hours: Hours) -> tuple[int, int]:
    """Minutes of the day, with the closing midnight as 1,440."""
    opens, closes = (each.hour * 60 + each.minute for each in (hours.opens, hours.closes))
    return opens, closes or 24 * 60


def _check_overlaps(hours: tuple[Hours, ...], path: NodePath, reader: Reader) -> None:
    for (_, closes), (opens, _) in pairwise(sorted(map(_minutes, hours))):
        if opens < closes:
            reader.complain(path, f"dos horarios se cruzan a las {opens // 60}:{opens % 60:02}; únalos o sepárelos")


def _check_exceptions(calendar: Calendar, path: NodePath, reader: Reader) -> None:
    seen: set[object] = set()
    for index, exception in enumerate(calendar.exceptions):
        exception_path = (*path, str(index))
        if exception.day in seen:
            reader.complain(
                (*exception_path, "day"), f"la fecha {exception.day} está dos veces; deje una sola excepción"
            )
        seen.add(exception.day)
        _check_overlaps(exception.hours, (*exception_path, "hours"), reader)
