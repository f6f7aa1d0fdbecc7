"""The two reports: their sections, in order. Pure.

Owns the daily report for the presidency (informe de presidencia; M5-1-05, C3 and C4) and the monthly report of the
operation (informe de gestión). The text of a section is in its own module.
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
from metrics.reports.sections.quality import quality_sections

TITLES: Final[dict[ReportKind, str]] = {
    "presidency": "Informe de presidencia",
    "management": "Informe de gestión",
    "large_clients": "Informe de grandes clientes",
}


def build_report(
    kind: ReportKind,
    inputs: ReportInputs,
    *,
    entity: str,
    brand: str,
    origin: Origin,
    made_at: datetime,
    until: str = "",
) -> Report:
    """Build a report.

    `brand` replaces a logo. `until` is, if the period is not over, the time up to which data were read, in words.
    """
    return Report(
        kind=kind,
        entity=entity,
        brand=brand,
        title=TITLES[kind],
        period=_period_label(kind, inputs),
        first=inputs.first,
        last=inputs.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=highlights_of(inputs),
        sections=_sections(kind, inputs, made_at),
    )


def _period_label(kind: ReportKind, inputs: ReportInputs) -> str:
    if kind == "presidency":
        return spoken_date(inputs.first)
    return spoken_month(month_of(inputs.first))


def _sections(kind: ReportKind, inputs: ReportInputs, made_at: datetime) -> tuple[Section, ...]:
    """Build the sections, the most requested first: the curve and the figures; then petitions, failures, people."""
    unit = "intervalo" if kind == "presidency" else "día"
    return (
        curve_section(inputs, unit),
        comparison_section(inputs),
        line_and_queue_section(inputs),
        closing_balance_section(inputs),
        *(quality_sections(inputs) if kind == "management" else ()),
        petitions_section(inputs.petitions, inputs.petition_groups),
        continuity_section(inputs.incidents, inputs.availability, made_at),
        advisors_section(inputs.advisors),
        menu_section(inputs.menus),
        time_section(inputs, unit),
    )
