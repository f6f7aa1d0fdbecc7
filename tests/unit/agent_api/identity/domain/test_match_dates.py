"""Dates as people say them."""

from datetime import date, timedelta
from re import findall

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.identity.domain.match_dates import matches_date

BORN = date(1994, 3, 12)
RIGHT = (
    "12/03/1994",
    "12-3-94",
    "12.03.94",
    "1994-03-12",
    "12031994",
    "19940312",
    "120394",
    "12 de marzo de 1994",
    "Marzo 12 del 94",
    "1994, marzo 12",
    "sábado, 12 de mar. de 1994",
    "nací el doce de marzo de mil novecientos noventa y cuatro",
    "doce del tres del noventa y cuatro",
    "doce tres noventa y cuatro",
    "12 de marzo del noventa y cuatro",
)
WRONG = (
    "",
    "12 de marzo",
    "03/12/1994",
    "12/03/1995",
    "12 de mayo de 1994",
    "1994",
    "marzo",
    "12 12 12 12",
    "doce mil",
)
MONTHS = findall(r"\w+", "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre")
UNITS = findall(r"\w+", "cero uno dos tres cuatro cinco seis siete ocho nueve")
SMALL = findall(
    r"\w+",
    "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós "
    "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
)
TENS = findall(r"\w+", "treinta cuarenta cincuenta sesenta setenta ochenta noventa")
DAYS = st.dates(date(1920, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize("text", RIGHT)
def test_a_day_is_understood_in_each_way_of_saying_it(text: str) -> None:
    """Digits with the day or the year first, month names, numbers in words and filler words are understood."""
    assert matches_date(text, BORN)


@pytest.mark.parametrize("text", WRONG)
def test_digits_are_never_read_month_first(text: str) -> None:
    """Digits are never read month first, because two readings would give two chances."""
    assert not matches_date(text, BORN)


def _in_words(number: int) -> str:
    if number < 10:
        return UNITS[number]
    if number < 30:
        return SMALL[number - 10]
    ten, unit = TENS[number // 10 - 3], number % 10
    return f"{ten} y {UNITS[unit]}" if unit else ten


def _year_in_words(year: int) -> str:
    century = "mil novecientos" if year < 2000 else "dos mil"
    return f"{century} {_in_words(year % 100)}" if year % 100 else century


def _ways(day: date) -> list[str]:
    month = MONTHS[day.month - 1]
    return [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d%m%Y}",
        f"{day:%d-%m-%y}",
        f"{day.day} de {month} de {day.year}",
        f"{month.upper()} {day.day} {day.year}",
        f"{_in_words(day.day)} de {month} de {_year_in_words(day.year)}",
        f"{_in_words(day.day)} del {_in_words(day.month)} del {_year_in_words(day.year)}",
    ]


@given(DAYS)
def test_every_day_is_understood_in_every_way(day: date) -> None:
    """Every date is understood in every way of saying it."""
    assert [way for way in _ways(day) if not matches_date(way, day)] == []


@given(DAYS, st.integers(-4000, 4000).filter(bool))
def test_no_way_of_saying_a_day_says_another(day: date, apart: int) -> None:
    """A phrase for one date matches no other, except that a two-digit year matches a century away."""
    other = day + timedelta(days=apart)
    assert [way for way in _ways(other) if matches_date(way, day)] == []


@given(st.text(max_size=60), DAYS)
def test_any_input_gets_verdict_and_raises_nothing(text: str, day: date) -> None:
    """Any input gets a verdict and raises nothing."""
    assert matches_date(text, day) in (True, False)
