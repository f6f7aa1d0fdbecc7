"""The section of a report on failures and availability (M5-1-05, C3 and C12). Pure.

A system that is not measured is reported as such, because that is not the same as always available.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from config.timezone import COLOMBIA
from metrics.reports import document
from metrics.reports.document import Column, ReportCell, Row, Section, Table, text_cell, verdict, with_alarm
from metrics.reports.inputs import AvailabilityInput, IncidentInput
from metrics.reports.number_format import NOTHING, format_decimal

_INCIDENT: Final = (
    *(("Sistema", False), ("Inicio", False), ("Fin", False), ("Duración", True)),
    *(("Ingresadas", True), ("Usuales", True), ("Fallidas", True), ("Descripción", False)),
)
_AVAILABILITY: Final = (
    *(
        ("Sistema", False),
        ("Comprometido", True),
        ("Disponible", True),
        ("Fuera de servicio", True),
        ("Sin dato", True),
    ),
    *(("Disponibilidad", True), ("Meta", True), ("Cumple", False)),
)


UNWATCHED_NOTE: Final = "No se vigiló"


def continuity_section(
    incidents: Sequence[IncidentInput], availability: Sequence[AvailabilityInput], made_at: datetime
) -> Section:
    """Build the tables of incidents in the period and of availability by system.

    An incident that lasts is measured up to `made_at`.
    """
    tables = (_incidents(incidents, made_at), _availability(availability))
    return Section(id="continuity", title="Incidentes y disponibilidad", tables=tables)


def _incidents(incidents: Sequence[IncidentInput], made_at: datetime) -> Table:
    note = (
        "Ingresadas: llamadas durante el incidente. Usuales: el promedio de las mismas horas en las semanas "
        "anteriores. Fallidas: por falla técnica, o rechazadas por capacidad."
    )
    return Table(
        id="incidents",
        title="Incidentes",
        columns=tuple(Column(*each) for each in _INCIDENT),
        rows=tuple(_incident_row(each, made_at) for each in incidents),
        note=note if incidents else "",
        empty="No se registró ningún incidente.",
    )


def _incident_row(incident: IncidentInput, made_at: datetime) -> Row:
    duration = max(((incident.ended_at or made_at) - incident.began_at) // document.MS, 0)
    ended = with_alarm(text_cell("Sigue"), True) if incident.ended_at is None else _moment(incident.ended_at)
    usual = ReportCell("count", format_decimal(incident.usual, incident.weeks, 0), incident.usual, incident.weeks)
    counts = (
        document.count_cell(incident.arrived),
        usual,
        with_alarm(document.count_cell(incident.failed), incident.failed > 0),
    )
    return Row(
        (
            text_cell(incident.system),
            _moment(incident.began_at),
            ended,
            document.duration_cell(duration),
            *counts,
            text_cell(incident.summary),
        )
    )


def _moment(at: datetime) -> ReportCell:
    return text_cell(f"{at.astimezone(COLOMBIA):%d/%m/%Y %H:%M}")


def _availability(availability: Sequence[AvailabilityInput]) -> Table:
    note = (
        "Tiempos en horas, minutos y segundos. Comprometido: el tiempo en que el sistema debía funcionar. Sin dato: no "
        "se sabe cómo estaba, y no se cuenta como disponible."
    )
    if not all(each.watched for each in availability):
        note += (
            f" {UNWATCHED_NOTE}: ningún programa lo vigila, y solo se sabe de las caídas que registraron las personas."
        )
    return Table(
        id="availability",
        title="Disponibilidad",
        columns=tuple(Column(*each) for each in _AVAILABILITY),
        rows=tuple(map(_availability_row, availability)),
        note=note if availability else "",
        empty="En este período no se midió la disponibilidad de ningún sistema.",
    )


def _availability_row(system: AvailabilityInput) -> Row:
    meets_target = _meets(system)
    share = (
        document.percent_cell(system.available_s, system.committed_s, "weights")
        if system.watched
        else text_cell(_at_most(system))
    )
    spans = (system.committed_s, system.available_s, system.out_s, system.unknown_s)
    target = (
        f"{format_decimal(system.target.numerator, system.target.denominator)}\u00a0%"
        if system.target.denominator
        else NOTHING
    )
    note = (
        UNWATCHED_NOTE if meets_target is None and system.committed_s and not system.watched else verdict(meets_target)
    )
    cells = (
        with_alarm(share, meets_target is False),
        text_cell(target),
        with_alarm(text_cell(note), meets_target is False),
    )
    return Row((text_cell(system.system), *(document.duration_cell(1000 * s) for s in spans), *cells))


def _at_most(system: AvailabilityInput) -> str:
    """Return the upper bound that declared outages leave, if there are any; it is no figure of availability."""
    bound = document.percent_cell(system.committed_s - system.out_s, system.committed_s, "weights")
    return f"a lo sumo {bound.text}" if system.out_s else "Sin dato"


def _meets(system: AvailabilityInput) -> bool | None:
    """Compare the exact fraction with the target; None without committed time, or if declared outages prove nothing."""
    if not system.committed_s or not system.target.denominator:
        return None
    counted = system.available_s if system.watched else system.committed_s - system.out_s
    reached = 100 * counted * system.target.denominator >= system.target.numerator * system.committed_s
    return None if reached and not system.watched else reached
