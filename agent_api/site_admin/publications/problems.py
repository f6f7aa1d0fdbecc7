"""Errors of the site's publications. Pure."""

from agent_api.kit.errors import ApiError
from agent_api.site_admin.publications.domain.publication import Publication
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA


class PublicationUnknown(ApiError):
    """There is no such publication."""

    status = 404
    code = "publication_unknown"

    def __init__(self) -> None:
        super().__init__("No hay ninguna publicación con ese identificador.")


class PublishedMeanwhile(ApiError):
    """Another publication is in force than the author saw, or one is scheduled."""

    status = 409
    code = "published_meanwhile"

    def __init__(self, publication: Publication | None) -> None:
        self.publication = publication
        self.extension = {} if publication is None else {"publication": publication.id}
        super().__init__(_meanwhile_text(publication))


class ScheduledAlready(PublishedMeanwhile):
    """A publication is scheduled: it must take effect or be cancelled before another one."""

    code = "publication_scheduled"

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication)
        self.args = (
            f"Ya hay una publicación programada para el {_moment_text(publication)}, {_author_text(publication)}. "
            "Cancélela, o espere a que rija, y publique después.",
        )


class AlreadyInForce(ApiError):
    """The version is the one in force."""

    status = 409
    code = "version_in_force"

    def __init__(self) -> None:
        super().__init__("Esa versión del sitio ya rige: no hay nada que publicar.")


class PublicationNotScheduled(ApiError):
    """The publication is in force already, or cancelled."""

    status = 409
    code = "publication_not_scheduled"

    def __init__(self) -> None:
        super().__init__(
            "Solo se cancela una publicación que todavía no rige. Para deshacer una que ya rige, vuelva a la anterior."
        )


class SiteFileMissing(ApiError):
    """The version names a sound whose content is neither stored nor given."""

    status = 409
    code = "site_file_missing"

    def __init__(self, prompt: str) -> None:
        super().__init__(f"Falta el sonido del mensaje «{prompt}»: súbalo de nuevo y publique.")


class ForeignSite(ApiError):
    """The version belongs to another campaign."""

    status = 409
    code = "site_of_other_campaign"

    def __init__(self, campaign: str) -> None:
        super().__init__(f"Ese sitio es de la campaña «{campaign}», y esta instalación tiene otra. Revise site.yaml.")


def _meanwhile_text(publication: Publication | None) -> str:
    if publication is None:
        return "El sitio cambió mientras usted lo editaba. Vuelva a abrirlo y publique de nuevo."
    return (
        f"El sitio cambió mientras usted lo editaba: desde el {_moment_text(publication)} rige otra versión, "
        f"{_author_text(publication)}. Traiga esos cambios a su borrador y publique de nuevo."
    )


def _moment_text(publication: Publication) -> str:
    local = publication.effective_at.astimezone(COLOMBIA)
    return f"{spoken_date(local)} a las {local:%H:%M}"


def _author_text(publication: Publication) -> str:
    if publication.origin == "folder" and not publication.who_name:
        return "importada de la carpeta del sitio"
    return f"publicada por {publication.who_name or publication.who}"
