"""The report of unresolved escalations."""

from datetime import UTC, date, datetime

import msgspec

from agent_api.notices.unresolved_report import (
    COLUMNS,
    UnresolvedTicket,
    count_overdue,
    csv_of,
    sort_by_due_date,
    table_of,
)

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
LATE = UnresolvedTicket(
    number="2026-000001-9",
    area="Vicepresidencia de Fondos",
    owner="Yolima Caicedo",
    round=2,
    received_at=datetime(2026, 11, 2, 3, tzinfo=UTC),
    escalated_at=datetime(2026, 11, 3, 1, 30, tzinfo=UTC),
    due_on=date(2026, 11, 23),
    days_late=2,
)
INBOX = msgspec.structs.replace(LATE, number="2026-000002-7", owner="", due_on=date(2026, 12, 1), days_late=0)


def test_times_and_days_are_colombian() -> None:
    """Times and days are Colombian; a ticket without an owner is shown in the inbox."""
    head, late, inbox = table_of([LATE, INBOX], NOW)
    assert head == COLUMNS
    assert late == (
        "2026-000001-9",
        "Vicepresidencia de Fondos",
        "Yolima Caicedo",
        "2",
        "2026-11-01",
        "2026-11-02 20:30",
        "24",
        "2026-11-23",
        "vencida hace 2 días hábiles",
    )
    assert (inbox[2], inbox[-1]) == ("en la bandeja", "en término")


def test_rows_are_sorted_by_due_day_and_late_ones_are_counted() -> None:
    """Rows are sorted by due day, and late ones are counted."""
    assert sort_by_due_date([INBOX, LATE]) == [LATE, INBOX]
    assert count_overdue([INBOX, LATE]) == 1


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    """The CSV begins with a UTF-8 mark, and no cell begins a formula."""
    evil = msgspec.structs.replace(LATE, owner='=HYPERLINK("http://x")')
    content = csv_of([evil], NOW)
    assert content.startswith(b"\xef\xbb\xbfRadicado,")
    assert "\"'=HYPERLINK(" in content.decode("utf-8-sig")
