"""Spanish sentences for the facts of reports. Pure."""

from datetime import date, datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog.facts import AnyFact, ReportMade
from metrics.reports.layouts import TITLES
from metrics.reports.periods import length_of, period_name


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case ReportMade(kind=kind, first_day=first, last_day=last, seq=seq):
            title = TITLES[kind].replace("Informe", "informe", 1)
            period = _period(date.fromisoformat(first), date.fromisoformat(last))
            return f"Se hizo el {title} {period}, calculado hasta el hecho n.º {seq}."
    return ""


def _period(first: date, last: date) -> str:
    length = length_of(first, last)
    return f"{'de' if length == 'month' else 'del'} {period_name(length, first)}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ReportMade)
