"""The two reports: which sections each has, in which order. Pure.

Owns the daily one for the presidency (C4, C3: informe de presidencia) and the monthly one of the operation (informe de
gestión). What a section says is its own module's.
"""

from datetime import datetime
from typing import Final

from config.spanish_dates import in_words, month_in_words
from metrics.indicators.periods import month_of
from metrics.reports.document import Origin, Report, ReportKind, Section
from metrics.reports.inputs import Seen
from metrics.reports.sections.advisors import advisors
from metrics.reports.sections.calls import by_line_and_queue, by_time, curve, menus
from metrics.reports.sections.closing_balance import closing
from metrics.reports.sections.continuity import continuity
from metrics.reports.sections.figures import compared, highlights_of
from metrics.reports.sections.petitions import petitions

TITLES: Final[dict[ReportKind, str]] = {"presidency": "Informe de presidencia", "management": "Informe de gestión"}


def report_of(
    kind: ReportKind, seen: Seen, *, entity: str, brand: str, origin: Origin, made_at: datetime, until: str = ""
) -> Report:
    """A report as a value.

    Args:
        kind: which.
        seen: all that it tells.
        entity: name of the public entity.
        brand: what stands for a logo, or empty.
        origin: what it was computed from.
        made_at: aware.
        until: up to when the period was seen, in words, where it is not over.
    """
    return Report(
        kind=kind,
        entity=entity,
        brand=brand,
        title=TITLES[kind],
        period=_period(kind, seen),
        first=seen.first,
        last=seen.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=highlights_of(seen),
        sections=_sections(kind, seen, made_at),
    )


def _period(kind: ReportKind, seen: Seen) -> str:
    if kind == "presidency":
        return in_words(seen.first)
    return month_in_words(month_of(seen.first))


def _sections(kind: ReportKind, seen: Seen, made_at: datetime) -> tuple[Section, ...]:
    """First what is asked first: the curve, the figures, where they come from; then petitions, failures, people."""
    what = "intervalo" if kind == "presidency" else "día"
    return (
        curve(seen, what),
        compared(seen),
        by_line_and_queue(seen),
        closing(seen),
        petitions(seen.petitions),
        continuity(seen.incidents, seen.availability, made_at),
        advisors(seen.advisors),
        menus(seen.menus),
        by_time(seen, what),
    )
