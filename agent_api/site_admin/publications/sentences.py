"""Spanish sentences for the facts of the site's publications. Pure."""

from datetime import UTC, datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, SitePublicationCancelled, SitePublished
from eventlog.facts.site import PublicationOrigin, SiteFact

_ORIGINS: Final[dict[PublicationOrigin, str]] = {
    "folder": "desde la carpeta",
    "draft": "desde un borrador",
    "return": "para volver a ella",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case SitePublished(publication=number, version=version, effective_ms=effective, origin=origin):
            moment = datetime.fromtimestamp(effective // 1000, UTC).astimezone(COLOMBIA)
            since = f"desde el {spoken_date(moment)} a las {moment:%H:%M}"
            return f"Publicación {number}: la versión {version} del sitio rige {since} ({_ORIGINS[origin]})."
        case SitePublicationCancelled(publication=number, version=version):
            return f"Se canceló la publicación {number}, con la versión {version} del sitio, antes de que rigiera."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SiteFact)
