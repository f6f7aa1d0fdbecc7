"""Spanish sentences for the facts of practices. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.practice import PracticeFact

_ENDS: Final = {
    "finished": "el asesor la terminó",
    "stopped": "otra persona la terminó",
    "expired": "se acabó su tiempo",
    "waiting": "había demasiadas personas reales en espera",
    "service_level": "bajó el nivel de servicio de una cola del asesor",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.PracticeStarted(practice=id_, advisor=advisor):
            return f"Comenzó la práctica {id_} de {advisor}, con un cliente inventado."
        case facts.PracticeEnded(practice=id_, advisor=advisor, end=end):
            return f"Terminó la práctica {id_} de {advisor}: {_ENDS[end]}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, PracticeFact)
