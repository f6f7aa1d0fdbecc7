"""Spanish sentences for the facts of closed months, incidents and monitoring. Pure."""

from datetime import UTC, datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_date, spoken_month
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, PeriodClosed
from eventlog.facts import incident as incidents


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case PeriodClosed(month=month):
            return f"Se cerró el mes de {spoken_month(month)}: sus definiciones quedan fijas."
        case incidents.SystemWatchBegan(system=system, since_ms=since):
            return f"Se vigila «{_system_name(site, system)}» desde el {_moment_label(since)}."
        case incidents.SystemUnwatched(system=system, began_ms=began, ended_ms=ended):
            span = f"del {_moment_label(began)} al {_moment_label(ended)}"
            return f"No hubo vigilancia de «{_system_name(site, system)}» {span}."
        case incidents.IncidentOpened(system=system, kind=kind, began_ms=began):
            effect = "quedó fuera de servicio" if kind == "outage" else "funcionó mal"
            return f"«{_system_name(site, system)}» {effect} desde el {_moment_label(began)}."
        case incidents.IncidentClosed(system=system, ended_ms=ended):
            return f"«{_system_name(site, system)}» volvió a funcionar el {_moment_label(ended)}."
        case incidents.IncidentNoted(incident=incident, note=note):
            return f"Se escribió la nota {note} del incidente {incident}."
    return ""


def _system_name(site: Site, system: str) -> str:
    site_system = site.systems.get(system)
    return site_system.name if site_system else system


def _moment_label(ms: int) -> str:
    local = datetime.fromtimestamp(ms // 1000, UTC).astimezone(COLOMBIA)
    return f"{spoken_date(local)} a las {local:%H:%M:%S}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, PeriodClosed, incidents.IncidentFact)
