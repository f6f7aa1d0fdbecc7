"""Compare a date as people say it with the registered one. Pure.

Owns the forms: digits with the day first, as Colombia writes it, or with the year first; the month's name; numbers in
words. It must not know whose date it is.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from agent_api.kit.text import tokens
from config import spanish_dates

_NAMES: Final = tokens(" ".join(spanish_dates.MONTHS))
MONTHS: Final = {name: number for number, name in enumerate(_NAMES, start=1)} | {
    **{name[:3]: number for number, name in enumerate(_NAMES, start=1)},
    **{"setiembre": 9, "set": 9, "sept": 9},
}
_NUMBER_WORDS: Final = tokens(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve treinta"
)
_TENS: Final = {"cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90}
WORDS: Final = {
    **{word: number for number, word in enumerate(_NUMBER_WORDS, start=1)},
    **_TENS,
    **{"un": 1, "primero": 1, "primer": 1, "novecientos": 900, "ochocientos": 800, "mil": 1000},
}
_AND: Final = "y"
_LONG, _SHORT = 8, 6  # 12031994 or 19940312, 120394


def matches_date(answer: str, day: date) -> bool:
    """Return whether an answer means a day.

    Example answers: «12/03/94», «12 de marzo de 1994», «marzo 12 del noventa y cuatro», «1994-03-12».
    """
    return any(
        (number, month) == (day.day, day.month) and year in _years(day)
        for number, month, year in _possible_dates(answer)
    )


def _years(day: date) -> tuple[str, ...]:
    """Return the forms of the year: in full, and its last two digits."""
    return f"{day.year:04}", f"{day.year % 100:02}", str(day.year % 100)


def _possible_dates(answer: str) -> Iterator[tuple[int, int, str]]:
    """Yield every day, month and year that an answer may mean."""
    parts = list(_parts(tokens(answer)))
    months = [MONTHS[each] for each in parts if each in MONTHS]
    numbers = [each for each in parts if each.isdecimal()]
    match months, numbers:
        case [month], [one, other]:
            yield int(one), month, other
            yield int(other), month, one
        case [], [first, middle, last]:
            day, year = (last, first) if len(first) > 2 else (first, last)
            yield int(day), int(middle), year
        case [], [run] if len(run) in (_LONG, _SHORT):
            yield int(run[:2]), int(run[2:4]), run[4:]
            if len(run) == _LONG:
                yield int(run[6:]), int(run[4:6]), run[:4]


def _parts(words: Iterable[str]) -> Iterator[str]:
    """Yield months and numbers, number words as digits; any other word only separates them."""
    number = 0
    joined = False
    for word in words:
        value = WORDS.get(word, 0)
        if number and (word == _AND or _continues_number(number, value, joined=joined)):
            number, joined = (number, True) if word == _AND else (_extend_number(number, value), False)
            continue
        if number:
            yield str(number)
        number, joined = value, False
        if word in MONTHS or word.isdecimal():
            yield word
    if number:
        yield str(number)


def _continues_number(number: int, value: int, *, joined: bool) -> bool:
    """Return whether a number in words continues with another word: noventa y cuatro, mil novecientos, dos mil uno."""
    if value == 1000:
        return number < 10
    if value >= 100:
        return number == 1000
    if joined:
        return 0 < value < 10 and number % 10 == 0 and number % 100 >= 20
    return value > 0 and number >= 1000 and number % 100 == 0


def _extend_number(number: int, value: int) -> int:
    return number * value if value == 1000 else number + value
