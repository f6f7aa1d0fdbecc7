"""Spoken pieces for the next opening and for the state of a wait."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phrases import all_phrases, number_words, opening_sounds, position_sounds, wait_sounds

BOGOTA = ZoneInfo("America/Bogota")
PIECES = all_phrases()


def bogota(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


def spoken_sentence(now: str, opens_at: str) -> str:
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
def test_today_and_tomorrow_have_their_names_other_days_weekday_and_date(
    now: str, opens_at: str, sentence: str
) -> None:
    """Today and tomorrow have their names, other days weekday and date; the hour is spoken as in Colombia."""
    assert spoken_sentence(now, opens_at) == sentence


def test_today_is_that_of_the_line() -> None:
    """At two in the morning UTC it is still yesterday in Bogotá, so an opening at seven is tomorrow's."""
    sounds = opening_sounds(datetime(2026, 11, 25, 2, 0, tzinfo=UTC), bogota("2026-11-25T07:00"))
    assert sounds == ("abrimos.manana", "hora.0700")


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(BOGOTA)),  # noqa: DTZ001
    ahead=st.integers(0, 400 * 24 * 60),
)
def test_every_minute_of_year_can_be_spoken(now: datetime, ahead: int) -> None:
    """For every minute of the year each key has a piece, and the sentence ends with a closing piece."""
    sounds = opening_sounds(now, now + timedelta(minutes=ahead))
    assert all(key in PIECES for key in sounds)
    assert PIECES[sounds[-1]].endswith(".")


def test_no_piece_is_empty_nor_collides_with_a_prompt() -> None:
    """Keys of pieces have a dot, which prompt ids cannot have."""
    assert all(text.strip() and "." in key for key, text in PIECES.items())


def test_numbers_have_words() -> None:
    """Numbers are spelt as the Academia prescribes; a number that no clock shows is refused."""
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


@pytest.mark.parametrize(
    ("position", "sentence"),
    [
        (1, "Su llamada es la próxima."),
        (2, "Su llamada es la número dos en turno."),
        (30, "Su llamada es la número treinta en turno."),
        (31, "Hay más de treinta llamadas antes de la suya."),
        (5000, "Hay más de treinta llamadas antes de la suya."),
    ],
)
def test_queue_position_is_announced_in_words(position: int, sentence: str) -> None:
    """The next caller hears so; for a distant position no number is announced."""
    assert [PIECES[key] for key in position_sounds(position)] == [sentence]


@pytest.mark.parametrize(
    ("seconds", "sentence", "said_s"),
    [
        (0, "La espera es de menos de un minuto.", 60),
        (60, "La espera es de menos de un minuto.", 60),
        (61, "La espera es de unos dos minutos.", 120),
        (290, "La espera es de unos cinco minutos.", 300),
        (601, "La espera es de unos quince minutos.", 900),
        (1800, "La espera es de unos treinta minutos.", 1800),
        (1801, "La espera puede ser de más de treinta minutos.", 1800),
    ],
)
def test_wait_is_in_minutes_never_below_estimate_and_announced_value_is_returned(
    seconds: int, sentence: str, said_s: int
) -> None:
    """The wait is in minutes, never below the estimate, and the announced value is returned."""
    sounds, said_ms = wait_sounds(seconds * 1000)
    assert [PIECES[key] for key in sounds] == [sentence]
    assert said_ms == said_s * 1000


def test_without_estimate_no_wait_is_announced() -> None:
    """Without an estimate no wait is announced."""
    assert wait_sounds(-1) == ((), -1)
