"""The scheduled reports: their sections, in order. Pure.

Owns the daily report for the presidency (informe de presidencia; M5-1-05, C3 and C4), the monthly report of the
operation (informe de gestión), the quarterly report of petitions (informe de PQRSD) and that of requests for access to
information of a month, a quarter or a year (Decreto 1081 de 2015, article 2.1.1.6.2). The text of a section is in its
own module.
"""

from datetime import datetime
from typing import Final

from metrics.reports import training
from metrics.reports.document import (
    Highlight,
    Origin,
    PetitionReportKind,
    Report,
    ReportKind,
    Section,
    count_cell,
    percent_cell,
    with_alarm,
)
from metrics.reports.inputs import PetitionInputs, ReportInputs
from metrics.reports.number_format import format_integer
from metrics.reports.periods import length_of, period_name
from metrics.reports.sections.access import access_counts, access_sections
from metrics.reports.sections.advisors import advisors_section
from metrics.reports.sections.calls import curve_section, line_and_queue_section, menu_section, time_section
from metrics.reports.sections.closing_balance import closing_balance_section
from metrics.reports.sections.continuity import continuity_section
from metrics.reports.sections.figures import comparison_section, highlights_of
from metrics.reports.sections.petitions import petitions_section, sum_petitions
from metrics.reports.sections.quality import quality_sections
from metrics.reports.sections.timeliness import timeliness_section

TITLES: Final[dict[ReportKind, str]] = {
    "presidency": "Informe de presidencia",
    "management": "Informe de gestión",
    "accounts": "Informe de activaciones, cambios y retiros de usuarios",
    "training": training.TITLE,
    "large_clients": "Informe de grandes clientes",
    "petitions": "Informe trimestral de PQRSD",
    "access": "Informe de solicitudes de acceso a la información",
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
        period=period_name(length_of(inputs.first, inputs.last), inputs.first),
        first=inputs.first,
        last=inputs.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=highlights_of(inputs),
        sections=_sections(kind, inputs, made_at),
    )


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
        *([timeliness_section(inputs.terms)] if kind == "management" and inputs.terms else []),
        continuity_section(inputs.incidents, inputs.availability, made_at),
        advisors_section(inputs.advisors),
        menu_section(inputs.menus),
        time_section(inputs, unit),
    )


def build_petition_report(
    kind: PetitionReportKind,
    inputs: PetitionInputs,
    *,
    entity: str,
    brand: str,
    origin: Origin,
    made_at: datetime,
    until: str = "",
) -> Report:
    """Build a report of petitions, which can be published: it has no personal data and names no official."""
    is_access = kind == "access"
    sections = access_sections(inputs.requests) if is_access else _petition_sections(inputs)
    return Report(
        kind=kind,
        entity=entity,
        brand=brand,
        title=TITLES[kind],
        period=period_name(length_of(inputs.first, inputs.last), inputs.first),
        first=inputs.first,
        last=inputs.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=_access_highlights(inputs) if is_access else _petition_highlights(inputs),
        sections=sections,
        cover=_petition_cover(inputs, origin, until),
    )


def _petition_sections(inputs: PetitionInputs) -> tuple[Section, ...]:
    timeliness = [timeliness_section(inputs.terms)] if inputs.terms else []
    return (
        petitions_section(inputs.petitions, inputs.petition_groups),
        *timeliness,
        *access_sections(inputs.requests)[:1],
    )


def _petition_highlights(inputs: PetitionInputs) -> tuple[Highlight, ...]:
    total = sum_petitions(inputs.petitions)
    of_tiers = [each for each in inputs.terms if each.group == "tier"]
    in_time, due = sum(each.in_time for each in of_tiers), sum(each.due for each in of_tiers)
    return (
        Highlight(name="Radicadas", value=count_cell(total.filed)),
        Highlight(name="Oportunidad", value=percent_cell(in_time, due)),
        Highlight(name="Vencidas sin respuesta", value=with_alarm(count_cell(total.breached), total.breached > 0)),
        Highlight(name="Trasladadas por competencia", value=count_cell(inputs.transferred)),
        Highlight(name="Abiertas al cierre", value=count_cell(total.open)),
    )


def _access_highlights(inputs: PetitionInputs) -> tuple[Highlight, ...]:
    return tuple(Highlight(name=name, value=count_cell(number)) for name, number in access_counts(inputs.requests))


def _petition_cover(inputs: PetitionInputs, origin: Origin, until: str) -> tuple[str, ...]:
    seen = f", visto {until}" if until else ""
    return (
        f"Período: {inputs.first:%d/%m/%Y} al {inputs.last:%d/%m/%Y}{seen}. No contiene datos personales y se puede "
        "publicar.",
        f"Calculado hasta el hecho n.º {format_integer(origin.seq)} del registro, con la versión {origin.site_version} "
        f"del sitio; cabeza de la cadena {origin.hash}.",
    )
