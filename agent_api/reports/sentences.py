"""Spanish sentences for the facts of reports. Pure."""

from datetime import date, datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day, spoken_month
from eventlog.facts import AnyFact, ReportMade
from metrics.reports.document import QUARTER_KINDS, ReportKind
from metrics.reports.layouts import TITLES
from metrics.reports.periods import quarter_name


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case ReportMade(kind=kind, first_day=first, seq=seq):
            title = TITLES[kind].replace("Informe", "informe", 1)
            return f"Se hizo el {title} {_period(kind, first)}, calculado hasta el hecho n.º {seq}."
    return ""


def _period(kind: ReportKind, first: str) -> str:
    if kind in QUARTER_KINDS:
        return f"del {quarter_name(date.fromisoformat(first))}"
    return f"del {spoken_day(first)}" if kind == "presidency" else f"de {spoken_month(first[:7])}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ReportMade)
