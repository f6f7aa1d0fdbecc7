"""Spanish sentence for the fact of a search. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog.facts import AnyFact, SearchMade

_FIELD_LABELS: Final = {
    "document": "documento",
    "number": "número de cliente",
    "phone": "teléfono",
    "name": "nombre",
    "words": "palabras de peticiones",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a search; empty for other facts."""
    match fact:
        case SearchMade(by=by, customers=customers, tickets=tickets, calls=calls):
            fields = ", ".join(_FIELD_LABELS.get(each, each) for each in by.split(","))
            counts = [
                _count(customers, "1 cliente", "clientes"),
                _count(tickets, "1 petición", "peticiones"),
                _count(calls, "1 llamada", "llamadas"),
            ]
            shown = ", ".join(each for each in counts if each) or "no se encontró nada"
            return f"Se buscó por {fields}: {shown}."
    return ""


def _count(value: int, one: str, many: str) -> str:
    return "" if value == 0 else one if value == 1 else f"{value} {many}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SearchMade)
