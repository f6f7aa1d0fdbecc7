"""Spanish sentences for the facts of reports. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day, spoken_month
from eventlog.facts import AnyFact, ReportMade
from metrics.reports.layouts import TITLES


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case ReportMade(kind=kind, first_day=first, seq=seq):
            period = f"del {spoken_day(first)}" if kind == "presidency" else f"de {spoken_month(first[:7])}"
            return f"Se hizo el {TITLES[kind].lower()} {period}, calculado hasta el hecho n.º {seq}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ReportMade)
