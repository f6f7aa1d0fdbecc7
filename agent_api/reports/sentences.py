"""One Spanish sentence for each fact of reports. Pure.

Owns these sentences; `agent_api.calls.sentences` has those of all other facts.
"""

from eventlog.facts import AnyFact, ReportMade
from metrics.reports.making import TITLES


def sentence(fact: AnyFact) -> str:
    """Tell one of these facts in Spanish; empty for any other."""
    match fact:
        case ReportMade(kind=kind, first_day=first, last_day=last, seq=seq):
            days = first if first == last else f"{first} a {last}"
            return f"Se hizo el {TITLES[kind].lower()} ({days}), calculado hasta el hecho n.º {seq}."
    return ""
