"""The report of escalations that are not resolved, as values: rows, their order, their columns. Pure.

Owns what the report holds (M5-1-05, C11): of each ticket that was escalated and is not answered, since when, how often,
with whom and until when. It names no petitioner and holds nothing of what was asked: it goes by e-mail.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from config.timezone import COLOMBIA

COLUMNS: Final = (
    *("Radicado", "Área", "A cargo de", "Ronda", "Recibida", "Escalada", "Días en trámite", "Vence", "Estado"),
)
ROWS_LIMIT: Final = 50
"""How many stand in the message; the file has them all."""


class UnresolvedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that was escalated and is not answered.

    Attributes:
        number: the filing number.
        area: who has it, for people.
        owner: name of who attends it, or empty: it lies in the inbox.
        round: how often an area has had it.
        received_at: aware.
        escalated_at: when it last went up, aware.
        due_on: its last day.
        days_late: business days since then; 0 until it is over.
    """

    number: str
    area: str
    owner: str
    round: int
    received_at: datetime
    escalated_at: datetime
    due_on: date
    days_late: int


def sort_by_due_date(tickets: Iterable[UnresolvedTicket]) -> list[UnresolvedTicket]:
    """What is due first, first."""
    return sorted(tickets, key=lambda each: (each.due_on, each.number))


def table_of(tickets: Sequence[UnresolvedTicket], now: datetime) -> tuple[tuple[str, ...], ...]:
    """The report as rows of cells, the names of its columns first.

    Args:
        tickets: in the order in which they stand.
        now: aware; days are counted to it.
    """
    return (COLUMNS, *(_row(each, now) for each in tickets))


def csv_of(tickets: Sequence[UnresolvedTicket], now: datetime) -> bytes:
    """The report as a file that spreadsheets open as it is: CSV (RFC 4180) in UTF-8 with its mark."""
    file = io.StringIO()
    csv.writer(file).writerows([_escape_formula(cell) for cell in row] for row in table_of(tickets, now))
    return file.getvalue().encode("utf-8-sig")


def count_overdue(tickets: Iterable[UnresolvedTicket]) -> int:
    """How many are past their last day."""
    return sum(each.days_late > 0 for each in tickets)


def _row(each: UnresolvedTicket, now: datetime) -> tuple[str, ...]:
    in_course = (now.astimezone(COLOMBIA).date() - each.received_at.astimezone(COLOMBIA).date()).days
    late = f"vencida hace {_days_text(each.days_late)}" if each.days_late else "en término"
    return (
        each.number,
        each.area,
        each.owner or "en la bandeja",
        str(each.round),
        f"{each.received_at.astimezone(COLOMBIA):%Y-%m-%d}",
        f"{each.escalated_at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}",
        str(in_course),
        each.due_on.isoformat(),
        late,
    )


def _days_text(number: int) -> str:
    return "1 día hábil" if number == 1 else f"{number} días hábiles"


def _escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
