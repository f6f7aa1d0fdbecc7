"""The Spanish sentences of the facts of the site's publications."""

from eventlog import facts
from eventlog.facts import AnyFact

VERSION = "0123456789abcdef"
SITE_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.SitePublished(publication=7, version=VERSION, effective_ms=1_798_124_400_000, origin="draft"),
        "Publicación 7: la versión 0123456789abcdef del sitio rige desde el jueves 24 de diciembre de 2026 a las "
        "10:00 (desde un borrador).",
    ),
    (
        facts.SitePublished(publication=8, version=VERSION, effective_ms=1_798_124_400_000, origin="return"),
        "Publicación 8: la versión 0123456789abcdef del sitio rige desde el jueves 24 de diciembre de 2026 a las "
        "10:00 (para volver a ella).",
    ),
    (
        facts.SitePublished(publication=1, version=VERSION, effective_ms=1_798_124_400_000, origin="folder"),
        "Publicación 1: la versión 0123456789abcdef del sitio rige desde el jueves 24 de diciembre de 2026 a las "
        "10:00 (desde la carpeta).",
    ),
    (
        facts.SitePublicationCancelled(publication=7, version=VERSION),
        "Se canceló la publicación 7, con la versión 0123456789abcdef del sitio, antes de que rigiera.",
    ),
]
