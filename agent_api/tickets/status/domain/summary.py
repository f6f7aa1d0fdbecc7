"""The state of a petition in plain Spanish, to be read aloud. Pure.

Owns the wording. It contains nothing of the petition's text, of names or of internal notes.
`agent_api.tickets.status.domain.disclosure` decides what may be read out.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from agent_api.tickets.domain.message_labels import DeliveryMethod
from agent_api.tickets.domain.ticket import State, Ticket
from config.law.terms import day_of_receipt
from config.spanish_dates import spoken_date
from eventlog.facts.tickets.ticket import Outcome

Arrival = Literal["leaving", "on_its_way", "delivered", "lost", "unknown"]
"""``leaving``: written but not handed over yet; ``unknown``: it is not known whether it was sent."""


class SentMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the petitioner, as the summary describes it.

    Attributes:
        to: the address, masked; empty for a letter or a notice.
        on: local date on which it was written.
        arrival: its delivery.
    """

    by: DeliveryMethod
    to: str
    on: date
    arrival: Arrival


class TicketSituation(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with the data of its summary.

    Attributes:
        since: when it entered its state, or arrived at its present area.
        area_name: of the area that has it or had it; empty for none.
        missing: the missing information, as requested from the petitioner; empty for none.
        answer: the last message with the answer, or None.
        extension: the message about the extension, or None.
        today: local date.
    """

    ticket: Ticket
    since: datetime
    area_name: str = ""
    missing: str = ""
    answer: SentMessage | None = None
    extension: SentMessage | None = None
    today: date

    @property
    def is_late(self) -> bool:
        """Whether the last day to answer passed without an answer."""
        return self.ticket.state not in ("closed", "sending", "incomplete") and self.today > self.ticket.due_on


_STATE_NAMES: Final[Mapping[State, str]] = {
    "filed": "Recibida, en la línea telefónica",
    "received": "En estudio, en el canal escrito",
    "in_area": "En estudio, en el área «{area}»",
    "in_review": "Con la respuesta en revisión",
    "ready": "Con la respuesta lista, por enviar",
    "sending": "Con la respuesta en camino",
    "incomplete": "Detenida: falta que la complete",
    "closed": "Terminada",
}
_OUTCOME_NAMES: Final[Mapping[str, str]] = {
    "first_contact": "Respondida en la misma llamada",
    "answered": "Respondida",
    "transferred": "Trasladada a la entidad competente",
    "withdrawn": "Archivada por desistimiento",
}
_STATE_SENTENCES: Final[Mapping[State, str]] = {
    "filed": "Su petición está recibida y la tiene la línea telefónica, desde el {since}.",
    "received": "Su petición está en estudio en el canal escrito, desde el {since}.",
    "in_area": "Su petición está en estudio en el área «{area}», desde el {since}.",
    "in_review": "El área ya dio su concepto y la respuesta está en revisión, desde el {since}.",
    "ready": "La respuesta ya está escrita y falta enviarla, desde el {since}.",
    "sending": "La respuesta a su petición está lista y se está enviando, desde el {since}.",
    "incomplete": "Su petición está detenida desde el {since}: hace falta que usted la complete.",
    "closed": "Su petición terminó el {since}.",
}
_OUTCOME_SENTENCES: Final[Mapping[str, str]] = {
    "first_contact": "Su petición se respondió en la misma llamada en que la presentó, el {since}.",
    "answered": "Su petición ya se respondió, el {since}.",
    "transferred": "Su petición se trasladó el {since} a la entidad competente, que es la que debe responderle.",
    "withdrawn": "Su petición se archivó el {since} porque se desistió de ella; puede presentarla otra vez.",
}
_BRIEF_OUTCOMES: Final[Mapping[Outcome, str]] = {
    "first_contact": "ya se respondió.",
    "answered": "ya se respondió.",
    "transferred": "se trasladó a la entidad competente, que le responderá.",
    "withdrawn": "se archivó porque se desistió de ella; puede presentarla otra vez.",
}
_METHOD_LABELS: Final[Mapping[DeliveryMethod, str]] = {
    "mail": "por correo electrónico a {to}",
    "letter": "por carta a la dirección que dejó",
    "notice": "por aviso publicado",
}
_ARRIVAL_SENTENCES: Final[Mapping[Arrival, str]] = {
    "leaving": "",
    "on_its_way": "",
    "delivered": "",
    "lost": " No llegó: hay que confirmar a dónde se le envía.",
    "unknown": " No se sabe todavía si llegó.",
}


def state_name(situation: TicketSituation) -> str:
    """Return the state of a petition in a few words."""
    ticket = situation.ticket
    if ticket.state == "closed" and ticket.outcome:
        return _OUTCOME_NAMES[ticket.outcome]
    return _STATE_NAMES[ticket.state].format(area=situation.area_name)


def sentences(situation: TicketSituation, *, in_full: bool) -> list[str]:
    """Describe the state of a petition in sentences, in the order in which they are read.

    Unless ``in_full``, only state and last day are included.
    """
    parts = [_state_sentence(situation), _last_day_sentence(situation)]
    if in_full:
        parts += [_completion_sentence(situation), _extension_sentence(situation), _answer_sentence(situation)]
    return [each for each in parts if each]


def brief_sentence(situation: TicketSituation) -> str:
    """Describe state and last day in one sentence for a text message, without the area."""
    ticket, day = situation.ticket, f"{situation.ticket.due_on:%d/%m/%Y}"
    if ticket.state == "closed":
        return _BRIEF_OUTCOMES[ticket.outcome] if ticket.outcome else "ya terminó."
    if ticket.state == "sending":
        return "la respuesta se está enviando."
    if ticket.state == "incomplete" and situation.today > ticket.due_on:
        return f"faltan datos; el plazo para completarla terminó el {day}."
    if ticket.state == "incomplete":
        return f"faltan datos; complétela a más tardar el {day}."
    if situation.is_late:
        return f"sigue abierta; debíamos responderle a más tardar el {day}."
    return f"está en trámite; le responderemos a más tardar el {day}."


def _state_sentence(situation: TicketSituation) -> str:
    ticket = situation.ticket
    words = (
        _OUTCOME_SENTENCES[ticket.outcome]
        if ticket.state == "closed" and ticket.outcome
        else _STATE_SENTENCES[ticket.state]
    )
    return words.format(area=situation.area_name, since=spoken_date(day_of_receipt(situation.since)))


def _last_day_sentence(situation: TicketSituation) -> str:
    ticket, day = situation.ticket, spoken_date(situation.ticket.due_on)
    if ticket.state in ("closed", "sending"):
        return ""
    if ticket.state == "incomplete":
        if situation.today > ticket.due_on:
            return f"El plazo para completarla terminó el {day}."
        return f"Tiene plazo hasta el {day}; si no la completa, se archiva, y puede presentarla otra vez."
    if situation.is_late:
        return f"Debíamos responderle a más tardar el {day}: ese día ya pasó, y su petición sigue abierta."
    return f"Le responderemos a más tardar el {day}."


def _completion_sentence(situation: TicketSituation) -> str:
    if situation.ticket.state != "incomplete" or not situation.missing:
        return ""
    return f"Lo que falta: {situation.missing.rstrip('. ')}."


def _extension_sentence(situation: TicketSituation) -> str:
    if not situation.ticket.extended or situation.ticket.state == "closed":
        return ""
    sent = situation.extension
    is_sent = sent is not None and sent.arrival != "leaving"
    notice = (
        f" Se le avisó {_delivery_text(sent)} el {spoken_date(sent.on)}.{_ARRIVAL_SENTENCES[sent.arrival]}"
        if sent and is_sent
        else ""
    )
    return f"El plazo para responderle se amplió una vez.{notice}"


def _answer_sentence(situation: TicketSituation) -> str:
    sent = situation.answer
    if sent is None:
        return ""
    if sent.arrival == "leaving":
        return f"La respuesta está por salir {_delivery_text(sent)}."
    return (
        f"La respuesta se le envió {_delivery_text(sent)} el {spoken_date(sent.on)}.{_ARRIVAL_SENTENCES[sent.arrival]}"
    )


def _delivery_text(sent: SentMessage) -> str:
    return _METHOD_LABELS[sent.by].format(to=sent.to)
