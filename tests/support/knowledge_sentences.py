"""The Spanish sentences of the facts of the knowledge base."""

import msgspec

from eventlog import facts
from eventlog.facts import AnyFact

ARTICLE = "paz_y_salvo"
PUBLISHED = facts.KnowledgeArticlePublished(
    article=ARTICLE, version=2, valid_from="2026-11-01", valid_until="", review_on="2027-02-01"
)
READ = facts.KnowledgeArticleRead(article=ARTICLE, version=2, ticket="")
RATED = facts.KnowledgeArticleRated(article=ARTICLE, version=2, useful=True, commented=False)
NOTIFIED = facts.KnowledgeOwnerNotified(article=ARTICLE, owner="coco", kind="review", day="2027-02-01")
KNOWLEDGE_SENTENCES: list[tuple[AnyFact, str]] = [
    (facts.KnowledgeArticleCreated(article=ARTICLE, owner="coco"), "Se creó el artículo «paz_y_salvo»."),
    (
        facts.KnowledgeArticleEdited(article=ARTICLE, version=2),
        "Se escribió la versión 2 del artículo «paz_y_salvo».",
    ),
    (
        facts.KnowledgeOwnerChanged(article=ARTICLE, owner="coco"),
        "El artículo «paz_y_salvo» queda a cargo de coco.",
    ),
    (PUBLISHED, "Se publicó la versión 2 del artículo «paz_y_salvo»."),
    (
        msgspec.structs.replace(PUBLISHED, valid_until="2027-06-30"),
        "Se publicó la versión 2 del artículo «paz_y_salvo», hasta el miércoles 30 de junio de 2027.",
    ),
    (
        facts.KnowledgeArticleWithdrawn(article=ARTICLE, version=2),
        "Se retiró el artículo «paz_y_salvo», que iba en la versión 2.",
    ),
    (READ, "Se consultó el artículo «paz_y_salvo», versión 2."),
    (
        msgspec.structs.replace(READ, ticket="2026-000123-4"),
        "Para el ticket 2026-000123-4 se consultó el artículo «paz_y_salvo», versión 2.",
    ),
    (RATED, "Un lector dijo que el artículo «paz_y_salvo», versión 2, sirvió."),
    (
        msgspec.structs.replace(RATED, useful=False, commented=True),
        "Un lector dijo que el artículo «paz_y_salvo», versión 2, no sirvió.",
    ),
    (NOTIFIED, "Se recordó revisar el artículo «paz_y_salvo» el lunes 1 de febrero de 2027."),
    (
        msgspec.structs.replace(NOTIFIED, kind="expiring"),
        "Se avisó que el artículo «paz_y_salvo» vence el lunes 1 de febrero de 2027.",
    ),
    (
        msgspec.structs.replace(NOTIFIED, kind="expired"),
        "Se avisó que el artículo «paz_y_salvo» venció el lunes 1 de febrero de 2027.",
    ),
]
