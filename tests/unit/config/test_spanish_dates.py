"""Days and months in Spanish words."""

from datetime import date

import pytest

from config.spanish_dates import day_in_words, in_words, month_in_words


def test_a_day_is_said_in_words() -> None:
    """Day of the week, day, month and year."""
    assert in_words(date(2026, 12, 18)) == "viernes 18 de diciembre de 2026"
    assert in_words(date(2027, 5, 1)) == "sábado 1 de mayo de 2027"
    assert day_in_words("2027-05-01") == "sábado 1 de mayo de 2027"


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2026-01", "enero de 2026"),
        ("2026-10", "octubre de 2026"),
        ("2099-12", "diciembre de 2099"),
    ],
)
def test_a_month_is_said_in_words(month: str, said: str) -> None:
    """By its name, as one says it; never as the log and addresses write it."""
    assert month_in_words(month) == said
