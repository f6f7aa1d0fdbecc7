"""The closing balance of a report: calls that entered against their outcomes, by line and by queue. Pure.

It reads like a statement of accounts: a column for each line or queue, a row for each outcome, and the difference at
the end. A difference other than 0 is shown in red and in words; it is never left out or corrected.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from eventlog.facts import Outcome
from eventlog.facts.labels import OUTCOME_LABELS_PLURAL
from metrics.reports import document
from metrics.reports.document import Column, Mark, Row, Section, Table, text_cell
from metrics.reports.inputs import ReportInputs, Totals
from metrics.reports.number_format import format_integer
from metrics.service_level import Balance

_ANOMALOUS: Final = (
    "El tráfico anómalo son llamadas de orígenes que no son troncales de la entidad y que pasaron los límites por "
    "origen, o cuya contestación nadie confirmó. Se cuenta aparte: no está en las ingresadas, ni en ningún resultado, "
    "ni en ninguna cifra de este informe. El de números que no son de ninguna línea está solo en la última columna."
)
_WITHOUT_TALK: Final = (
    "Las contestadas sin conversación terminaron menos de un segundo después de que el asesor y quien llamó quedaron "
    "conectados. Están entre las contestadas: ningún indicador las descuenta."
)
_MAX_COLUMNS: Final = 5
BalanceTerm = Callable[[Balance], int]


def closing_balance_section(inputs: ReportInputs) -> Section:
    """Build the balances of every line and queue."""
    tables = (
        *_tables("lines_balance", "Por línea", {**inputs.lines, "Todas las líneas": inputs.total}, queue=False),
        *_tables("queues_balance", "Por cola", inputs.queues, queue=True),
    )
    broken = [name for name, part in _all_totals(inputs) if part.balance.difference]
    sentence = (
        f"EL BALANCE NO CIERRA en: {', '.join(broken)}. Las filas en rojo dicen cuántas llamadas sobran o faltan; el "
        "registro y sus cuentas no concuerdan y hay que revisarlos."
        if broken
        else "Cada llamada que ingresó terminó en un solo resultado o sigue en curso: el balance cierra en todas las "
        "líneas y colas."
    )
    total_balance = inputs.total.balance
    notes = ((_WITHOUT_TALK, total_balance.without_talk), (_ANOMALOUS, total_balance.anomalous))
    paragraphs = (sentence, *(note for note, calls in notes if calls))
    return Section(id="closing", title="Balance de cierre", paragraphs=paragraphs, tables=tables)


def _all_totals(inputs: ReportInputs) -> Iterator[tuple[str, Totals]]:
    yield from (*inputs.lines.items(), *inputs.queues.items(), ("todas las líneas", inputs.total))


def _tables(id_: str, title: str, parts: Mapping[str, Totals], *, queue: bool) -> Iterator[Table]:
    """Yield tables of as many columns as fit on a page."""
    names = list(parts)
    for at in range(0, len(names), _MAX_COLUMNS):
        column_names = names[at : at + _MAX_COLUMNS]
        table_title = f"{title} (sigue)" if at else title
        yield _table(
            f"{id_}_{at // _MAX_COLUMNS + 1}",
            table_title,
            column_names,
            [parts[name].balance for name in column_names],
            queue,
        )


def _table(id_: str, title: str, names: Sequence[str], balances: Sequence[Balance], queue: bool) -> Table:
    entered = "Ingresadas a la cola" if queue else "Ingresadas"
    rows = [_row(entered, balances, lambda each: each.ingressed)]
    if any(each.received for each in balances):
        rows.append(_row("Recibidas de otra campaña", balances, lambda each: each.received))
    for outcome, name in OUTCOME_LABELS_PLURAL.items():
        if any(each.outcomes.get(outcome) for each in balances):
            rows.append(_row(name, balances, _outcome_term(outcome)))
        if outcome == "answered" and any(each.without_talk for each in balances):
            rows.append(_row("De ellas, sin conversación", balances, lambda each: each.without_talk))
    if queue:
        rows.append(_row("Enviadas a otra cola", balances, lambda each: each.moved))
    rows.append(_row("En espera" if queue else "En curso", balances, lambda each: each.in_progress))
    columns = (Column("Concepto", False), *map(Column, names))
    return Table(id=id_, title=title, columns=columns, rows=(*rows, _verdict(balances), *_anomalous_rows(balances)))


def _anomalous_rows(balances: Sequence[Balance]) -> Iterator[Row]:
    """Yield the row of anomalous traffic below the balance, as it is in none of its terms."""
    if any(each.anomalous for each in balances):
        yield _row("Aparte: tráfico anómalo", balances, lambda each: each.anomalous)


def _outcome_term(outcome: Outcome) -> BalanceTerm:
    return lambda each: each.outcomes.get(outcome, 0)


def _row(name: str, balances: Sequence[Balance], term: BalanceTerm, mark: Mark = "") -> Row:
    return Row((text_cell(name), *(document.count_cell(term(each)) for each in balances)), mark)


def _verdict(balances: Sequence[Balance]) -> Row:
    """Build the row of the difference, in red and with a text if it is not 0."""
    broken = any(each.difference for each in balances)
    name = (
        f"NO CIERRA: diferencia de {format_integer(sum(abs(each.difference) for each in balances))}"
        if broken
        else "Diferencia"
    )
    return _row(name, balances, lambda each: each.difference, "alarm" if broken else "total")
