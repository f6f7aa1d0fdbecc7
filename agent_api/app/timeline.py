"""The table of sentences of all facts, collected from every noun."""

from datetime import datetime
from typing import Final

from agent_api.app.discovery import find_modules
from agent_api.timeline.registry import SentenceTable, join_tables, write_sentence
from config.site.model import Site
from eventlog.facts import AnyFact

SENTENCES: Final[SentenceTable] = join_tables(each.SENTENCES for each in find_modules("sentences"))


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; see `agent_api.timeline.registry.write_sentence`."""
    return write_sentence(SENTENCES, fact, site, at)
