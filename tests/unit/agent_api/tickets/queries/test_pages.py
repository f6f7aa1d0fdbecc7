"""Cursors that encode where a page of tickets ended."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.kit.pagination import Cursor
from agent_api.tickets.queries.pages import TicketCursor

NUMBERS = st.from_regex(r"20[0-9]{2}-[0-9]{6}-[0-9]", fullmatch=True)


@given(moment=st.datetimes(timezones=st.just(UTC)), number=NUMBERS, closed=st.booleans())
def test_a_cursor_leads_back_to_its_position(moment: datetime, number: str, closed: bool) -> None:
    """A cursor of an open or a closed ticket decodes to its position."""
    position = TicketCursor(moment, number, closed)
    assert TicketCursor.decode(position.encode()) == position


def test_a_cursor_that_was_written_before_there_were_closed_ones_is_still_read() -> None:
    """A cursor from before closed tickets were listed is still accepted, so an open browser continues."""
    moment = datetime(2026, 11, 4, tzinfo=UTC)
    assert TicketCursor.decode(Cursor(moment, "2026-000001-5").encode()) == TicketCursor(moment, "2026-000001-5")


@pytest.mark.parametrize("number", ["2026-000001-5 open", "2026-000001-5 closed now", " closed"])
def test_position_names_open_or_closed_ticket_by_its_number(number: str) -> None:
    """A position names an open or a closed ticket by its number; any other text is refused."""
    with pytest.raises(ValueError):
        TicketCursor.decode(Cursor(datetime.now(UTC) - timedelta(days=1), number).encode())
