"""Opening hours in Spanish: the week, dated exceptions, and the next opening or closing. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from config.schema.short_forms import Hours
from config.site.calls.calendars import WEEKDAYS, Calendar, is_open, next_closing, next_opening
from config.spanish_dates import MONTHS
from config.spanish_dates import WEEKDAYS as DAYS

EXCEPTIONS_AHEAD = timedelta(days=30)
"""How far ahead dated exceptions are shown."""
CLOSED = "Cerrada"
_NOON, _MIDNIGHT = time(12), time(0)
_PLURALS = (*DAYS[:5], "sábados", "domingos")


def state_in_words(calendar: Calendar, now: datetime) -> str:
    """Return until when a line is open, or when it opens: «cierra hoy a las 7:00 p. m.»."""
    if is_open(calendar, now):
        closes = next_closing(calendar, now)
        return "Abierta a toda hora" if closes is None else f"Abierta: cierra {nearby_moment_in_words(closes, now)}"
    opens = next_opening(calendar, now)
    return CLOSED if opens is None else f"{CLOSED}: abre {nearby_moment_in_words(opens, now)}"


def nearby_moment_in_words(moment: datetime, now: datetime) -> str:
    """Return a moment: «hoy a las 7:00 a. m.», «el lunes 30 de noviembre a la 1:00 p. m.».

    Args:
        moment: in the line's time zone.
        now: aware.
    """
    today = now.astimezone(moment.tzinfo).date()
    day_names = {today: "hoy", today + timedelta(days=1): "mañana"}
    day = day_names.get(moment.date()) or f"el {DAYS[moment.weekday()]} {_date_text(moment.date())}"
    return f"{day} {_at_time(moment.time())}"


def week_in_words(calendar: Calendar) -> tuple[tuple[str, str], ...]:
    """Return the hours of the week with equal days joined: («Lunes a viernes», «7:00 a. m. a 7:00 p. m.»).

    Public holidays are a separate row if the line closes on them.
    """
    by_hours = groupby(range(7), key=lambda day: calendar.week.get(WEEKDAYS[day], ()))
    rows = [(_days_text(list(days)), _hours_text(hours)) for hours, days in by_hours]
    if calendar.holidays == "colombia":
        rows.append(("Festivos", CLOSED))
    return tuple(rows)


def exceptions_in_words(calendar: Calendar, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the dated exceptions of the next days in order, with hours and reason."""
    today = now.astimezone(ZoneInfo(calendar.timezone)).date()
    upcoming = sorted(
        (each for each in calendar.exceptions if today <= each.day <= today + EXCEPTIONS_AHEAD),
        key=lambda each: each.day,
    )
    return tuple(
        (
            f"{DAYS[each.day.weekday()].capitalize()} {_date_text(each.day)}",
            f"{_hours_text(each.hours)} ({each.reason})",
        )
        for each in upcoming
    )


def _days_text(days: list[int]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return _PLURALS[first].capitalize()
    return f"{DAYS[first]} {'y' if last == first + 1 else 'a'} {DAYS[last]}".capitalize()


def _hours_text(stretches: Iterable[Hours]) -> str:
    return " y ".join(_range_texts(stretches)) or CLOSED


def _range_texts(stretches: Iterable[Hours]) -> Iterator[str]:
    for each in stretches:
        whole_day = each.opens == each.closes == _MIDNIGHT
        yield "Todo el día" if whole_day else f"{clock_in_words(each.opens)} a {clock_in_words(each.closes)}"


def _date_text(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]}"


def _at_time(clock: time) -> str:
    return f"a la{'' if clock.hour in {1, 13} else 's'} {clock_in_words(clock)}"


def clock_in_words(clock: time) -> str:
    """Return a time of day in the Colombian format: «7:00 a. m.», «12:00 m.» for noon."""
    half = "m." if clock == _NOON else "p. m." if clock.hour >= _NOON.hour else "a. m."
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {half}"
