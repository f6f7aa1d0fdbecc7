"""The spoken summary of a petition, in each of its states."""

from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import pytest

from agent_api.tickets.domain.ticket import STATES, State, Ticket
from agent_api.tickets.status.domain.summary import Arrival, SentMessage, TicketSituation, sentences, state_name
from eventlog.facts.tickets.ticket import Outcome

TICKET = Ticket(
    number="2026-000123-8",
    state="received",
    tier=2,
    owner="elsa",
    area="credito",
    channel="phone",
    legal_kind="general",
    received_at=datetime(2026, 11, 9, 15, 0, tzinfo=UTC),
    due_on=date(2026, 12, 1),
    basis="",
)
STANDING = TicketSituation(
    ticket=TICKET, since=datetime(2026, 11, 10, 15, 0, tzinfo=UTC), area_name="Crédito", today=date(2026, 11, 20)
)
LAST_DAY = "Le responderemos a más tardar el martes 1 de diciembre de 2026."


def standing(state: State, outcome: Outcome | None = None, **more: object) -> TicketSituation:
    """Return the standing of a ticket in a state."""
    ticket = msgspec.structs.replace(TICKET, state=state, outcome=outcome, extended=bool(more.pop("extended", False)))
    return msgspec.structs.replace(STANDING, ticket=ticket, **more)


@pytest.mark.parametrize("state", [each for each in STATES if each != "closed"])
def test_each_open_state_has_a_name_and_says_since_when(state: State) -> None:
    """Each open state is a full sentence with its starting day and no unfilled placeholder."""
    status = standing(state)
    first, *_ = sentences(status, in_full=True)
    assert "desde el martes 10 de noviembre de 2026" in first
    assert "{" not in first + state_name(status)


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_closed_petition_has_day_of_its_end_and_promises_no_last_day(outcome: Outcome) -> None:
    """A closed petition has the day of its end and promises no last day."""
    status = standing("closed", outcome)
    assert len(sentences(status, in_full=True)) == 1
    assert "el martes 10 de noviembre de 2026" in sentences(status, in_full=True)[0]
    assert state_name(status) != "Terminada"


def test_the_last_day_is_promised_only_while_it_is_ahead() -> None:
    """After the last day the summary says that it is over; a sent answer promises none."""
    assert sentences(standing("in_area"), in_full=True)[1:] == [LAST_DAY]
    late = standing("in_area", today=date(2026, 12, 2))
    assert late.is_late
    assert sentences(late, in_full=True)[1] == (
        "Debíamos responderle a más tardar el martes 1 de diciembre de 2026: ese día ya pasó, y su petición sigue "
        "abierta."
    )
    assert len(sentences(standing("sending"), in_full=True)) == 1


def test_summary_lists_what_petitioner_must_complete_and_until_when() -> None:
    """The summary lists what the petitioner must complete and until when; after that day it says that it is over."""
    status = standing("incomplete", missing="Copia de la cédula. ")
    assert sentences(status, in_full=True)[1:] == [
        "Tiene plazo hasta el martes 1 de diciembre de 2026; si no la completa, se archiva, y puede presentarla otra "
        "vez.",
        "Lo que falta: Copia de la cédula.",
    ]
    over = standing("incomplete", today=date(2026, 12, 2))
    assert sentences(over, in_full=True)[1:] == ["El plazo para completarla terminó el martes 1 de diciembre de 2026."]


@pytest.mark.parametrize("arrival", get_args(Arrival))
def test_summary_names_channel_masked_address_and_whether_mail_bounced(arrival: Arrival) -> None:
    """The summary names the channel, the masked address, and whether the mail bounced."""
    sent = SentMessage(by="mail", to="a***@ejemplo.com", on=date(2026, 11, 12), arrival=arrival)
    last_sentence = sentences(standing("closed", "answered", answer=sent), in_full=True)[-1]
    assert "por correo electrónico a a***@ejemplo.com" in last_sentence
    assert ("No llegó" in last_sentence, "No se sabe" in last_sentence) == (arrival == "lost", arrival == "unknown")
    assert ("el jueves 12 de noviembre de 2026" in last_sentence) == (arrival != "leaving")


def test_summary_says_how_extension_was_notified() -> None:
    """The summary says how the extension was notified; an answered petition does not mention it."""
    sent = SentMessage(by="letter", to="", on=date(2026, 11, 12), arrival="delivered")
    lines = sentences(standing("in_area", extended=True, extension=sent), in_full=True)
    assert lines[-1] == (
        "El plazo para responderle se amplió una vez. Se le avisó por carta a la dirección que dejó el jueves 12 de "
        "noviembre de 2026."
    )
    assert len(sentences(standing("closed", "answered", extended=True, extension=sent), in_full=True)) == 1


def test_not_whole_is_state_and_last_day() -> None:
    """The short summary has state and last day only, without addresses or missing items."""
    sent = SentMessage(by="mail", to="a***@ejemplo.com", on=date(2026, 11, 12), arrival="lost")
    status = standing("incomplete", missing="Copia de la cédula", answer=sent, extended=True)
    assert len(sentences(status, in_full=False)) == 2
