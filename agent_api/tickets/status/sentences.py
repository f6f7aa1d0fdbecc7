"""Spanish sentences for requests at the desk about the state of a petition. Pure.

Owns these sentences, for the history of a call and of a ticket.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog.facts import AnyFact, TicketStatusRead, TicketStatusRefused
from eventlog.facts.tickets.ticket_status import Grounds, StatusRefusal

GROUNDS: Final[Mapping[Grounds, str]] = {
    "identity": "con la identidad verificada en la llamada",
    "document": "con el documento de quien la presentó",
    "number": "solo el estado y el último día, porque no tiene documento",
    "none": "con el número, que es lo que pide la entidad",
}
REFUSALS: Final[Mapping[StatusRefusal, str]] = {
    "no_match": "el número y el documento no corresponden",
    "closed": "en la llamada ya no quedaban intentos",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Describe one of these facts in Spanish; return an empty string for other facts."""
    match fact:
        case TicketStatusRead(ticket=ticket, grounds=grounds):
            return f"Se leyó el estado del radicado {ticket}, {GROUNDS[grounds]}."
        case TicketStatusRefused(ticket=ticket, reason=reason, attempts_left=left):
            more = f" Intentos que quedan: {left}." if reason == "no_match" else ""
            return f"No se leyó el estado del radicado {ticket}: {REFUSALS[reason]}.{more}"
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, TicketStatusRead, TicketStatusRefused)
