"""The Spanish sentence of the fact of the board. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact, QueueThresholdsChanged


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.QueueThresholdsChanged(queue=queue, from_site=True):
            return f"«{labels.queue_name(site, queue)}» volvió a los umbrales del sitio: {_values(fact)}."
        case facts.QueueThresholdsChanged(queue=queue):
            return f"Se cambiaron los umbrales de «{labels.queue_name(site, queue)}»: {_values(fact)}."
    return ""


def _values(fact: QueueThresholdsChanged) -> str:
    texts = (
        (fact.waiting, f"{fact.waiting} en espera"),
        (fact.longest_wait_s, f"espera de más de {fact.longest_wait_s} s"),
        (fact.service_level, f"nivel de servicio por debajo de {fact.service_level} %"),
        (fact.abandon_rate, f"abandono por encima de {fact.abandon_rate} %"),
    )
    return ", ".join(text for value, text in texts if value) or "ninguno"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, QueueThresholdsChanged)
