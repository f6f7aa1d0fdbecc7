"""The days of an absence: their check, their overlap, and the seeds of the site's folder. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal

from config.site.model import Site
from config.site.tickets.escalation import Absence
from config.spanish_dates import spoken_day

LONGEST: Final = timedelta(days=366)
AbsenceStatus = Literal["upcoming", "current", "past", "cancelled"]


def are_days_valid(first_day: date, last_day: date) -> bool:
    """Return whether an absence ends on or after its first day, and within a year."""
    return timedelta(0) <= last_day - first_day <= LONGEST


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Return whether two stretches of days have a day in common; both ends are included."""
    return one[0] <= other[1] and other[0] <= one[1]


def status_of(first_day: date, last_day: date, today: date, *, cancelled: bool) -> AbsenceStatus:
    """Return whether an absence is to come, in course, over or cancelled."""
    if cancelled:
        return "cancelled"
    if today < first_day:
        return "upcoming"
    return "current" if today <= last_day else "past"


def days_phrase(first_day: date, last_day: date) -> str:
    """Return the days for a sentence: «del lunes 21 de diciembre de 2026 al martes 12 de enero de 2027»."""
    if first_day == last_day:
        return f"el {spoken_day(first_day.isoformat())}"
    return f"del {spoken_day(first_day.isoformat())} al {spoken_day(last_day.isoformat())}"


def seeded_absences(site: Site, user: str) -> list[Absence]:
    """Return the absences of a user in the site's folder, each once, the earliest first."""
    found: dict[tuple[date, date], Absence] = {}
    for area in site.areas.values():
        for each in area.officials[user].absences if user in area.officials else ():
            found.setdefault((each.first_day, each.last_day), each)
    return [found[days] for days in sorted(found)]


def seeded_users(site: Site) -> set[str]:
    """Return the users for whom the site's folder names absences."""
    areas = site.areas.values()
    return {user for area in areas for user, official in area.officials.items() if official.absences}


def seeded_id(user: str, absence: Absence) -> str:
    """Return the id of an absence of the site's folder, which it keeps when it is stored."""
    return f"site-{user}-{absence.first_day.isoformat()}"


def any_overlap(days: tuple[date, date], others: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """Return the first of the other stretches that has a day in common, or None."""
    return next((each for each in others if overlap(days, each)), None)
