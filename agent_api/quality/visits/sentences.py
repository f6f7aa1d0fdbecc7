"""Spanish sentences for the facts of visits. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.visit import QualityVisitFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.QualityVisitBegun(visit=id_, mode=mode, visited_on=day):
            kind = "presencial" if mode == "in_person" else "de monitoreo"
            return f"Se comenzó la visita {kind} {id_}, del {spoken_day(day)}."
        case facts.QualityVisitSigned(visit=id_):
            return f"Se firmó la visita {id_}."
        case facts.QualityVisitDiscarded(visit=id_):
            return f"Se descartó la visita {id_} sin firmarla."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, QualityVisitFact)
