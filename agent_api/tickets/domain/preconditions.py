"""Conditions that block a step in a state that otherwise allows it, regardless of its form. Pure.

Owns these conditions: a blocked step is neither offered nor taken. The table of
`agent_api.tickets.domain.state_machine` assigns them to steps; what the law allows on a given day is
`agent_api.tickets.domain.legal_term`'s.
"""

from collections.abc import Callable

from agent_api.tickets.domain.ticket import Refusal, Ticket

Precondition = Callable[[Ticket, str], Refusal | None]
"""Returns, for a ticket and a login, why the step cannot be taken; None if it can."""


def no_precondition(ticket: Ticket, user: str) -> Refusal | None:
    """Return None: only the state and the person matter."""
    return None


def require_other_owner(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to take a ticket that the person already owns."""
    return _refusal("Este ticket ya es suyo.") if ticket.owner == user else None


def require_answer_type(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to send an answer that has no type (M5-1-05, A19)."""
    text = "Tipifique primero la respuesta: diga si concede, niega o informa."
    return _refusal(text) if ticket.response is None else None


def require_ready_answer(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to send an answer without a type, or to a representative whose document is not checked yet."""
    return require_answer_type(ticket, user) or require_checked_mandate(ticket, user)


def require_checked_mandate(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to answer a representative whose document is not checked yet (reserva bancaria)."""
    text = "Revise primero la acreditación del representante: diga si alcanza para darle la respuesta."
    return _refusal(text) if ticket.mandate == "unchecked" else None


def require_mandate(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to check the document of a representative if no person acts by one."""
    text = "En este ticket no hay una acreditación de representante que revisar."
    return _refusal(text) if not ticket.mandate else None


def require_priority(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to remove a priority that the ticket does not have."""
    return _refusal("Este ticket no tiene prioridad.") if ticket.priority is None else None


def require_own_term(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to change a term that an authority set: only the authority changes it."""
    text = "El término lo fijó una autoridad: si lo cambia, regístrelo con «Término de una autoridad»."
    return _refusal(text) if ticket.authority is not None else None


def require_first_extension(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse a second extension (Ley 1437 de 2011, art. 14, parágrafo)."""
    text = "Este término ya se prorrogó una vez; la ley no permite otra."
    return require_own_term(ticket, user) or (_refusal(text) if ticket.extended else None)


def require_first_completion_request(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse a second request for missing information, or one after an extension (Ley 1437 de 2011, art. 17)."""
    text = "Lo que falta se pide una sola vez, y antes de cualquier prórroga."
    if ticket.asked_at is not None or ticket.extended:
        return _refusal(text)
    return require_own_term(ticket, user)


def require_sent_answer(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse the return of an answer if the ticket was not closed by a sent answer."""
    text = "Este ticket no se cerró con una respuesta enviada."
    return _refusal(text) if ticket.outcome != "answered" else None


def require_undo_time(ticket: Ticket, user: str) -> Refusal | None:
    """Refuse to undo the sending of an answer that left at once."""
    return _refusal("Este envío no se puede deshacer: la respuesta ya salió.") if ticket.undo_until is None else None


def _refusal(text: str) -> Refusal:
    return Refusal("step_not_possible", text)
