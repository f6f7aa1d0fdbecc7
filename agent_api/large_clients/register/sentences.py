"""Spanish sentences for the facts of the register of large clients. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.large_client import LargeClientFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.LargeClientRegistered():
            return "Se registró un gran cliente."
        case facts.LargeClientChanged(state="ended", fields=fields) if "state" in fields.split(","):
            return "Se retiró un gran cliente."
        case facts.LargeClientChanged(fields=fields) if "state" in fields.split(","):
            return "Se reactivó un gran cliente."
        case facts.LargeClientChanged(version=version):
            return f"Se cambió un gran cliente (versión {version})."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, LargeClientFact)
