"""The Spanish sentence for a lookup in another system. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit.labels import LOOKUP_RESULTS
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog.facts import AnyFact, LookupMade
from eventlog.facts.customers.lookup import LookupReason

REASONS: Final[dict[LookupReason, str]] = {
    "timeout": "no respondió a tiempo",
    "unreachable": "no hubo conexión",
    "refused": "no aceptó la consulta",
    "failing": "presentaba una falla",
    "truncated": "su archivo llegó incompleto",
    "bad_record": "entregó un registro que no se puede leer",
    "bad_answer": "entregó una respuesta que no se entiende",
    "resting": "venía fallando y no se le preguntó",
    "not_configured": "todavía no está conectado",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence for the fact; empty for any other."""
    if not isinstance(fact, LookupMade):
        return ""
    lookup = site.lookups.lookups.get(fact.lookup) if site.lookups else None
    reason = f": {REASONS[fact.reason]}" if fact.reason else ""
    for_it = f" para el ticket {fact.ticket}" if fact.ticket else ""
    return f"Se consultó «{lookup.name if lookup else fact.lookup}»{for_it}, y {LOOKUP_RESULTS[fact.result]}{reason}."


SENTENCES: Final[SentenceTable] = sentences_by(sentence, LookupMade)
