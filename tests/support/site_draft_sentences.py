"""The Spanish sentences of the facts of drafts of the site."""

from eventlog import facts
from eventlog.facts import AnyFact

DRAFT = "0123abcd-0000-4000-8000-000000000000"
VERSION = "0123456789abcdef"
SITE_DRAFT_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.SiteDraftOpened(draft=DRAFT, base=VERSION),
        "Se abrió el borrador 0123abcd del sitio, desde la versión 0123456789abcdef.",
    ),
    (
        facts.SiteDraftChanged(draft=DRAFT, revision=2, fields=1),
        "Se cambió el borrador 0123abcd del sitio, un campo (revisión 2).",
    ),
    (
        facts.SiteDraftChanged(draft=DRAFT, revision=3, fields=4),
        "Se cambió el borrador 0123abcd del sitio, 4 campos (revisión 3).",
    ),
    (
        facts.SiteDraftUpdated(draft=DRAFT, revision=4, base=VERSION),
        "El borrador 0123abcd del sitio recibió los cambios de la versión 0123456789abcdef.",
    ),
    (facts.SiteDraftDiscarded(draft=DRAFT), "Se descartó el borrador 0123abcd del sitio."),
    (
        facts.SitePublicationRequested(draft=DRAFT, revision=4, effective_at_ms=0),
        "Se pidió publicar el borrador 0123abcd del sitio, para que rija cuando se apruebe.",
    ),
    (
        facts.SitePublicationRequested(draft=DRAFT, revision=4, effective_at_ms=1_798_113_600_000),
        "Se pidió publicar el borrador 0123abcd del sitio, para que rija desde el 2026-12-24 a las 07:00.",
    ),
    (
        facts.SitePublicationRefused(draft=DRAFT),
        "No se publicó el borrador 0123abcd del sitio: la solicitud se rechazó o se retiró.",
    ),
    (
        facts.SiteDraftCallOpened(draft=DRAFT, revision=4, line="bogota", expires_at_ms=1_798_113_600_000),
        "El borrador 0123abcd del sitio (revisión 4) se puede oír en el número de prueba "
        "hasta las 07:00 del 2026-12-24.",
    ),
    (
        facts.SiteDraftCallClosed(draft=DRAFT),
        "El borrador 0123abcd del sitio ya no se puede oír en el número de prueba.",
    ),
    (
        facts.SiteTriesOverridden(draft=DRAFT, failed=1),
        "Se publicó el borrador 0123abcd del sitio aunque falla una prueba guardada, con un motivo.",
    ),
    (
        facts.SiteTriesOverridden(draft=DRAFT, failed=2),
        "Se publicó el borrador 0123abcd del sitio aunque fallan 2 pruebas guardadas, con un motivo.",
    ),
]
