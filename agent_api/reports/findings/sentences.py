"""Spanish sentences for the facts of reports of findings. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.finding_report import FindingReportFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.FindingReportMade(report=id_, findings=findings):
            counted = "1 hallazgo" if findings == 1 else f"{findings} hallazgos"
            return f"Se hizo el informe de hallazgos {id_}, con {counted}."
        case facts.FindingReportPresented(report=id_):
            return f"Se presentó a la coordinación el informe de hallazgos {id_}."
        case facts.FindingReportReceived(report=id_):
            return f"La coordinación recibió el informe de hallazgos {id_}."
        case facts.FindingReportAnswered(report=id_):
            return f"La coordinación respondió el informe de hallazgos {id_}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, FindingReportFact)
