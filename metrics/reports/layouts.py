"""The two reports: which sections each has, in which order. Pure.

Owns the daily one for the presidency (C4, C3: informe de presidencia) and the monthly one of the operation (informe de
gestión). What a section says is its own module's.
"""

from datetime import datetime
from typing import Final

from config.spanish_dates import spoken_date, spoken_month
from metrics.indicators.periods import month_of
from metrics.reports.document import Origin, Report, ReportKind, Section
from metrics.reports.inputs import ReportInputs
from metrics.reports.sections.advisors import advisors_section
from metrics.reports.sections.calls import curve_section, line_and_queue_section, menu_section, time_section
from metrics.reports.sections.closing_balance import closing_balance_section
from metrics.reports.sections.continuity import continuity_section
from metrics.reports.sections.figures import comparison_section, highlights_of
from metrics.reports.sections.petitions import petitions_section

TITLES: Final[dict[ReportKind, str]] = {"presidency": "Informe de presidencia", "management": "Informe de gestión"}


def build_report(
    kind: ReportKind, seen: ReportInputs, *, entity: str, brand: str, origin: Origin, made_at: datetime, until: str = ""
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
        period=_period_label(kind, seen),
        first=seen.first,
        last=seen.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=highlights_of(seen),
        sections=_sections(kind, seen, made_at),
    )


def _period_label(kind: ReportKind, seen: ReportInputs) -> str:
    if kind == "presidency":
        return spoken_date(seen.first)
    return spoken_month(month_of(seen.first))


def _sections(kind: ReportKind, seen: ReportInputs, made_at: datetime) -> tuple[Section, ...]:
    """First what is asked first: the curve, the figures, where they come from; then petitions, failures, people."""
    what = "intervalo" if kind == "presidency" else "día"
    return (
        curve_section(seen, what),
        comparison_section(seen),
        line_and_queue_section(seen),
        closing_balance_section(seen),
        petitions_section(seen.petitions),
        continuity_section(seen.incidents, seen.availability, made_at),
        advisors_section(seen.advisors),
        menu_section(seen.menus),
        time_section(seen, what),
    )
