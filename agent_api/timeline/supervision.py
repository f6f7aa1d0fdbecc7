"""Spanish sentences for the facts of supervision. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.supervision import SupervisionFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.SupervisionAsked(supervisor=supervisor, advisor=advisor, mode=mode):
            return (
                f"{supervisor} pidió {labels.in_sentence(labels.SUPERVISION_MODES[mode])} en la conversación de "
                f"{advisor}; timbra su teléfono."
            )
        case facts.SupervisionBegan(supervisor=supervisor, advisor=advisor, mode=mode):
            act = labels.in_sentence(labels.SUPERVISION_MODES[mode])
            return f"{supervisor} empezó a {act} en la conversación de {advisor}."
        case facts.SupervisionChanged(supervisor=supervisor, mode=mode):
            return f"{supervisor} pasó a {labels.in_sentence(labels.SUPERVISION_MODES[mode])}."
        case facts.SupervisionEnded(supervisor=supervisor, result=result):
            return f"Terminó la supervisión de {supervisor}: {labels.SUPERVISION_ENDS[result]}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SupervisionFact)
