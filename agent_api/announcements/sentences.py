"""Spanish sentences for the facts of messages and announcements. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.people.bulletin import BulletinFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.BulletinPublished(bulletin=number, kind="message"):
            return f"Se envió el mensaje {number} para {_audience(fact, site)}."
        case facts.BulletinPublished(bulletin=number, must_read=must_read):
            ending = ", que exige lectura" if must_read else ""
            return f"Se publicó el anuncio {number} para {_audience(fact, site)}{ending}."
        case facts.BulletinWithdrawn(bulletin=number):
            return f"Se retiró el mensaje o anuncio {number}."
        case facts.BulletinRead(bulletin=number):
            return f"Se marcó como leído el mensaje o anuncio {number}."
    return ""


def _audience(fact: facts.BulletinPublished, site: Site) -> str:
    ids = fact.audience.split()
    match fact.audience_kind:
        case "queues":
            return "las colas " + ", ".join(labels.queue_name(site, each) for each in ids)
        case "roles":
            return "los roles " + ", ".join(labels.in_sentence(labels.ROLES.get(each, each)) for each in ids)
        case "team":
            return "el equipo de " + ", ".join(ids)
    return ", ".join(ids)


SENTENCES: Final[SentenceTable] = sentences_by(sentence, BulletinFact)
