"""The section of a report on petitions (PQRS): filed, due, answered in term, breached. Pure.

The percentage of answers in term is an indicator of the contract and is in the table of indicators.
"""

from collections.abc import Sequence
from typing import Final

from metrics.reports import document
from metrics.reports.document import Column, Row, Section, Table, text_cell, with_alarm
from metrics.reports.inputs import PetitionKind
from metrics.reports.number_format import format_integer

_COLUMNS: Final = {
    "filed": "Radicadas",
    "first_contact": "Resueltas al contestar",
    "due": "Vencían",
    "in_term": "Respondidas en término",
    "late": "Respondidas tarde",
    "breached": "Vencidas sin respuesta",
    "open": "Abiertas al cierre",
}
_ALARMING: Final = ("late", "breached")


def petitions_section(kinds: Sequence[PetitionKind], groups: Sequence[PetitionKind] = ()) -> Section:
    """Build the table of petitions by kind, in the typology's order, and of all together, and the one by group."""
    total = sum_petitions(kinds)
    columns = (Column("Clase", False), *map(Column, _COLUMNS.values()))
    rows = (*map(_row, kinds), Row(_row(total).cells, "total")) if kinds else ()
    note = (
        "Vencían: su último día para responder cae en el período. Vencidas sin respuesta: ese día pasó sin que se "
        "respondieran, aunque se hayan respondido después. Las respondidas se cuentan el día de la respuesta."
    )
    empty = "No se radicó ni vencía ninguna petición."
    table = Table(id="petitions", title="", columns=columns, rows=rows, note=note if kinds else "", empty=empty)
    return Section(
        id="petitions", title="Peticiones (PQRS)", paragraphs=_paragraphs(total), tables=(table, *_group_tables(groups))
    )


def _group_tables(groups: Sequence[PetitionKind]) -> tuple[Table, ...]:
    """Build the table by channel, authority and priority; none without petitions."""
    if not groups:
        return ()
    columns = (Column("Grupo", False), *map(Column, _COLUMNS.values()))
    note = (
        "Cada petición cuenta en su canal; además, en la autoridad que fijó su término y en su prioridad (Ley 1437 de "
        "2011, artículo 20), si las tiene. El término de una autoridad vence a su hora."
    )
    title = "Por canal, autoridad y prioridad"
    return (
        Table(id="petition_groups", title=title, columns=columns, rows=tuple(map(_row, groups)), note=note, empty=""),
    )


def sum_petitions(kinds: Sequence[PetitionKind]) -> PetitionKind:
    """Sum the petitions of all kinds."""
    return PetitionKind(name="Todas", **{each: sum(getattr(kind, each) for kind in kinds) for each in _COLUMNS})


def _row(kind: PetitionKind) -> Row:
    return Row((text_cell(kind.name), *(_count(each, getattr(kind, each)) for each in _COLUMNS)))


def _count(column: str, number: int) -> document.ReportCell:
    return with_alarm(document.count_cell(number), column in _ALARMING and number > 0)


def _paragraphs(total: PetitionKind) -> tuple[str, ...]:
    if not total.breached:
        return ()
    if total.breached == 1:
        return ("Una petición llegó a su último día sin respuesta.",)
    return (f"{format_integer(total.breached)} peticiones llegaron a su último día sin respuesta.",)
