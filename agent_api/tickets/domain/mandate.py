"""The mandate of a petition: the document by which a person acts for the petitioner. Pure.

Owns when the data of the petitioner may reach that person (reserva bancaria): account and credit data are given to the
holder, to an accredited representative or to an authority. A petition is filed without any check (Ley 1437 de 2011,
arts. 15 and 16); only the answer and the data in it wait for the check.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from agent_api.mandates.domain.state import MandateStanding, mandate_standing
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import Step
from agent_api.tickets.domain.ticket import Refusal, Ticket

_LOOKUP_OBSTACLES: Final[Mapping[MandateStanding, str]] = {
    "unchecked": "Revise primero la acreditación del representante: hasta entonces no se consultan datos del titular.",
    "insufficient": "La acreditación no alcanza para entregar datos del titular: responda con información general.",
    "expired": "La acreditación del representante ya venció: revise si hay otra vigente.",
}
_JOINT_OBSTACLES: Final[Mapping[MandateStanding, str]] = {
    "unchecked": "Revise primero la acreditación de su representante: diga si alcanza para darle la respuesta.",
    "insufficient": "La acreditación de su representante no alcanza: respóndalo aparte, con información general.",
    "expired": "La acreditación de su representante ya venció: revise si hay otra vigente.",
}


def expiry_refusal(ticket: Ticket, today: date) -> Refusal | None:
    """Refuse to give out an answer on a mandate that was sufficient and has expired; None if it may go."""
    if not is_expired(ticket, today):
        return None
    text = "La acreditación del representante ya venció: revise si hay otra vigente antes de enviar la respuesta."
    return Refusal("step_not_possible", text)


def blocked_steps(ticket: Ticket, today: date) -> frozenset[type[Step]]:
    """Return the steps that an expired mandate does not allow."""
    return frozenset({steps.Send}) if is_expired(ticket, today) else frozenset()


def is_expired(ticket: Ticket, today: date) -> bool:
    """Return whether a mandate that was sufficient no longer allows the representative to act."""
    return _standing(ticket, today) == "expired"


def lookup_obstacle(ticket: Ticket, today: date) -> str:
    """Return why bank-secret data may not be looked up for the answer to a representative; empty if they may."""
    return _LOOKUP_OBSTACLES.get(_standing(ticket, today), "")


def joint_obstacle(ticket: Ticket, today: date) -> str:
    """Return why a representative may not get an answer that was written for another petition; empty if they may."""
    return _JOINT_OBSTACLES.get(_standing(ticket, today), "")


def _standing(ticket: Ticket, today: date) -> MandateStanding:
    return mandate_standing(ticket.mandate, ticket.mandate_until, today)
