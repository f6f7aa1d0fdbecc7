"""Spanish sentences for the facts of `eventlog.facts.people.staff`. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.people.staff import StaffFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact of the staff; empty for any other."""
    match fact:
        case facts.StaffEntered(user=user, begins_on=day, roles=roles):
            return f"{user} ingresó al personal desde el {spoken_day(day)}{_with_roles(roles)}."
        case facts.StaffMoved(user=user, begins_on=day, roles=roles):
            return f"Se trasladó a {user} desde el {spoken_day(day)}{_with_roles(roles) or ', sin roles'}."
        case facts.StaffMovePlanned(user=user, begins_on=day, roles=roles):
            return (
                f"El traslado de {user} quedó previsto desde el {spoken_day(day)}{_with_roles(roles) or ', sin roles'}."
            )
        case facts.StaffMoveCancelled(user=user):
            return f"Se canceló el traslado previsto de {user}."
        case facts.StaffExitPlanned(user=user, last_day=day):
            return f"La salida de {user} quedó prevista: su último día es el {spoken_day(day)}."
        case facts.StaffExitCancelled(user=user):
            return f"Se canceló la salida prevista de {user}."
        case facts.StaffLeft(user=user, last_day=day, campaign=campaign):
            where = f" y pasó a {campaign}" if campaign else ""
            return f"{user} salió del personal{where}; su último día fue el {spoken_day(day)}."
        case facts.StaffCorrected(user=user):
            return f"Se corrigieron los datos de {user} en el personal."
        case facts.StaffImported(entered=entered, corrected=corrected, left=left):
            return f"Se importó el personal. Ingresos: {entered}; correcciones: {corrected}; salidas: {left}."
    return ""


def _with_roles(roles: str) -> str:
    return f", con {', '.join(roles.split())}" if roles else ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, StaffFact)
