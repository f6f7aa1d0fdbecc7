"""The document of a report of findings: figures, charts by severity, kind, area and term, and each finding. Pure.

All formats are rendered from this one value, so that their numbers agree.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from agent_api.kit.labels import FINDING_STANDINGS
from agent_api.quality.findings.domain.deadline import FindingStanding
from agent_api.quality.findings.domain.record import FindingRecord
from agent_api.quality.visits.domain.record import VisitRecord
from agent_api.reports.findings.domain.coverage import Coverage
from agent_api.tickets.receipts.receipt import datetime_in_words
from config.spanish_dates import spoken_date
from metrics.reports.document import (
    Chart,
    Column,
    Highlight,
    Origin,
    Report,
    ReportCell,
    Row,
    Section,
    Series,
    Table,
    count_cell,
    percent_cell,
    text_cell,
    with_alarm,
)
from metrics.reports.number_format import NOTHING, format_integer

_COUNTED: Final[tuple[FindingStanding, ...]] = ("in_term", "late", "corrected", "corrected_late", "void")
_COLUMNS: Final = ("Hallazgos", "En término", "Vencidos", "Corregidos a tiempo", "Corregidos tarde", "Anulados")
_LISTED: Final = (
    *(Column(name, False) for name in ("Número", "Clase", "Gravedad", "Área", "Responsable")),
    *(Column(name, False) for name in ("Vence", "Término", "Estado")),
)
_TEXTS: Final = tuple(Column(name, False) for name in ("Número", "Origen y registro", "Qué se encontró", "Acción"))
_QUESTIONS: Final = tuple(Column(name, False) for name in ("Pregunta", "Respuesta", "Anotación"))


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """The statements of a report about itself: its number, its entity, its author, its time and its source."""

    number: str
    entity: str
    brand: str
    asked_by: str
    made_at: datetime
    origin: Origin


def finding_document(
    head: ReportHead, coverage: Coverage, findings: Sequence[FindingRecord], visit: VisitRecord | None = None
) -> Report:
    """Build the report, sealed with the SHA-256 of its content."""
    ordered = sorted(findings, key=lambda each: (-each.severity_rank, each.due_on, each.id))
    report = Report(
        kind="findings",
        entity=head.entity,
        brand=head.brand,
        title=f"Informe de hallazgos {head.number}",
        period=coverage.name,
        first=coverage.first,
        last=coverage.last,
        made_at=head.made_at,
        origin=head.origin,
        highlights=_highlights(ordered),
        sections=(
            *([_visit_section(visit)] if visit else []),
            _group_section("severity", "Por gravedad", ordered, lambda each: each.severity),
            _group_section("kind", "Por clase", ordered, lambda each: each.kind),
            _group_section("area", "Por área", ordered, lambda each: each.area),
            _term_section(ordered),
            _list_section(ordered),
        ),
        cover=_cover(head, coverage, visit),
    )
    return msgspec.structs.replace(report, digest=hashlib.sha256(content_of(report)).hexdigest())


def content_of(report: Report) -> bytes:
    """Return the content whose SHA-256 the files state: the report without its digest, as JSON."""
    return msgspec.json.encode(msgspec.structs.replace(report, digest=""))


def _cover(head: ReportHead, coverage: Coverage, visit: VisitRecord | None) -> tuple[str, ...]:
    found = "que salieron de la visita" if visit else "registrados en el período"
    days = _short(coverage.first)
    if coverage.last != coverage.first:
        days = f"{days} al {_short(coverage.last)}"
    return (
        f"Informe de hallazgos (M5-1-05, A22) de {head.asked_by} para la coordinación. Hallazgos {found}: {days}.",
        f"Hecho el {datetime_in_words(head.made_at)}, con la versión {head.origin.site_version} del sitio. Los "
        "términos y los estados son los de ese momento; los días son hábiles.",
        f"Registro de hechos hasta el n.º {format_integer(head.origin.seq)}, cabeza de la cadena {head.origin.hash}.",
    )


def _highlights(findings: Sequence[FindingRecord]) -> tuple[Highlight, ...]:
    counts = _standings(findings)
    corrected = counts["corrected"] + counts["corrected_late"]
    late = counts["late"]
    return (
        Highlight(name="Hallazgos", value=count_cell(len(findings))),
        Highlight(name="En término", value=count_cell(counts["in_term"])),
        Highlight(name="Vencidos sin corregir", value=with_alarm(count_cell(late), late > 0)),
        Highlight(name="Corregidos", value=count_cell(corrected)),
        Highlight(name="Corregidos a tiempo", value=percent_cell(counts["corrected"], corrected)),
        Highlight(name="Anulados", value=count_cell(counts["void"])),
    )


def _visit_section(visit: VisitRecord) -> Section:
    where = ", ".join(filter(None, (visit.place, visit.line, visit.channel)))
    paragraphs = [
        f"Visita {visit.id} ({visit.mode.lower()}) del {spoken_date(visit.visited_on)}, en {where}. La hizo "
        f"{visit.visitor}.",
        f"Asistieron: {'; '.join(visit.attendees)}.",
        f"Formulario: {visit.form}. {visit.notice}".strip(),
    ]
    if visit.observations:
        paragraphs.append(f"Observaciones: {visit.observations}")
    rows = tuple(
        Row((text_cell(each.question), text_cell(each.answer), text_cell(each.note or NOTHING)))
        for each in visit.questions
    )
    table = Table(
        id="visit",
        title="Respuestas del formulario",
        columns=_QUESTIONS,
        rows=rows,
        note=f"SHA-256 de la visita firmada: {visit.digest}.",
    )
    return Section(id="visit", title="La visita", paragraphs=tuple(paragraphs), tables=(table,))


def _group_section(
    id_: str, title: str, findings: Sequence[FindingRecord], group: Callable[[FindingRecord], str]
) -> Section:
    """Build a chart and a table of the findings by a name, the most frequent first."""
    if not findings:
        return Section(id=id_, title=title, paragraphs=("No hay hallazgos.",))
    groups: dict[str, list[FindingRecord]] = {}
    for each in findings:
        groups.setdefault(group(each), []).append(each)
    ordered = dict(sorted(groups.items(), key=lambda each: -len(each[1]))) if id_ != "severity" else groups
    rows = [Row((text_cell(name), *_cells(each))) for name, each in ordered.items()]
    total = Row((text_cell("Todos"), *_cells(findings)), "total")
    columns = (Column(title.removeprefix("Por ").capitalize(), False), *map(Column, _COLUMNS))
    counts = {name: len(each) for name, each in ordered.items()}
    return Section(
        id=id_,
        title=title,
        charts=(_chart(id_, f"Hallazgos {title[0].lower()}{title[1:]}", counts),),
        tables=(Table(id=id_, title="", columns=columns, rows=(*rows, total)),),
    )


def _term_section(findings: Sequence[FindingRecord]) -> Section:
    counts = _standings(findings)
    named = {FINDING_STANDINGS[each]: counts[each] for each in _COUNTED}
    paragraphs = [] if findings else ["No hay hallazgos."]
    if counts["late"]:
        late = [each.id for each in findings if each.standing == "late"]
        verb = "Está vencido sin corregir" if len(late) == 1 else "Están vencidos sin corregir"
        paragraphs.append(f"{verb}: {', '.join(late)}.")
    rows = tuple(Row((text_cell(name), count_cell(number))) for name, number in named.items())
    table = Table(id="term", title="", columns=(Column("Término", False), Column("Hallazgos")), rows=rows)
    return Section(
        id="term",
        title="Por término",
        paragraphs=tuple(paragraphs),
        charts=(_chart("term", "Hallazgos por término", named),) if findings else (),
        tables=(table,),
    )


def _list_section(findings: Sequence[FindingRecord]) -> Section:
    """Build the list of findings, the gravest first, and what was found and is done about each."""
    empty = "No hay hallazgos."
    listed = Table(id="findings", title="", columns=_LISTED, rows=tuple(map(_listed_row, findings)), empty=empty)
    texts = tuple(map(_text_row, findings))
    table = Table(id="texts", title="Qué se encontró y qué se hace", columns=_TEXTS, rows=texts, empty=empty)
    return Section(id="findings", title="Los hallazgos", tables=(listed, table) if findings else (listed,))


def _listed_row(each: FindingRecord) -> Row:
    term = with_alarm(text_cell(each.term), each.standing in ("late", "corrected_late"))
    return Row(
        (
            *map(text_cell, (each.id, each.kind, each.severity, each.area, each.owner)),
            text_cell(_short(each.due_on)),
            term,
            text_cell(each.state_name),
        ),
        id=each.id,
    )


def _text_row(each: FindingRecord) -> Row:
    origin = f"{each.source}, {_short(each.found_on)}"
    action = each.action or "Sin acción propuesta"
    return Row(tuple(map(text_cell, (each.id, origin, each.description, action))))


def _cells(findings: Sequence[FindingRecord]) -> tuple[ReportCell, ...]:
    counts = _standings(findings)
    cells = (with_alarm(count_cell(counts[each]), each == "late" and counts[each] > 0) for each in _COUNTED)
    return (count_cell(len(findings)), *cells)


def _standings(findings: Iterable[FindingRecord]) -> dict[FindingStanding, int]:
    counts: dict[FindingStanding, int] = dict.fromkeys(_COUNTED, 0)
    for each in findings:
        counts[each.standing] += 1
    return counts


def _chart(id_: str, title: str, counts: Mapping[str, int]) -> Chart:
    alt = f"{title}: " + "; ".join(f"{name}, {format_integer(number)}" for name, number in counts.items()) + "."
    series = Series("Hallazgos", tuple(map(count_cell, counts.values())))
    return Chart(id=id_, title=title, shape="bars", places=tuple(counts), counts=(series,), alt=alt)


def _short(day: date) -> str:
    return f"{day:%d/%m/%Y}"
