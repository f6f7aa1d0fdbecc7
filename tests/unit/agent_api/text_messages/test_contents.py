"""The text of a text message: one message, in the alphabet of mobile networks."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import msgspec
import pytest

from agent_api.text_messages.domain.contents import ALPHABET, LENGTH_LIMIT, TextTooLong, compose
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.ticket import State, Ticket
from agent_api.tickets.status.domain.summary import TicketSituation, brief_sentence
from eventlog.facts.tickets.ticket import Outcome

LONGEST_NAME = "Ñoñería & Compañía 2"
LONGEST_NUMBER = str(FilingNumber(2026, 999_999_999))
DUE_ON = date(2026, 12, 18)
TICKET = Ticket(
    number=LONGEST_NUMBER,
    state="received",
    tier=2,
    channel="phone",
    legal_kind="general",
    received_at=datetime(2026, 12, 1, tzinfo=UTC),
    due_on=DUE_ON,
    basis="",
)


def situation(state: State, outcome: Outcome | None, today: date) -> TicketSituation:
    ticket = msgspec.structs.replace(TICKET, state=state, outcome=outcome)
    return TicketSituation(ticket=ticket, since=datetime(2026, 12, 1, tzinfo=UTC), today=today)


EVERY_SITUATION = [
    situation(state, outcome, today)
    for state in get_args(State)
    for outcome in (get_args(Outcome) if state == "closed" else (None,))
    for today in (DUE_ON, DUE_ON + timedelta(days=1))
]


def test_the_alphabet_is_that_of_the_standard() -> None:
    """3GPP TS 23.038 has 127 characters besides the escape; no vowel with an acute accent but «é» and «É»."""
    assert len(ALPHABET) == 127
    assert ALPHABET.isdisjoint("áíóúÁÍÓÚ{}[]|^~\\€«»")


@pytest.mark.parametrize("each", EVERY_SITUATION)
def test_every_state_fits_into_one_message(each: TicketSituation) -> None:
    """The longest name and number fit with every state, without a character that halves the message."""
    text = compose(LONGEST_NAME, f"petición {LONGEST_NUMBER}: {brief_sentence(each)}")
    assert len(text) <= LENGTH_LIMIT
    assert ALPHABET.issuperset(text)


def test_vowels_lose_their_accent_and_the_rest_stays() -> None:
    """A person reads «peticion» and «anos» never: ñ and ü are in the alphabet."""
    assert compose("ICETEX", "petición: está; años, pingüino, MÁS") == "ICETEX: peticion: esta; años, pingüino, MAS"


@pytest.mark.parametrize("text", ["x" * 153, "con comillas «así»", "emoji 🙂"])
def test_another_text_is_not_sent(text: str) -> None:
    """A text that would become two messages, or would need another alphabet, is refused."""
    with pytest.raises(TextTooLong):
        compose("ICETEX", text)


@pytest.mark.parametrize(
    ("each", "sentence"),
    [
        (situation("received", None, DUE_ON), "está en trámite; le responderemos a más tardar el 18/12/2026."),
        (
            situation("received", None, DUE_ON + timedelta(days=1)),
            "sigue abierta; debíamos responderle a más tardar el 18/12/2026.",
        ),
        (situation("incomplete", None, DUE_ON), "faltan datos; complétela a más tardar el 18/12/2026."),
        (situation("closed", "answered", DUE_ON), "ya se respondió."),
    ],
)
def test_the_sentence_says_state_and_last_day(each: TicketSituation, sentence: str) -> None:
    """The petitioner learns what the petition waits for, and until when."""
    assert brief_sentence(each) == sentence
