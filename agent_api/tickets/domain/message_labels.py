"""Spanish labels of the messages sent about a ticket: what each is, how it was sent, and its status. Pure.

Owns the words of the ticket's history; the event log's are `agent_api.mail.sentences`'. The labels contain no names:
the recipient is shown beside them, to those who may read it.
"""

from collections.abc import Mapping
from typing import Final, Literal

from agent_api.kit import labels
from agent_api.mail import letter_service
from agent_api.mail.domain.stored_message import MessageState
from agent_api.mail.letter_page import PUBLICATION_ADDRESS
from config.spanish_dates import spoken_date

DeliveryMethod = Literal["mail", "letter", "notice"]
"""E-mail, paper, or a public notice (aviso) if there is no address."""
MESSAGE_LABELS: Final[Mapping[str, str]] = {
    "ticket_filed": "Constancia de la radicación",
    "ticket_answered": "Respuesta",
    "term_extended": "Aviso de la prórroga",
    "term_corrected": "Aviso del nuevo último día",
    "completion_asked": "Solicitud de lo que falta",
    "attachment_withheld": "Aviso de un archivo que no se pudo abrir",
    "transferred": "Aviso del traslado a otra autoridad",
    "withdrawn": "Aviso del archivo por desistimiento",
    "petition_state": "Estado, pedido en el menú de la línea",
    "escalated_to_you": "Aviso al responsable",
    "term_near": "Aviso al responsable de que va a vencer",
    "term_breached": "Aviso, dentro de la entidad, de que se venció",
}
"""Labels of all messages about tickets, by template."""
_METHOD_LABELS: Final[Mapping[DeliveryMethod, str]] = {
    "mail": "por correo",
    "letter": "por carta",
    "notice": "por aviso",
}
_RETRY_LABEL: Final = "no ha salido todavía; se intenta otra vez"
_PAPER_STATE_LABELS: Final[Mapping[DeliveryMethod, Mapping[letter_service.State, str]]] = {
    "letter": {
        "written": labels.LETTER_STATES["written"],
        "dispatched": f"{labels.LETTER_STATES['dispatched']} con {{carrier}} desde el {{since}}",
        "delivered": f"{labels.LETTER_STATES['delivered']} el {{closed}}",
        "returned": f"{labels.LETTER_STATES['returned']} el {{closed}}",
        "cancelled": labels.LETTER_STATES["cancelled"],
    },
    "notice": {
        "written": "por publicar",
        "dispatched": "publicado desde el {since}",
        "delivered": "publicado desde el {since}, con constancia del {closed}",
        "returned": "sin efecto desde el {closed}",
        "cancelled": "sin publicar, porque el envío se deshizo",
    },
}
"""State labels for letters and for notices, with the dates that a letter in that state has."""


def describe_mail(template: str, state: MessageState, tries: int) -> str:
    """Return a line about an e-mail: «Constancia de la radicación, por correo: el servidor de correo lo recibió»."""
    return _sentence(template, "mail", _RETRY_LABEL if state == "waiting" and tries else labels.MAIL_STATES[state])


def describe_letter(letter: letter_service.StoredLetter) -> str:
    """Return a line about a letter or a notice.

    Example: «Respuesta, por carta: en camino con Correos desde el lunes 18 de enero de 2027».
    """
    by = delivery_method_of(letter)
    since, closed = (spoken_date(day) if day else "" for day in (letter.dispatched_on, letter.closed_on))
    stands = _PAPER_STATE_LABELS[by][letter.state].format(carrier=letter.carrier, since=since, closed=closed)
    return _sentence(letter.template, by, stands)


def delivery_method_of(letter: letter_service.StoredLetter) -> DeliveryMethod:
    """Return whether a letter goes to an address or is published as a notice."""
    return "notice" if letter.to.street == PUBLICATION_ADDRESS else "letter"


def _sentence(template: str, by: DeliveryMethod, state: str) -> str:
    return f"{MESSAGE_LABELS.get(template, 'Mensaje')}, {_METHOD_LABELS[by]}: {state}."
