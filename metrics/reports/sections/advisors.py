"""The section of a report on advisors' time. Pure.

Owns the formula of occupancy here: time with a call or in wrap-up ÷ time available to callers; pauses are in neither.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from eventlog.facts import AdvisorState
from eventlog.facts.labels import ADVISOR_STATE_LABELS, OUTCOME_LABELS_PLURAL
from metrics.reports import document
from metrics.reports.document import Column, Row, Section, Table, text_cell
from metrics.reports.inputs import AdvisorTime

_ALL = "Todos"
_TIMED_STATES: Final[tuple[AdvisorState, ...]] = ("available", "offered", "talking", "wrap_up", "paused")
_COLUMNS: Final = (
    OUTCOME_LABELS_PLURAL["answered"],
    *(ADVISOR_STATE_LABELS[each] for each in _TIMED_STATES),
    "Ocupación",
)


def advisors_section(times: Sequence[AdvisorTime]) -> Section:
    """Build the table of each advisor's time and of all together, from those who were on duty."""
    rows = [_row(each) for each in times]
    total = _row(sum_advisor_times(times))
    columns = (Column("Asesor", False), *map(Column, _COLUMNS))
    all_rows = (*rows, msgspec.structs.replace(total, mark="total")) if times else ()
    note = "Tiempos en horas, minutos y segundos. Ocupación: en llamada y tipificando ÷ todo lo que no fue pausa."
    empty = "Ningún asesor estuvo en servicio."
    table = Table(id="advisors", title="", columns=columns, rows=all_rows, note=note if times else "", empty=empty)
    return Section(id="advisors", title="Asesores", tables=(table,))


def sum_advisor_times(times: Sequence[AdvisorTime]) -> AdvisorTime:
    """Sum the time of advisors."""
    return AdvisorTime(
        advisor="",
        name=_ALL,
        answered=sum(each.answered for each in times),
        available=sum(each.available for each in times),
        offered=sum(each.offered for each in times),
        talking=sum(each.talking for each in times),
        wrap_up=sum(each.wrap_up for each in times),
        paused=sum(each.paused for each in times),
    )


def _row(each: AdvisorTime) -> Row:
    spans = (getattr(each, state) for state in _TIMED_STATES)
    occupied = document.percent_cell(each.busy, each.on_duty, "times")
    return Row(
        (text_cell(each.name), document.count_cell(each.answered), *map(document.duration_cell, spans), occupied),
        id=each.advisor,
    )
