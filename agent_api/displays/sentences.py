"""Spanish sentences for the facts of wall displays. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.access import DisplayFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.DisplayCreated(display=display, expires_ms=expires_ms):
            until = from_milliseconds(expires_ms).astimezone(COLOMBIA)
            return f"Se creó la pantalla de pared {display}, hasta el {until:%Y-%m-%d}."
        case facts.DisplayCodeIssued(display=display):
            return f"Se dio otro código de vinculación a la pantalla de pared {display}."
        case facts.DisplayPaired(display=display):
            return f"Un televisor se vinculó a la pantalla de pared {display}."
        case facts.DisplayRevoked(display=display):
            return f"Se retiró la pantalla de pared {display}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, DisplayFact)
