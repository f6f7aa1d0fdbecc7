"""Formatting of looked-up values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.lookups.domain.value_format import EMPTY, UnformattableValue, format_value
from config.site.customers.lookups import ValueKind


@pytest.mark.parametrize(
    ("raw", "plain", "text"),
    [
        (Decimal("1234567"), "1234567.00", "$ 1.234.567"),
        (Decimal("1234567.5"), "1234567.50", "$ 1.234.567,50"),
        (Decimal("-1250.50"), "-1250.50", "-$ 1.250,50"),
        (Decimal("-0.001"), "0.00", "$ 0"),
        ("000185000", "185000.00", "$ 185.000"),
        (0, "0.00", "$ 0"),
    ],
)
def test_pesos_are_grouped_as_people_write_them(raw: object, plain: str, text: str) -> None:
    """Pesos have points between thousands, and cents only if there are any."""
    value = format_value("money", raw)
    assert (value.plain, value.text) == (plain, text)


@pytest.mark.parametrize(
    "raw",
    [
        date(2026, 11, 5),
        datetime(2026, 11, 5, 23, tzinfo=UTC),
        "20261105",
        "2026-11-05",
        "2026-11-05T10:00:00",
        20261105,
    ],
)
def test_dates_come_as_systems_write_them(raw: object) -> None:
    """Dates are read in the formats of the systems and shown as people write them."""
    value = format_value("date", raw)
    assert (value.plain, value.text) == ("2026-11-05", "05/11/2026")


@pytest.mark.parametrize(("kind", "raw"), [("text", None), ("money", "  "), ("date", "00000000"), ("date", "")])
def test_nothing_is_shown_as_nothing(kind: ValueKind, raw: object) -> None:
    """An empty value is shown as empty; a mainframe writes a missing date as eight zeros."""
    assert format_value(kind, raw) == EMPTY


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("money", "mil"),
        ("money", True),
        ("money", Decimal("NaN")),
        ("money", "1e999999"),
        ("money", {}),
        ("date", "20261350"),
        ("date", "ayer"),
        ("text", []),
        ("text", {"a": 1}),
        ("text", Decimal("1e999")),
    ],
)
def test_value_of_wrong_kind_is_reported_and_never_shown_as_received(kind: ValueKind, raw: object) -> None:
    """A value of the wrong kind is reported and never shown as received."""
    with pytest.raises(UnformattableValue):
        format_value(kind, raw)


def test_text_holds_no_control_characters() -> None:
    """Control characters are removed, because they would move the text beside them."""
    assert format_value("text", " A\x00B\u202eC\n").text == "A B C"


@given(
    st.sampled_from(["text", "money", "date"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.lists(st.integers()),
)
def test_any_value_is_either_formatted_or_reported(kind: ValueKind, raw: object) -> None:
    """Any value is either formatted or reported."""
    try:
        assert len(format_value(kind, raw).text) <= 2000
    except UnformattableValue:
        return
