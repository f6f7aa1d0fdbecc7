"""Spanish sentences for the facts of drafts of the site. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.site_draft import SiteDraftFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.SiteDraftOpened(draft=draft, base=base):
            return f"Se abrió el borrador {draft[:8]} del sitio, desde la versión {base}."
        case facts.SiteDraftChanged(draft=draft, revision=revision, fields=fields):
            count = "un campo" if fields == 1 else f"{fields} campos"
            return f"Se cambió el borrador {draft[:8]} del sitio, {count} (revisión {revision})."
        case facts.SiteDraftUpdated(draft=draft, base=base):
            return f"El borrador {draft[:8]} del sitio recibió los cambios de la versión {base}."
        case facts.SiteDraftDiscarded(draft=draft):
            return f"Se descartó el borrador {draft[:8]} del sitio."
        case facts.SitePublicationRequested(draft=draft, effective_at_ms=effective_at_ms):
            return f"Se pidió publicar el borrador {draft[:8]} del sitio, {_moment(effective_at_ms)}."
        case facts.SitePublicationRefused(draft=draft):
            return f"No se publicó el borrador {draft[:8]} del sitio: la solicitud se rechazó o se retiró."
        case facts.SiteTriesOverridden(draft=draft, failed=failed):
            tries = "falla una prueba guardada" if failed == 1 else f"fallan {failed} pruebas guardadas"
            return f"Se publicó el borrador {draft[:8]} del sitio aunque {tries}, con un motivo."
        case facts.SiteDraftCallOpened(draft=draft, revision=revision, expires_at_ms=expires_at_ms):
            until = from_milliseconds(expires_at_ms).astimezone(COLOMBIA)
            return (
                f"El borrador {draft[:8]} del sitio (revisión {revision}) se puede oír en el número de prueba hasta "
                f"las {until:%H:%M} del {until:%Y-%m-%d}."
            )
        case facts.SiteDraftCallClosed(draft=draft):
            return f"El borrador {draft[:8]} del sitio ya no se puede oír en el número de prueba."
    return ""


def _moment(effective_at_ms: int) -> str:
    if not effective_at_ms:
        return "para que rija cuando se apruebe"
    moment = from_milliseconds(effective_at_ms).astimezone(COLOMBIA)
    return f"para que rija desde el {moment:%Y-%m-%d} a las {moment:%H:%M}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SiteDraftFact)
