"""Spanish sentences for the facts of own reports. Pure."""

from datetime import date, datetime
from typing import Final

from agent_api.reports.own_reports.domain.report_days import days_in_words
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.oversight.own_report import OwnReportFact
from metrics.reports.periods import Period

_FREQUENCIES: Final = {
    "": "sin programar",
    "day": "de cada día",
    "business_day": "de cada día hábil",
    "week": "de cada semana",
    "month": "de cada mes",
}
_CAUSES: Final = {
    "owner": "su dueño ya no puede ver estas cifras",
    "definition": "el sitio ya no tiene una de sus cifras, su línea o su cola",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.OwnReportSaved(report=id_, version=1, schedule=schedule):
            return f"Se creó el informe propio {id_}, {_FREQUENCIES[schedule]}."
        case facts.OwnReportSaved(report=id_, schedule=schedule):
            return f"Se cambió el informe propio {id_}, {_FREQUENCIES[schedule]}."
        case facts.OwnReportMade(report=id_, first_day=first, last_day=last, seq=seq):
            period = days_in_words(Period(date.fromisoformat(first), date.fromisoformat(last)))
            return f"Se hizo el informe propio {id_} ({period}), calculado hasta el hecho n.º {seq}."
        case facts.OwnReportPaused(report=id_):
            return f"Se pausó el informe propio {id_}."
        case facts.OwnReportResumed(report=id_):
            return f"Se reanudó el informe propio {id_}."
        case facts.OwnReportStopped(report=id_, cause=cause):
            return f"El informe propio {id_} dejó de hacerse: {_CAUSES[cause]}."
        case facts.OwnReportTransferred(report=id_, before=before, owner=owner):
            return f"El informe propio {id_} pasó de {before} a {owner}."
        case facts.OwnReportDeleted(report=id_):
            return f"Se borró el informe propio {id_}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, OwnReportFact)
