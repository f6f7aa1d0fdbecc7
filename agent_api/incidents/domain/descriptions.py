"""Spanish texts about incidents and gaps. Pure.

Owns the sentences; each says what happened and what is known about it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from agent_api.incidents.store import Gap, GapKind, IncidentRow
from config.site.model import Site
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA

_CODES: Final[dict[str, str]] = {
    "database_away": "PostgreSQL no respondía",
    "database_refused": "PostgreSQL no aceptó la pregunta de control",
    "valkey_away": "Valkey no respondía",
    "valkey_refused": "Valkey no aceptó la escritura de control",
    "router_away": "Valkey no respondía",
    "not_ready": "respondía, pero no hacía su trabajo",
    "draining": "estaba terminando sus llamadas y no recibía otras",
    "no_gateway": "ninguna central telefónica estaba activa",
    "timeout": "no respondió a tiempo",
    "unreachable": "no había conexión",
    "refused": "no aceptó la conexión",
    "hung_up": "cortaba la conexión sin responder",
    "garbled": "lo que respondía no se entendía: puede que en su dirección conteste otro programa",
    "denied": "respondía, pero no aceptaba nuestro usuario o nuestra contraseña",
    "untrusted": "su certificado de seguridad no era de confianza o había vencido",
    "unencrypted": "respondía, pero sin el cifrado que se le exige",
    "failing": "respondía con fallas",
    "breaker_open": "sus últimas consultas fallaron una tras otra",
    "ari_away": "ARI no respondía",
}
_UNWATCHED: Final = "No hubo vigilancia de {subject}: no se sabe si {worked}. Ese tiempo no se cuenta como disponible."
_BEFORE_ANY_WATCH: Final = "En este período todavía no se vigilaba ningún sistema: no se sabe cuáles funcionaban."
_BEFORE_WATCH: Final = "La vigilancia comenzó {moment}: antes de esa hora no se sabe qué sistemas funcionaban."
_REPORTED_BY_PEOPLE: Final = (
    "{name} no tiene vigilancia automática: solo cuentan las caídas que registraron las personas."
)
_GAPS: Final[dict[GapKind, str]] = {
    "gateway_lost": (
        "La central telefónica {subject} dejó de responder. El registro no tiene los últimos hechos de sus llamadas; "
        "{calls}."
    ),
    "gateway_hung": (
        "La central telefónica {subject} dejó de responder y se reemplazó. El registro no tiene las llamadas de este "
        "período que colgaron antes de que otra respondiera."
    ),
    "state_restored": (
        "Valkey perdió estado reciente y se restauró desde el registro. Los hechos de este período que no alcanzaron a "
        "registrarse no se pueden recuperar; {calls}."
    ),
}
_FACT_TITLES: Final[dict[str, str]] = {
    "gateway_lost": "se perdió la conexión con una central telefónica",
    "gateway_hung": "una central telefónica dejó de responder y se reemplazó",
    "state_restored": "se perdió estado reciente y se restauró del registro",
}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def system_name(site: Site, system: str) -> str:
    """Return the name of a system, or its id if the site no longer names it."""
    site_system = site.systems.get(system)
    return site_system.name if site_system else system


def incident_title(incident: IncidentRow, site: Site, given_title: str) -> str:
    """Return the title that a person gave an incident, or else one derived from its system and code."""
    if given_title:
        return given_title
    name = system_name(site, incident.system)
    return f"{name}: {_FACT_TITLES.get(incident.code, 'fuera de servicio')}"


def describe_incident(incident: IncidentRow, site: Site) -> str:
    """Return a sentence about the known cause."""
    name = system_name(site, incident.system)
    if incident.source == "person":
        return f"Lo reportó una persona como {_kind(incident)} de {name}."
    if incident.source == "facts":
        return f"Los hechos del registro lo muestran; {name} siguió en servicio."
    return f"{name}: {_CODES.get(incident.code, f'no funcionaba (código {incident.code})')}."


def describe_gap(gap: Gap, site: Site) -> str:
    """Return a sentence about what is unknown."""
    if gap.kind == "unwatched":
        return describe_unwatched([system_name(site, gap.subject)])
    return _GAPS[gap.kind].format(subject=gap.subject, calls=_calls(gap.calls))


def describe_unwatched(names: Sequence[str]) -> str:
    """Return a sentence that some systems, at least one, were not watched."""
    *first, last = (f"«{name}»" for name in names)
    subject = f"{', '.join(first)} y {last}" if first else last
    return _UNWATCHED.format(subject=subject, worked="funcionaban" if first else "funcionaba")


def describe_limits(site: Site, since: datetime | None, begins: datetime, ends: datetime) -> list[str]:
    """Return sentences about what is unknown in a period because nothing watched.

    ``since`` is the beginning of the watch, None before its first probe.
    """
    limits = []
    if since is None or since >= ends:
        limits.append(_BEFORE_ANY_WATCH)
    elif since > begins:
        local = since.astimezone(COLOMBIA)
        limits.append(_BEFORE_WATCH.format(moment=f"el {spoken_date(local.date())} a las {local:%H:%M}"))
    names = [f"«{each.name}»" for each in site.systems.values() if not each.is_watched]
    limits.extend(_REPORTED_BY_PEOPLE.format(name=name) for name in names)
    return limits


def format_duration(span: timedelta) -> str:
    """Format a duration as «2 d 3 h 4 min 5 s», without leading zero parts."""
    seconds = max(round(span.total_seconds()), 0)
    parts = []
    for unit, word in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        count, seconds = divmod(seconds, unit)
        if count:
            parts.append(f"{count} {word}")
    return " ".join([*parts, f"{seconds} s"]) if seconds or not parts else " ".join(parts)


def _kind(incident: IncidentRow) -> str:
    return "caída" if incident.kind == "outage" else "degradación"


def _calls(number: int) -> str:
    if number == 0:
        return "no había llamadas abiertas"
    return "se cerró 1 llamada abierta" if number == 1 else f"se cerraron {number} llamadas abiertas"
