"""Cursors that encode where a page of calls ended."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.kit.pagination import Cursor

CALL_IDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@given(moment=st.datetimes(timezones=st.just(UTC)), call_id=CALL_IDS)
def test_a_cursor_leads_back_to_its_place(moment: datetime, call_id: str) -> None:
    """A cursor decodes to the position that it was made from, and needs no escaping in a URL."""
    cursor = Cursor(moment, call_id)
    assert Cursor.decode(cursor.encode()) == cursor
    assert set(cursor.encode()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=60))
def test_invalid_cursor_is_refused(text: str) -> None:
    """Any other text raises one kind of error, or is a position that encodes to the same text."""
    try:
        cursor = Cursor.decode(text)
    except ValueError:
        return
    assert Cursor.decode(cursor.encode()) == cursor


@pytest.mark.parametrize("text", ["2026-11-24T13:00:00+00:00 ", "2026-11-24T13:00:00 call", "today call"])
def test_half_a_place_is_refused(text: str) -> None:
    """A position needs both a call and an instant with its zone."""
    with pytest.raises(ValueError):
        Cursor.decode(base64.urlsafe_b64encode(text.encode()).decode())
