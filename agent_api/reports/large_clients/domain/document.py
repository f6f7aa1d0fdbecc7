"""The document of the report of large clients: figures, replies of each recipient, times, and each novelty. Pure.

Times are business days of the site, without the first day. All formats are rendered from this one value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from agent_api.large_clients.novelties.domain.deadline import business_days, is_late, owed_replies
from agent_api.large_clients.novelties.domain.record import NoveltyRecord
from agent_api.large_clients.novelties.domain.state_machine import OPEN_STATES, NoveltyDelivery
from config.law.term_rules import TermRules
from config.spanish_dates import spoken_month
from eventlog.facts.large_client import MissingReply, Recipient
from metrics.indicators.periods import month_of
from metrics.reports.document import (
    Chart,
    Column,
    Highlight,
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
from metrics.reports.layouts import TITLES
from metrics.reports.number_format import NOTHING, format_decimal, format_integer

_LISTED: Final = tuple(
    Column(name, False) for name in ("Número", "Cliente", "Clase", "Canal", "Encontrada", "Cerrada", "Estado")
)
_TEXTS: Final = tuple(Column(name, False) for name in ("Número", "Fuente", "Qué pasó"))
_REPLIES: Final = (
    Column("Destinatario", False),
    *map(Column, ("Enviadas", "Con acuse", "Días al acuse", "Acuse a tiempo")),
    *map(Column, ("Respondidas", "Días a la respuesta", "Respuesta a tiempo", "Vencidas sin llegar")),
)
_EMPTY: Final = "No hay novedades."


class ClientReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """The subject of a report besides its novelties: names of recipients by id, the terms, and the day of today."""

    recipients: Mapping[Recipient, str]
    terms: TermRules
    today: date


def client_document(blank: Report, head: ClientReportHead, novelties: Sequence[NoveltyRecord]) -> Report:
    """Build the report; ``blank`` has its period and origin, and no figure yet."""
    sections = (
        _replies_section(head, novelties),
        _group_section("client", "Por cliente", novelties, lambda each: each.client),
        _group_section("channel", "Por canal", novelties, lambda each: each.channel),
        _group_section("source", "Por fuente", novelties, lambda each: each.source),
        _list_section(novelties),
    )
    return msgspec.structs.replace(
        blank,
        title=TITLES["large_clients"],
        period=spoken_month(month_of(blank.first)),
        highlights=_highlights(head, novelties),
        sections=sections,
    )


def _highlights(head: ClientReportHead, novelties: Sequence[NoveltyRecord]) -> tuple[Highlight, ...]:
    failures = sum(each.kind == "failure" for each in novelties)
    pending = sum(each.novelty.state in OPEN_STATES for each in novelties)
    owed = sum(len(owed_replies(each.novelty, head.today)) for each in novelties)
    closed = [(each.novelty.found_on, day) for each in novelties if (day := each.novelty.closed_on) is not None]
    return (
        Highlight(name="Fallas", value=count_cell(failures)),
        Highlight(name="Hallazgos", value=count_cell(len(novelties) - failures)),
        Highlight(name="Abiertas", value=count_cell(pending)),
        Highlight(name="Cerradas", value=count_cell(len(closed))),
        Highlight(name="Días hábiles al cierre", value=_mean_days(closed, head.terms)),
        Highlight(name="Acuses y respuestas vencidos", value=with_alarm(count_cell(owed), owed > 0)),
    )


def _replies_section(head: ClientReportHead, novelties: Sequence[NoveltyRecord]) -> Section:
    """Build the table of each recipient: how many it got, and its times to receipt and answer."""
    rows = tuple(
        Row((text_cell(name), *_reply_cells(head, recipient, novelties)), id=recipient)
        for recipient, name in head.recipients.items()
    )
    note = "Días hábiles del sitio, sin el del envío. Las anuladas no cuentan como vencidas."
    table = Table(id="recipients", title="", columns=_REPLIES, rows=rows, note=note)
    return Section(id="recipients", title="Acuses y respuestas", tables=(table,))


def _reply_cells(
    head: ClientReportHead, recipient: Recipient, novelties: Sequence[NoveltyRecord]
) -> tuple[ReportCell, ...]:
    sent = [found for each in novelties if (found := each.novelty.delivery_to(recipient)) is not None]
    owed = sum(reply.recipient == recipient for each in novelties for reply in owed_replies(each.novelty, head.today))
    received = _replied(sent, lambda each: each.received_on)
    answered = _replied(sent, lambda each: each.answered_on)
    return (
        count_cell(len(sent)),
        count_cell(len(received)),
        _mean_days(((each.sent_on, day) for each, day in received), head.terms),
        _in_time(received, "receipt"),
        count_cell(len(answered)),
        _mean_days(((each.sent_on, day) for each, day in answered), head.terms),
        _in_time(answered, "answer"),
        with_alarm(count_cell(owed), owed > 0),
    )


def _replied(
    sent: Iterable[NoveltyDelivery], day_of: Callable[[NoveltyDelivery], date | None]
) -> list[tuple[NoveltyDelivery, date]]:
    return [(each, day) for each in sent if (day := day_of(each)) is not None]


def _in_time(replied: Sequence[tuple[NoveltyDelivery, date]], missing: MissingReply) -> ReportCell:
    in_time = sum(not is_late(each, missing, day) for each, day in replied)
    return percent_cell(in_time, len(replied))


def _mean_days(spans: Iterable[tuple[date, date]], terms: TermRules) -> ReportCell:
    """Build a cell of a mean in business days, with its exact fraction."""
    days = [business_days(first, last, terms) for first, last in spans]
    if not days:
        return text_cell(NOTHING)
    return ReportCell("words", format_decimal(sum(days), len(days), 1), sum(days), len(days))


def _group_section(
    id_: str, title: str, novelties: Sequence[NoveltyRecord], group: Callable[[NoveltyRecord], str]
) -> Section:
    """Build a chart and a table of the novelties by a name, the most frequent first."""
    if not novelties:
        return Section(id=id_, title=title, paragraphs=(_EMPTY,))
    groups: dict[str, list[NoveltyRecord]] = {}
    for each in novelties:
        groups.setdefault(group(each), []).append(each)
    ordered = dict(sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])))
    rows = [Row((text_cell(name), *_kind_cells(each))) for name, each in ordered.items()]
    total = Row((text_cell("Todas"), *_kind_cells(novelties)), "total")
    name = title.removeprefix("Por ")
    columns = (Column(name.capitalize(), False), *map(Column, ("Novedades", "Fallas", "Hallazgos")))
    table = Table(id=id_, title="", columns=columns, rows=(*rows, total))
    counts = {each: len(found) for each, found in ordered.items()}
    return Section(id=id_, title=title, charts=(_chart(id_, f"Novedades por {name}", counts),), tables=(table,))


def _kind_cells(novelties: Sequence[NoveltyRecord]) -> tuple[ReportCell, ...]:
    failures = sum(each.kind == "failure" for each in novelties)
    return count_cell(len(novelties)), count_cell(failures), count_cell(len(novelties) - failures)


def _list_section(novelties: Sequence[NoveltyRecord]) -> Section:
    listed = Table(id="novelties", title="", columns=_LISTED, rows=tuple(map(_listed_row, novelties)), empty=_EMPTY)
    rows = tuple(Row(tuple(map(text_cell, (each.id, each.source, each.description)))) for each in novelties)
    texts = Table(id="texts", title="Qué pasó", columns=_TEXTS, rows=rows, empty=_EMPTY)
    return Section(id="novelties", title="Las novedades", tables=(listed, texts) if novelties else (listed,))


def _listed_row(each: NoveltyRecord) -> Row:
    closed = each.novelty.closed_on
    days = (f"{each.novelty.found_on:%d/%m/%Y}", f"{closed:%d/%m/%Y}" if closed else NOTHING)
    texts = (each.id, each.client, each.kind_name, each.channel, *days, each.state_name)
    return Row(tuple(map(text_cell, texts)), id=each.id)


def _chart(id_: str, title: str, counts: Mapping[str, int]) -> Chart:
    alt = f"{title}: " + "; ".join(f"{name}, {format_integer(number)}" for name, number in counts.items()) + "."
    series = Series("Novedades", tuple(map(count_cell, counts.values())))
    return Chart(id=id_, title=title, shape="bars", places=tuple(counts), counts=(series,), alt=alt)
