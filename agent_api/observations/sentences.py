"""Spanish sentences for the facts of observations. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.oversight.observation import ObservationFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.ObservationMade(observation=id_, due_on=due_on):
            return f"La interventoría escribió la observación {id_}; se responde a más tardar el {spoken_day(due_on)}."
        case facts.ObservationAnswered(observation=id_, late=late):
            timing = "después de su último día" if late else "a tiempo"
            return f"La coordinación respondió la observación {id_}, {timing}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ObservationFact)
