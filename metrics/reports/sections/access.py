"""The sections of the report of requests for access to information: counts, shares, and the time of each answer. Pure.

Decreto 1081 de 2015, article 2.1.1.6.2, asks for the requests received, those transferred to another institution, the
response time of each one, and those in which access was denied.
"""

from collections.abc import Sequence
from typing import Final

from metrics.reports.document import Column, Row, Section, Table, count_cell, percent_cell, text_cell
from metrics.reports.inputs import AccessRequest, AccessResult
from metrics.reports.number_format import NOTHING

RESULTS: Final[dict[AccessResult, str]] = {
    "answered": "Con acceso a lo pedido",
    "transferred": "Trasladada a otra institución",
    "denied": "Acceso negado",
    "withdrawn": "Desistida",
    "open": "En trámite",
}
_NEITHER: Final[tuple[AccessResult, ...]] = ("answered", "withdrawn", "open")


def access_counts(requests: Sequence[AccessRequest]) -> tuple[tuple[str, int], ...]:
    """Return the counts that the decree asks for: the first three add up to the last."""
    return (
        ("Recibidas que no se trasladaron ni se negaron", sum(each.result in _NEITHER for each in requests)),
        ("Trasladadas a otra institución", sum(each.result == "transferred" for each in requests)),
        ("En las que se negó el acceso", sum(each.result == "denied" for each in requests)),
        ("Total de solicitudes recibidas", len(requests)),
    )


def access_sections(requests: Sequence[AccessRequest]) -> tuple[Section, Section]:
    """Build the table of counts with their shares, and that of each request."""
    *parts, total = access_counts(requests)
    rows = tuple(_count_row(name, number, total[1]) for name, number in parts)
    counts = Table(
        id="access_counts",
        title="",
        columns=(Column("Solicitudes de acceso", False), Column("Número"), Column("% del total")),
        rows=(*rows, Row(_count_row(*total, total[1]).cells, "total")),
        note="Los porcentajes se redondean a dos decimales, la mitad hacia arriba.",
    )
    names = ("Radicado", "Recibida", "Respondida o trasladada")
    columns = (*(Column(name, False) for name in names), Column("Días hábiles"), Column("Resultado", False))
    times = Table(
        id="access_times",
        title="",
        columns=columns,
        rows=tuple(map(_request_row, requests)),
        note="Los días hábiles se cuentan desde el siguiente al del recibo.",
        empty="No se recibió ninguna solicitud de acceso a la información en el período.",
    )
    return (
        Section(id="access", title="Solicitudes de acceso a la información", tables=(counts,)),
        Section(id="access_times", title="Tiempo de respuesta de cada solicitud", tables=(times,)),
    )


def _count_row(name: str, number: int, total: int) -> Row:
    return Row((text_cell(name), count_cell(number), percent_cell(number, total)))


def _request_row(request: AccessRequest) -> Row:
    days = text_cell(NOTHING) if request.business_days is None else count_cell(request.business_days)
    ended = NOTHING if request.ended_on is None else f"{request.ended_on:%d/%m/%Y}"
    received = text_cell(f"{request.received_on:%d/%m/%Y}")
    return Row((text_cell(request.number), received, text_cell(ended), days, text_cell(RESULTS[request.result])))
