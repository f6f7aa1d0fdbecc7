"""What left about a ticket, as Spanish sentences: what it is, by which way it goes, and how it stands. Pure.

Owns these words, for the ticket's own story; the log's are `agent_api.mail.sentences`'. They name nobody: to whom
something goes is shown beside them, to who may read that.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from agent_api.mail import store
from agent_api.mail.letter_service import Letter
from agent_api.mail.letters import BY_NOTICE
from config.date_words import in_words

By = Literal["mail", "letter", "notice"]
"""By e-mail, on paper, or put up in public where nobody can be written to (aviso)."""
WHAT: Final[Mapping[str, str]] = {
    "ticket_filed": "Constancia de la radicación",
    "ticket_answered": "Respuesta",
    "term_extended": "Aviso de la prórroga",
    "term_corrected": "Aviso del nuevo último día",
    "completion_asked": "Pedido de lo que falta",
    "attachment_withheld": "Aviso de un archivo que no se pudo abrir",
    "transferred": "Aviso del traslado a otra autoridad",
    "withdrawn": "Aviso del archivo por desistimiento",
    "escalated_to_you": "Aviso a quien queda a cargo",
    "term_near": "Aviso, a quien está a cargo, de que va a vencer",
    "term_breached": "Aviso, dentro de la entidad, de que se venció",
}
"""By template; of messages about tickets, all of them."""
_BY: Final[Mapping[By, str]] = {"mail": "por correo", "letter": "por carta", "notice": "por aviso"}
_MAIL: Final[Mapping[store.State, str]] = {
    "waiting": "espera para salir",
    "claimed": "está saliendo",
    "handed": "está saliendo",
    "sent": "el servidor de correo lo recibió",
    "bounced": "rebotó y no llegó",
    "failed": "no salió en el plazo previsto",
    "uncertain": "no se sabe si salió, y una persona debe decidir",
}
_AGAIN: Final = "no ha podido salir todavía; se intenta otra vez"


def of_mail(template: str, state: store.State, tries: int) -> str:
    """A message by e-mail: «Constancia de la radicación, por correo: el servidor de correo lo recibió».

    Args:
        template: what it tells.
        state: how it stands.
        tries: how often it was tried.
    """
    return _sentence(template, "mail", _AGAIN if state == "waiting" and tries else _MAIL[state])


def of_letter(letter: Letter) -> str:
    """A letter or a notice: «Respuesta, por carta: en camino con Correos desde el lunes 18 de enero de 2027»."""
    by = by_of(letter)
    return _sentence(letter.template, by, _put_up(letter) if by == "notice" else _carried(letter))


def by_of(letter: Letter) -> By:
    """Whether it goes to an address, or is put up."""
    return "notice" if letter.to.street == BY_NOTICE else "letter"


def _sentence(template: str, by: By, state: str) -> str:
    return f"{WHAT.get(template, 'Mensaje')}, {_BY[by]}: {state}."


def _carried(letter: Letter) -> str:
    match letter.state:
        case "written":
            return "por entregar a la mensajería"
        case "dispatched":
            return f"en camino con {letter.carrier} desde el {_day(letter.dispatched_on)}"
        case "delivered":
            return f"entregada el {_day(letter.closed_on)}"
        case "returned":
            return f"devuelta el {_day(letter.closed_on)}"


def _put_up(letter: Letter) -> str:
    match letter.state:
        case "written":
            return "por publicar"
        case "dispatched":
            return f"publicado desde el {_day(letter.dispatched_on)}"
        case "delivered":
            return f"publicado desde el {_day(letter.dispatched_on)}, con constancia del {_day(letter.closed_on)}"
        case "returned":
            return f"sin efecto desde el {_day(letter.closed_on)}"


def _day(day: date | None) -> str:
    assert day is not None  # a letter in such a state has it
    return in_words(day)
