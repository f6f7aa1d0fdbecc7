"""Spanish sentences for the facts of the knowledge base. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.tickets.knowledge import KnowledgeFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    return _article_sentence(fact) or _reader_sentence(fact)


def _article_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.KnowledgeArticleCreated(article=article):
            return f"Se creó el artículo «{article}»."
        case facts.KnowledgeArticleEdited(article=article, version=version):
            return f"Se escribió la versión {version} del artículo «{article}»."
        case facts.KnowledgeOwnerChanged(article=article, owner=owner):
            return f"El artículo «{article}» queda a cargo de {owner}."
        case facts.KnowledgeArticlePublished(article=article, version=version, valid_until=""):
            return f"Se publicó la versión {version} del artículo «{article}»."
        case facts.KnowledgeArticlePublished(article=article, version=version, valid_until=day):
            return f"Se publicó la versión {version} del artículo «{article}», hasta el {spoken_day(day)}."
        case facts.KnowledgeArticleWithdrawn(article=article, version=version):
            return f"Se retiró el artículo «{article}», que iba en la versión {version}."
    return ""


def _reader_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.KnowledgeArticleRead(article=article, version=version, ticket=""):
            return f"Se consultó el artículo «{article}», versión {version}."
        case facts.KnowledgeArticleRead(article=article, version=version, ticket=ticket):
            return f"Para el ticket {ticket} se consultó el artículo «{article}», versión {version}."
        case facts.KnowledgeArticleRated(article=article, version=version, useful=useful):
            verdict = "sirvió" if useful else "no sirvió"
            return f"Un lector dijo que el artículo «{article}», versión {version}, {verdict}."
        case facts.KnowledgeOwnerNotified(article=article, kind="review", day=day):
            return f"Se recordó revisar el artículo «{article}» el {spoken_day(day)}."
        case facts.KnowledgeOwnerNotified(article=article, kind="expiring", day=day):
            return f"Se avisó que el artículo «{article}» vence el {spoken_day(day)}."
        case facts.KnowledgeOwnerNotified(article=article, day=day):
            return f"Se avisó que el artículo «{article}» venció el {spoken_day(day)}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, KnowledgeFact)
