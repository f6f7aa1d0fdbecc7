"""What a report says of failures and availability (C3, C12). Pure.

Owns these sections. Where nobody keeps incidents or measures availability, that is said: it is not the same as none.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.reports import document
from metrics.reports.document import Cell, Column, Row, Section, Table, words
from metrics.reports.printing import NOTHING
from metrics.reports.seen import AvailabilitySeen, IncidentSeen

_LOCAL = ZoneInfo("America/Bogota")
_NOT_KEPT = "Este sistema no lleva registro de incidentes: no puede decir si los hubo."
_NOT_MEASURED = "La disponibilidad no se mide."


def continuity(
    incidents: Sequence[IncidentSeen] | None, availability: Sequence[AvailabilitySeen] | None, made_at: datetime
) -> Section:
    """Failures of systems and telecommunications, and how long each system was there.

    Args:
        incidents: those that touch the period; None where none are kept.
        availability: by system; None where it is not measured.
        made_at: up to when one that lasts is measured, aware.
    """
    told = (_NOT_KEPT,) if incidents is None else ()
    missing = (_NOT_MEASURED,) if availability is None else ()
    tables = (
        *((_incidents(incidents, made_at),) if incidents is not None else ()),
        *((_availability(availability),) if availability is not None else ()),
    )
    title = "Incidentes y disponibilidad"
    return Section(id="continuity", title=title, paragraphs=(*told, *missing), tables=tables)


def _incidents(incidents: Sequence[IncidentSeen], made_at: datetime) -> Table:
    names = (
        ("Sistema", False),
        ("Comenzó", False),
        ("Terminó", False),
        ("Duró", True),
        ("Llamadas", True),
        ("Qué pasó", False),
    )
    rows = tuple(_row(each, made_at) for each in incidents)
    columns = tuple(Column(*each) for each in names)
    note = "Llamadas: las que tocó el incidente, por lo que dicen los hechos." if rows else ""
    empty = "No se registró ningún incidente."
    return Table(id="incidents", title="Incidentes", columns=columns, rows=rows, note=note, empty=empty)


def _row(each: IncidentSeen, made_at: datetime) -> Row:
    lasted = round(((each.ended_at or made_at) - each.began_at).total_seconds() * 1000)
    ended = words("Sigue") if each.ended_at is None else _moment(each.ended_at)
    calls = words(NOTHING) if each.calls is None else document.count(each.calls)
    cells = (words(each.system), _moment(each.began_at), ended, document.span(max(lasted, 0)), calls, words(each.told))
    return Row(cells, "alarm" if each.ended_at is None else "")


def _moment(at: datetime) -> Cell:
    return words(f"{at.astimezone(_LOCAL):%d/%m/%Y %H:%M}")


def _availability(availability: Sequence[AvailabilitySeen]) -> Table:
    columns = (Column("Sistema", False), Column("Disponible"), Column("Comprometido"), Column("Disponibilidad"))
    rows = tuple(
        Row(
            (
                words(each.system),
                document.span(1000 * each.share.numerator),
                document.span(1000 * each.share.denominator),
                document.percent(each.share.numerator, each.share.denominator),
            )
        )
        for each in availability
    )
    note = "Tiempos en horas, minutos y segundos; comprometido: el tiempo en que el sistema debía estar."
    return Table(id="availability", title="Disponibilidad", columns=columns, rows=rows, note=note if rows else "")
