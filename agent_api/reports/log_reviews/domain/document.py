"""The document of a review: the period, its rows, the discrepancies, and the note of the person who reviews. Pure.

All formats are rendered from this one value. Its SHA-256 is the signature: it covers the digest of the rows and that of
the entity's list.
"""

import hashlib
from datetime import date, datetime
from typing import Final

import msgspec

from agent_api.kit.labels import DISCREPANCY_KINDS
from agent_api.reports.log_reviews.domain.comparison import UserComparison, UserDiscrepancy
from agent_api.tickets.receipts.receipt import datetime_in_words
from config.spanish_dates import spoken_date
from metrics.reports.document import (
    Column,
    Highlight,
    Origin,
    Report,
    Row,
    Section,
    Table,
    count_cell,
    text_cell,
    with_alarm,
)
from metrics.reports.number_format import format_integer

_COLUMNS: Final = tuple(Column(name, False) for name in ("Usuario", "Diferencia", "Aquí", "En la lista", "Observación"))
_OWN: Final = "Es la cuenta de quien revisa"


class ReviewHead(msgspec.Struct, frozen=True, kw_only=True):
    """The statements of a review about itself."""

    number: str
    entity: str
    brand: str
    reviewer: str
    reviewer_name: str
    signed_at: datetime
    first: date
    last: date
    rows: int
    rows_digest: str
    users_digest: str
    note: str
    origin: Origin


def review_document(head: ReviewHead, comparison: UserComparison) -> Report:
    """Build the document, signed with the SHA-256 of its content."""
    report = Report(
        kind="log_review",
        entity=head.entity,
        brand=head.brand,
        title=f"Revisión {head.number} de la bitácora de depuración",
        period=f"{spoken_date(head.first)} al {spoken_date(head.last)}",
        first=head.first,
        last=head.last,
        made_at=head.signed_at,
        origin=head.origin,
        highlights=_highlights(head, comparison),
        sections=(_comparison_section(comparison), _signature_section(head)),
        cover=_cover(head, comparison),
    )
    return msgspec.structs.replace(report, digest=hashlib.sha256(review_content(report)).hexdigest())


def review_content(report: Report) -> bytes:
    """Return the content whose SHA-256 is the signature: the document without its digest, as JSON."""
    return msgspec.json.encode(msgspec.structs.replace(report, digest=""))


def _cover(head: ReviewHead, comparison: UserComparison) -> tuple[str, ...]:
    rows, here, listed = map(format_integer, (head.rows, comparison.accounts, comparison.listed))
    return (
        f"Bitácora de depuración (M5-1-05, C7), revisada y firmada por {head.reviewer_name} ({head.reviewer}) el "
        f"{datetime_in_words(head.signed_at)}.",
        f"Se revisaron {rows} filas del período y se compararon {here} cuentas con los {listed} usuarios de la lista "
        "de la entidad.",
        f"Registro de hechos hasta el n.º {format_integer(head.origin.seq)}, cabeza de la cadena {head.origin.hash}.",
    )


def _highlights(head: ReviewHead, comparison: UserComparison) -> tuple[Highlight, ...]:
    counts = {kind: comparison.count(kind) for kind in DISCREPANCY_KINDS}
    return (
        Highlight(name="Filas revisadas", value=count_cell(head.rows)),
        Highlight(name="Cuentas aquí", value=count_cell(comparison.accounts)),
        Highlight(name="Usuarios en la lista", value=count_cell(comparison.listed)),
        *(
            Highlight(name=DISCREPANCY_KINDS[kind], value=with_alarm(count_cell(number), number > 0))
            for kind, number in counts.items()
        ),
    )


def _comparison_section(comparison: UserComparison) -> Section:
    table = Table(
        id="discrepancies",
        title="",
        columns=_COLUMNS,
        rows=tuple(map(_row, comparison.discrepancies)),
        empty="Las cuentas coinciden con la lista de la entidad.",
    )
    return Section(id="discrepancies", title="Diferencias con la lista de la entidad", tables=(table,))


def _row(each: UserDiscrepancy) -> Row:
    cells = (
        each.user,
        DISCREPANCY_KINDS[each.kind],
        _state(each.active_here, missing=each.kind == "there_only"),
        _state(each.active_there, missing=each.kind == "here_only"),
        _OWN if each.own else "",
    )
    return Row(tuple(map(text_cell, cells)), id=each.user)


def _state(active: bool, *, missing: bool) -> str:
    if missing:
        return "No está"
    return "Activa" if active else "Inhabilitada"


def _signature_section(head: ReviewHead) -> Section:
    return Section(
        id="signature",
        title="Qué se revisó",
        paragraphs=(
            f"Nota de quien revisa: {head.note or 'sin nota'}",
            f"SHA-256 de las {format_integer(head.rows)} filas del período: {head.rows_digest}. Se calcula con el "
            "número de cada hecho y su eslabón de la cadena del diario.",
            f"SHA-256 de la lista de la entidad: {head.users_digest}.",
        ),
    )
