"""Spanish sentences for the facts of contingency messages. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.contingency import ContingencyFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.ContingencyMessagePlayed(message=message, mode=mode):
            name, manner = labels.contingency_name(site, message), labels.CONTINGENCY_MODES[mode]
            return f"Oyó el mensaje de contingencia «{name}», {labels.in_sentence(manner)}."
        case facts.ContingencyMessageStarted(line=line, message=message, mode=mode, until_ms=until_ms):
            name, where = labels.contingency_name(site, message), labels.line_name(site, line)
            until = from_milliseconds(until_ms).astimezone(COLOMBIA)
            manner = labels.in_sentence(labels.CONTINGENCY_MODES[mode])
            return f"Se puso el mensaje «{name}» en «{where}», {manner}, hasta el {until:%Y-%m-%d} a las {until:%H:%M}."
        case facts.ContingencyMessageEnded(line=line, message=message, how=how):
            name, where = labels.contingency_name(site, message), labels.line_name(site, line)
            return f"Se quitó el mensaje «{name}» de «{where}»: {labels.in_sentence(labels.CONTINGENCY_ENDS[how])}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ContingencyFact)
