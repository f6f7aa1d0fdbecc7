"""Days and months in Spanish words."""

from datetime import date

import pytest

from config.spanish_dates import spoken_date, spoken_day, spoken_month


def test_date_is_spoken_with_weekday_month_and_year() -> None:
    """Day of the week, day, month and year."""
    assert spoken_date(date(2026, 12, 18)) == "viernes 18 de diciembre de 2026"
    assert spoken_date(date(2027, 5, 1)) == "sábado 1 de mayo de 2027"
    assert spoken_day("2027-05-01") == "sábado 1 de mayo de 2027"


@pytest.mark.parametrize(
    ("month", "spoken"),
    [
        ("2026-01", "enero de 2026"),
        ("2026-10", "octubre de 2026"),
        ("2099-12", "diciembre de 2099"),
    ],
)
def test_month_has_its_name_in_words_unlike_its_form_in_logs_and_urls(month: str, spoken: str) -> None:
    """A month has its name in words, unlike its form in logs and URLs."""
    assert spoken_month(month) == spoken
