"""Colombian number format, rounded once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.reports import number_format
from metrics.reports.document import count_cell, difference_cell, percent_cell, seconds_cell
from metrics.service_level import Ratio


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (16_469, 20_000, "82,35\u00a0%"),
        (1, 3, "33,33\u00a0%"),
        (12, 1, "1.200,00\u00a0%"),
        (0, 0, "—"),
        (0, 9, "0,00\u00a0%"),
    ],
)
def test_a_percentage_has_a_comma_two_decimals_and_its_half_goes_up(
    numerator: int, denominator: int, text: str
) -> None:
    """82.345 rounds up, independently of binary fractions; without a denominator there is no percentage."""
    assert number_format.format_percent(numerator, denominator) == text


def test_thousands_have_points() -> None:
    """Thousands have points, and long durations are shown in hours."""
    assert number_format.format_integer(1_234_567) == "1.234.567"
    assert number_format.format_duration(3_725_500) == "1:02:06"
    assert number_format.format_duration(1_234 * 3_600_000) == "1.234:00:00"
    assert number_format.format_seconds(12_345, 1_000) == "12,35\u00a0s"


def test_negative_number_rounds_as_its_positive_counterpart() -> None:
    """A negative number rounds as its positive counterpart."""
    assert number_format.format_decimal(-1, 200) == "-0,01"
    assert number_format.format_decimal(-16_469, 200) == "-82,35"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_that_of_the_api(numerator: int, denominator: int) -> None:
    """For any fraction the digits equal those of the API, with other separators."""
    text = (
        number_format.format_percent(numerator, denominator).removesuffix("\u00a0%").replace(".", "").replace(",", ".")
    )
    assert text == Ratio(numerator, denominator).percent()


def test_exact_difference_of_fractions_is_rounded_not_that_of_printed_values() -> None:
    """The exact difference of the fractions is rounded, not that of the printed values."""
    assert difference_cell(percent_cell(8, 10), percent_cell(1, 3)).text == "+46,67\u00a0pp"
    assert difference_cell(percent_cell(1, 3), percent_cell(8, 10)).text == "-46,67\u00a0pp"
    assert difference_cell(count_cell(1_500), count_cell(200)).text == "+1.300"
    assert difference_cell(seconds_cell(20_000, 2), seconds_cell(9_000, 1)).text == "+1,00\u00a0s"
    assert difference_cell(percent_cell(1, 3), percent_cell(0, 0)).text == "—"
