"""The report of unresolved escalations as values: rows, their order, their columns. Pure.

Owns the content of the report (M5-1-05, C11): for each ticket that was escalated and is not answered, since when, how
often, with whom and until when. The report goes by e-mail, so it names no petitioner and quotes nothing of the
petition.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from config.law.term_rules import TermRules
from config.law.terms import business_days_between
from config.site.tickets.escalation import Area
from config.timezone import COLOMBIA

COLUMNS: Final = (
    *("Radicado", "Área", "A cargo de", "Ronda", "Recibida", "Escalada", "Días en trámite", "Vence", "Estado"),
)
ROWS_LIMIT: Final = 50
"""The most tickets listed in the message; the attached file has all of them."""


class UnresolvedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that was escalated and is not answered.

    Attributes:
        area: the name of the area, for people.
        owner: the name of the person in charge, or empty while the ticket is in the inbox.
        round: how many times an area has had it.
        escalated_at: the last escalation, aware.
        days_late: business days since the due date; 0 until it has passed.
        rank: 0 with the term of an authority, 1 with priority, 2 else.
        urgency: why it goes before others, or empty.
    """

    number: str
    area: str
    owner: str
    round: int
    received_at: datetime
    escalated_at: datetime
    due_on: date
    days_late: int
    rank: int = 2
    urgency: str = ""


def sort_by_due_date(tickets: Iterable[UnresolvedTicket]) -> list[UnresolvedTicket]:
    """Sort tickets by due date, the earliest first, after what the law puts first."""
    return sorted(tickets, key=lambda each: (each.rank, each.due_on, each.number))


def table_of(tickets: Sequence[UnresolvedTicket], now: datetime) -> tuple[tuple[str, ...], ...]:
    """Return the report as rows of cells, the column names first; days are counted up to ``now``."""
    return (COLUMNS, *(_row(each, now) for each in tickets))


def csv_of(tickets: Sequence[UnresolvedTicket], now: datetime) -> bytes:
    """Return the report as a file that spreadsheets open directly: CSV (RFC 4180) in UTF-8 with a byte order mark."""
    file = io.StringIO()
    csv.writer(file).writerows([_escape_formula(cell) for cell in row] for row in table_of(tickets, now))
    return file.getvalue().encode("utf-8-sig")


def count_overdue(tickets: Iterable[UnresolvedTicket]) -> int:
    """Count the tickets past their due date."""
    return sum(each.days_late > 0 for each in tickets)


def count_days_late(due_on: date, today: date, rules: TermRules) -> int:
    """Count the business days since a due date; 0 until it has passed."""
    return max(business_days_between(due_on, today, rules), 1) if today > due_on else 0


def owner_name(area: Area | None, user: str) -> str:
    """Return the owner's name as the area has it, else the login."""
    official = area.officials.get(user) if area else None
    return official.name if official else user


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
        f"{late} ({each.urgency})" if each.urgency else late,
    )


def _days_text(number: int) -> str:
    return "1 día hábil" if number == 1 else f"{number} días hábiles"


def _escape_formula(cell: str) -> str:
    """Quote a cell that a spreadsheet would read as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
