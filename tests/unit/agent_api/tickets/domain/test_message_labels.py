"""Labels of the messages sent about a ticket."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from agent_api.mail import letter_service
from agent_api.mail.domain import contents
from agent_api.mail.domain.stored_message import MessageState
from agent_api.mail.letter_page import PUBLICATION_ADDRESS, PostalAddress
from agent_api.mail.letter_service import StoredLetter
from agent_api.tickets.domain.message_labels import MESSAGE_LABELS, delivery_method_of, describe_letter, describe_mail

HOME = PostalAddress(name="Ana Peña", street=("Carrera 3 # 18-32",))
PUT_UP = PostalAddress(name="A quien presentó el radicado 1", street=PUBLICATION_ADDRESS)


def letter(state: letter_service.State, to: PostalAddress = HOME) -> StoredLetter:
    """Build a paper answer."""
    went, ended = state != "written", state in ("delivered", "returned")
    return StoredLetter(
        id="a" * 32,
        template="ticket_answered",
        about="1",
        to=to,
        written_at=datetime(2027, 1, 15, tzinfo=UTC),
        digest="",
        state=state,
        carrier="Correos" if went else "",
        guide="9" if went else "",
        dispatched_on=date(2027, 1, 18) if went else None,
        closed_on=date(2027, 1, 20) if ended else None,
        receipt="",
    )


def test_every_message_about_a_ticket_has_a_name() -> None:
    """Every message about a ticket has a label; other messages need none."""
    about_none = {
        "unresolved_report",
        "notification_digest",
        "report",
        "own_report",
        "day_head",
        "anchor",
        "observation_made",
        "observation_answered",
        "finding_reminder",
        "novelty_sent",
        "novelty_reminder",
        "account_dormancy",
        "trial",
    }
    assert set(MESSAGE_LABELS) | about_none == {
        str(each.__struct_config__.tag) for each in get_args(contents.MessageContent)
    }
    assert not about_none & set(MESSAGE_LABELS)


@pytest.mark.parametrize(
    ("state", "tries", "outcome"),
    [
        ("waiting", 0, "espera para salir"),
        ("waiting", 2, "no ha salido todavía; se intenta otra vez"),
        ("handed", 1, "está saliendo"),
        ("sent", 1, "el servidor de correo lo recibió"),
        ("bounced", 1, "rebotó y no llegó"),
        ("failed", 9, "no salió en el plazo previsto"),
        ("uncertain", 1, "no se sabe si salió, y una persona debe decidir"),
    ],
)
def test_a_mail_says_how_it_stands(state: MessageState, tries: int, outcome: str) -> None:
    """A message waiting for its first try and one waiting for a retry have different texts."""
    assert describe_mail("ticket_filed", state, tries) == f"Constancia de la radicación, por correo: {outcome}."


def test_every_message_state_has_sentence() -> None:
    """Every message state has a sentence; an unknown kind shows its state."""
    assert (
        len({describe_mail("withdrawn", state, 0) for state in get_args(MessageState)})
        == len(get_args(MessageState)) - 1
    )
    assert describe_mail("of_before", "sent", 1) == "Mensaje, por correo: el servidor de correo lo recibió."


@pytest.mark.parametrize(
    ("state", "carried", "put_up"),
    [
        ("written", "por entregar a la mensajería", "por publicar"),
        (
            "dispatched",
            "en camino con Correos desde el lunes 18 de enero de 2027",
            "publicado desde el lunes 18 de enero de 2027",
        ),
        (
            "delivered",
            "entregada el miércoles 20 de enero de 2027",
            "publicado desde el lunes 18 de enero de 2027, con constancia del miércoles 20 de enero de 2027",
        ),
        ("returned", "devuelta el miércoles 20 de enero de 2027", "sin efecto desde el miércoles 20 de enero de 2027"),
    ],
)
def test_a_letter_and_a_notice_say_how_they_stand(state: letter_service.State, carried: str, put_up: str) -> None:
    """A notice that is posted publicly, because no address is known, has no carrier."""
    assert describe_letter(letter(state)) == f"Respuesta, por carta: {carried}."
    assert describe_letter(letter(state, PUT_UP)) == f"Respuesta, por aviso: {put_up}."
    assert (delivery_method_of(letter(state)), delivery_method_of(letter(state, PUT_UP))) == ("letter", "notice")
