"""Errors of drafts and publications of the site. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from agent_api.access.principal import Forbidden
from agent_api.kit.errors import ApiError, NotFound
from agent_api.site_admin.drafts.domain.draft import MAX_AHEAD_DAYS, DraftState, TimeFault


class DraftUnknown(NotFound):
    """There is no such draft."""

    def __init__(self) -> None:
        super().__init__("No existe ese borrador.")


_STATES: Final[dict[DraftState, str]] = {
    "open": "Este borrador está abierto: nadie ha pedido publicarlo.",
    "waiting": "Este borrador espera que otra persona decida si se publica. Para cambiarlo, retire antes la solicitud.",
    "published": "Este borrador ya se publicó. Para hacer otro cambio, abra un borrador nuevo.",
    "discarded": "Este borrador se descartó. Abra uno nuevo.",
}


class DraftStateRefused(ApiError):
    """The state of the draft does not allow the act."""

    status = 409
    code = "draft_state"

    def __init__(self, state: DraftState) -> None:
        super().__init__(_STATES[state])
        self.extension = {"state": state}


class TooManyDrafts(ApiError):
    """The campaign has as many open drafts as it may."""

    status = 409
    code = "too_many_drafts"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Ya hay {limit} borradores abiertos. Publique o descarte alguno antes de abrir otro.")


class DraftTooBig(ApiError):
    """The document would exceed its limit."""

    status = 409
    code = "draft_too_big"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"El borrador pasaría de {max_bytes // 1024**2} MB. Quite algo antes de agregar más.")


class ChangeUnreadable(ApiError):
    """A change does not fit the form of a document."""

    status = 400
    code = "change_unreadable"

    def __init__(self, path: Sequence[str]) -> None:
        detail = "Ese campo no existe en el sitio."
        super().__init__(detail)
        self.faults = ((".".join(path), detail),)


class SectionLocked(Forbidden):
    """Only a user who administers rights changes a section with rules of security."""

    code = "site_section_locked"

    def __init__(self, section: str) -> None:
        super().__init__("Esa sección tiene reglas de seguridad: solo la cambia quien administra los usuarios.")
        self.extension = {"section": section}


class SiteConflicts(ApiError):
    """Other people changed the same fields meanwhile; nothing was saved."""

    status = 409
    code = "site_conflicts"

    def __init__(self, conflicts: Sequence[dict[str, Any]]) -> None:
        count = len(conflicts)
        fields = "un campo" if count == 1 else f"{count} campos"
        super().__init__(f"Otra persona cambió {fields} a la vez. No se guardó nada: elija qué queda en cada uno.")
        self.extension = {"conflicts": list(conflicts)}


class DraftChanged(ApiError):
    """Another person saved a change while the draft was being checked."""

    status = 409
    code = "draft_changed"
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            "Otra persona cambió el borrador mientras se revisaba. Vea sus cambios y pida publicar otra vez."
        )


class SiteHasComplaints(ApiError):
    """The checker does not accept the site."""

    status = 409
    code = "site_has_complaints"

    def __init__(self, complaints: Sequence[dict[str, Any]], before: str = "publicar") -> None:
        super().__init__(f"El sitio tiene reparos. Corríjalos antes de {before}.")
        self.extension = {"complaints": list(complaints)}


class PromptsSilent(ApiError):
    """Prompts of the site have no sound."""

    status = 409
    code = "prompts_silent"

    def __init__(self, prompts: Sequence[str]) -> None:
        super().__init__("Hay mensajes sin voz. Grábelos, o configure el sintetizador, antes de publicar.")
        self.extension = {"silent_prompts": list(prompts)}


class TriesFailed(ApiError):
    """Saved tries of the site fail."""

    status = 409
    code = "tries_failed"

    def __init__(self, tries: Sequence[dict[str, Any]]) -> None:
        super().__init__("Fallan pruebas guardadas. Corrija el borrador, o diga por qué se publica así.")
        self.extension = {"failed_tries": list(tries)}


_TIME_FAULTS: Final[dict[TimeFault, str]] = {
    "past": "La fecha en que empieza a regir debe ser futura. Para publicar ya, déjela vacía.",
    "far": f"La fecha en que empieza a regir debe estar a menos de {MAX_AHEAD_DAYS} días.",
}


class EffectiveTimeRefused(ApiError):
    """The publication cannot be scheduled for that moment."""

    status = 400
    code = "effective_time_refused"

    def __init__(self, fault: TimeFault) -> None:
        super().__init__(_TIME_FAULTS[fault])
        self.faults = (("effective_at", _TIME_FAULTS[fault]),)


class ApproverIsAuthor(ApiError):
    """The person who asked for a publication cannot approve it."""

    status = 403
    code = "second_person_needed"

    def __init__(self) -> None:
        super().__init__("Usted pidió esta publicación: la aprueba otra persona.")


class VersionUnreadable(ApiError):
    """This release does not accept an earlier version any more."""

    status = 409
    code = "version_unreadable"

    def __init__(self) -> None:
        super().__init__("Esta versión de Atención ya no acepta ese sitio. Abra un borrador y corrija lo que falte.")


class FileRefused(ApiError):
    """A file is no sound and no logo, or the draft's files would be too big."""

    status = 400
    code = "site_file_refused"

    def __init__(self, detail: str) -> None:
        text = f"{detail[0].upper()}{detail[1:]}."
        super().__init__(text)
        self.faults = (("files", text),)


class NoTestNumber(ApiError):
    """The site in force has no test number."""

    status = 409
    code = "no_test_number"

    def __init__(self) -> None:
        super().__init__(
            "El sitio vigente no tiene un número de prueba. Pida a un administrador que lo ponga en la sección "
            "«Publicación» y que publique ese cambio."
        )


class TestNumberTaken(ApiError):
    """Another draft is open at the test number."""

    status = 409
    code = "test_number_taken"
    retryable = True

    def __init__(self, title: str, until: str) -> None:
        super().__init__(
            f"El número de prueba atiende el borrador «{title}» hasta las {until}. Termínelo allá, o espere."
        )


class DraftCallRefused(ApiError):
    """The draft does not have the line, or the moment is incomplete."""

    status = 400
    code = "draft_call_refused"

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.faults = ((field, detail),)
