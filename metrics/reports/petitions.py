"""What a report says of petitions (PQRS): filed, due, answered in term, breached. Pure.

Owns this section. A petition is due in the period in which its last day lies, whenever it was filed.
"""

from collections.abc import Sequence

from metrics.reports import document
from metrics.reports.document import Column, Row, Section, Table, alarming, words
from metrics.reports.printing import grouped, percent
from metrics.reports.seen import PetitionKind

_COUNTED = ("filed", "first_contact", "due", "in_term", "late", "breached", "pending", "other", "open")
_COLUMNS = (
    *("Radicadas", "Resueltas al contestar", "Vencían"),
    *("En término", "Tarde", "Vencidas sin respuesta", "Por responder hoy", "Trasladadas o desistidas", "Abiertas al cierre"),
)


def petitions(kinds: Sequence[PetitionKind]) -> Section:
    """Each kind, and all together.

    Args:
        kinds: in the typology's order.
    """
    total = sum_of(kinds)
    rows = [_row(each) for each in kinds]
    columns = (Column("Clase", False), *map(Column, _COLUMNS), Column("Oportunidad"))
    table = Table(
        id="petitions",
        title="",
        columns=columns,
        rows=(*rows, Row(_row(total).cells, "total")) if kinds else (),
        note="Vencían: su último día para responder cae en el periodo. Oportunidad: respondidas en término ÷ las que vencían, "
        "sin las trasladadas o desistidas ni las que aún tienen plazo hoy.",
        empty="No se radicó ni vencía ninguna petición.",
    )
    return Section(id="petitions", title="Peticiones (PQRS)", paragraphs=_told(total), tables=(table,))


def sum_of(kinds: Sequence[PetitionKind]) -> PetitionKind:
    """All kinds together."""
    return PetitionKind(name="Todas", **{each: sum(getattr(kind, each) for kind in kinds) for each in _COUNTED})


def judged(kind: PetitionKind) -> int:
    """Of the due ones, those of which it can be said whether they were answered in term."""
    return kind.in_term + kind.late + kind.breached


def _row(kind: PetitionKind) -> Row:
    counts = (alarming(document.count(getattr(kind, each)), _missed(kind, each)) for each in _COUNTED)
    return Row((words(kind.name), *counts, document.percent(kind.in_term, judged(kind))))


def _missed(kind: PetitionKind, counted: str) -> bool:
    return counted in ("late", "breached") and getattr(kind, counted) > 0


def _told(total: PetitionKind) -> tuple[str, ...]:
    if not judged(total):
        return ()
    share = percent(total.in_term, judged(total))
    missed = total.late + total.breached
    return (
        f"De {grouped(judged(total))} peticiones cuyo término venció o se cumplió, {grouped(total.in_term)} se respondieron "
        f"a tiempo ({share}) y {grouped(missed)} no.",
    )
