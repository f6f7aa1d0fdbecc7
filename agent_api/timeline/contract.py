"""One Spanish sentence for each fact of a closed month, an incident and the watch over the systems. Pure.

Owns these sentences; `agent_api.calls.sentences` has those of all other facts.
"""

from datetime import UTC, datetime

from config.site.model import Site
from config.spanish_dates import in_words, month_in_words
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, PeriodClosed
from eventlog.facts import incident as incidents


def sentence(fact: AnyFact, site: Site) -> str:
    """Tell one of these facts in Spanish; empty for any other."""
    match fact:
        case PeriodClosed(month=month, definitions=digest):
            return f"Se cerró el mes de {month_in_words(month)}: sus definiciones (huella {digest[:12]}) quedan fijas."
        case incidents.SystemWatchBegan(system=system, since_ms=since):
            return f"Se vigila «{_name(site, system)}» desde el {_moment(since)}."
        case incidents.SystemUnwatched(system=system, began_ms=began, ended_ms=ended):
            return f"Nadie vigiló «{_name(site, system)}» del {_moment(began)} al {_moment(ended)}."
        case incidents.IncidentOpened(system=system, kind=kind, began_ms=began):
            what = "quedó fuera de servicio" if kind == "outage" else "funcionó mal"
            return f"«{_name(site, system)}» {what} desde el {_moment(began)}."
        case incidents.IncidentClosed(system=system, ended_ms=ended):
            return f"«{_name(site, system)}» volvió a funcionar el {_moment(ended)}."
        case incidents.IncidentNoted(incident=incident, note=note):
            return f"Se escribió la nota {note} del incidente {incident}."
    return ""


def _name(site: Site, system: str) -> str:
    found = site.systems.get(system)
    return found.name if found else system


def _moment(ms: int) -> str:
    local = datetime.fromtimestamp(ms // 1000, UTC).astimezone(COLOMBIA)
    return f"{in_words(local)} a las {local:%H:%M:%S}"
