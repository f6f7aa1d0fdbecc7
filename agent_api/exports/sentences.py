"""Spanish sentence for the fact of an export. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog.facts import AnyFact, ListExported


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case ListExported(list=exported, format=file_format, rows=rows):
            lines = "1 fila" if rows == 1 else f"{rows} filas"
            return f"Se exportó {labels.EXPORTED_LISTS[exported]} a {file_format.upper()}: {lines}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ListExported)
