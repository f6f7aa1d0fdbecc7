"""When a line opens next, in spoken pieces."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken import all_spoken, number_words, opening_sounds

BOGOTA = ZoneInfo("America/Bogota")
PIECES = all_spoken()


def bogota(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


def said(now: str, opens_at: str) -> str:
    return " ".join(PIECES[key] for key in opening_sounds(bogota(now), bogota(opens_at)))


@pytest.mark.parametrize(
    ("now", "opens_at", "sentence"),
    [
        ("2026-11-24T05:00", "2026-11-24T07:00", "Abrimos hoy a las siete de la mañana."),
        ("2026-11-24T12:30", "2026-11-24T13:00", "Abrimos hoy a la una de la tarde."),
        ("2026-11-24T20:00", "2026-11-25T07:30", "Abrimos mañana a las siete y media de la mañana."),
        ("2026-11-27T23:59", "2026-11-28T12:00", "Abrimos mañana a las doce del día."),
        ("2026-11-28T14:00", "2026-11-30T08:00", "Abrimos el lunes treinta de noviembre, a las ocho de la mañana."),
        ("2026-12-31T13:00", "2027-01-02T08:00", "Abrimos el sábado dos de enero, a las ocho de la mañana."),
        ("2026-11-30T20:00", "2026-12-01T07:00", "Abrimos mañana a las siete de la mañana."),
        (
            "2026-04-29T20:00",
            "2026-05-01T19:45",
            "Abrimos el viernes primero de mayo, a las siete y cuarenta y cinco de la noche.",
        ),
        (
            "2026-11-24T20:00",
            "2026-11-26T00:30",
            "Abrimos el jueves veintiséis de noviembre, a las doce y media de la noche.",
        ),
        ("2026-11-24T20:00", "2026-11-25T18:05", "Abrimos mañana a las seis y cinco de la tarde."),
    ],
)
def test_the_next_opening_is_said_as_people_say_it(now: str, opens_at: str, sentence: str) -> None:
    """Today and tomorrow by name, other days by weekday and date; the hour as in Colombia."""
    assert said(now, opens_at) == sentence


def test_today_is_that_of_the_line() -> None:
    """At two in the morning UTC it is still yesterday in Bogotá: the opening at seven is tomorrow's."""
    sounds = opening_sounds(datetime(2026, 11, 25, 2, 0, tzinfo=UTC), bogota("2026-11-25T07:00"))
    assert sounds == ("abrimos.manana", "hora.0700")


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(BOGOTA)),  # noqa: DTZ001
    ahead=st.integers(0, 400 * 24 * 60),
)
def test_every_opening_can_be_said(now: datetime, ahead: int) -> None:
    """Whatever the minute of the year, every key has a piece, and the sentence ends as one."""
    sounds = opening_sounds(now, now + timedelta(minutes=ahead))
    assert all(key in PIECES for key in sounds)
    assert PIECES[sounds[-1]].endswith(".")


def test_no_piece_is_empty_nor_collides_with_a_prompt() -> None:
    """Keys of pieces have a dot, which ids of prompts cannot have."""
    assert all(text.strip() and "." in key for key, text in PIECES.items())


def test_numbers_have_words() -> None:
    """Numbers are written out as the Academia has them; what no clock shows is refused."""
    assert [number_words(number) for number in (0, 1, 16, 22, 30, 31, 45, 59)] == [
        "cero",
        "uno",
        "dieciséis",
        "veintidós",
        "treinta",
        "treinta y uno",
        "cuarenta y cinco",
        "cincuenta y nueve",
    ]
    for number in (-1, 60):
        with pytest.raises(ValueError):
            number_words(number)
