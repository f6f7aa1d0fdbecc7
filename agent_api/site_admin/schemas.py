"""Schemas of the site on screen: publications, drafts, changes, and the gate."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import Flag, WholeNumber
from agent_api.site_admin.drafts.domain.choices import TakenSide
from agent_api.site_admin.drafts.domain.draft import DraftState
from agent_api.site_admin.drafts.domain.plain_json import MAX_DEPTH, find_json_fault
from agent_api.tickets.answers.schemas import AnswerPreview
from config.site.documents.changes import ABSENT, Change
from eventlog.facts.site import PublicationOrigin

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
DraftId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.(wav|svg)$")]
"""The name of a sound or of a logo in the site folder."""
PublicationId = Annotated[WholeNumber, Field(ge=1, le=2**62)]
MAX_CHANGES = 500
_Title = Annotated[str, Field(min_length=3, max_length=120, pattern=r"^[^\x00]*$")]
_Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]
_Step = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
DocumentPath = Annotated[
    list[_Step],
    Field(min_length=1, max_length=MAX_DEPTH, description="La sección y, hacia adentro, los campos y nombres."),
]
_Expected = Annotated[
    PublicationId, Field(description="La publicación vigente que vio quien pide; si ya rige otra, no se publica.")
]


class PublicationOut(BaseModel):
    """A version put in force at a moment."""

    id: int
    version: str
    effective_at: AwareDatetime
    published_at: AwareDatetime
    author: str = Field(description="Nombre de quien publicó o pidió publicar; vacío si fue el arranque.")
    approver: str | None = Field(description="Nombre de quien aprobó, si el sitio pide dos personas.")
    origin: PublicationOrigin = Field(
        description="folder: la carpeta del sitio; draft: un borrador; return: volver a una versión anterior."
    )
    reason: str
    ends_at: AwareDatetime | None = Field(description="Cuándo dejó o dejará de regir; null si no se sabe.")
    cancelled_at: AwareDatetime | None


class DraftSummary(BaseModel):
    """A draft that is open or waits for a second person."""

    id: str
    title: str
    state: DraftState
    outdated: Flag = Field(description="Si ya rige otra versión que aquella con la que empezó.")
    editors: list[str] = Field(description="Nombres de quienes lo han cambiado.")
    created_at: AwareDatetime
    updated_at: AwareDatetime


class SiteOverview(BaseModel):
    """The site in force, the scheduled publication, and the drafts."""

    in_force: PublicationOut
    scheduled: PublicationOut | None
    drafts: list[DraftSummary] = Field(description="Primero el último cambio.")
    two_persons: Flag = Field(description="Si otra persona aprueba cada publicación.")


class SiteComplaint(BaseModel):
    """A complaint of the checker, beside the field that it is about."""

    path: list[str] = Field(description="Vacío si no es de un campo.")
    text: str = Field(description="La frase, que nombra otras partes del sitio como las pantallas.")
    section: str | None = Field(description="La parte del sitio que la frase nombra.")


class SiteDifference(BaseModel):
    """A difference between two versions, in words."""

    section: str
    path: list[str]
    text: str


class PublicationDetail(PublicationOut):
    """A publication with its document, and its differences with the one before."""

    document: dict[str, Any]
    differences: list[SiteDifference] | None = Field(description="null en la primera publicación.")


class PublicationPage(BaseModel):
    """Publications, the newest first."""

    publications: list[PublicationOut]
    next: str | None = Field(description="Cursor de la página siguiente; null en la última.")


class PublicationQuery(BaseModel):
    """Which publications."""

    model_config = ConfigDict(extra="forbid")

    on: Day | None = Field(None, description="Solo las que rigieron en algún momento de ese día.")
    cursor: str | None = Field(None, max_length=200)


class DraftRequest(BaseModel):
    """A publication that waits for a second person."""

    effective_at: AwareDatetime | None = Field(description="null: cuando se apruebe.")
    reason: str
    requested_by: str
    requested_at: AwareDatetime
    own: Flag = Field(description="Si la pidió quien pregunta, que entonces no la puede aprobar.")


class DraftRefusal(BaseModel):
    """Why the publication that was asked for last did not happen."""

    by: str
    at: AwareDatetime
    reason: str


class DraftOut(DraftSummary):
    """A draft with its document, its complaints, and its differences with its base version, in words."""

    base_version: str
    revision: int
    document: dict[str, Any]
    complaints: list[SiteComplaint]
    differences: list[SiteDifference]
    publication: DraftRequest | None
    refusal: DraftRefusal | None
    locked_sections: list[str] = Field(
        description="Secciones con reglas de seguridad, que quien pregunta no puede cambiar."
    )


class TextPreviewQuery(BaseModel):
    """The text of a draft to preview."""

    model_config = ConfigDict(extra="forbid")

    text: Literal["answer", "receipt"] = Field(description="Una plantilla de respuesta, o la constancia de radicación.")
    template: str | None = Field(None, max_length=40, description="La plantilla, para «answer».")
    channel: Literal["email", "letter"] = Field("email", description="Por correo o por carta.")


class TextPreview(BaseModel):
    """A text of a draft as a person would get it, with invented data."""

    preview: AnswerPreview | None = Field(description="null mientras los reparos no dejen verlo.")
    complaints: list[SiteComplaint] = Field(description="Los de las partes con que se hace.")


class DraftRevision(BaseModel):
    """The last saved change of a draft."""

    revision: int
    by: str
    at: AwareDatetime
    state: DraftState


class SiteDraftForm(BaseModel):
    """A new draft of the version in force."""

    model_config = _STRICT

    title: _Title


class FieldChange(BaseModel):
    """A field that was changed; a missing `before` or `after` says that the field was or becomes absent."""

    model_config = ConfigDict(extra="forbid")

    path: DocumentPath
    before: Any = Field(None, description="Lo que decía cuando se empezó a editar; falta si el campo no estaba.")
    after: Any = Field(None, description="Lo que debe decir; falta si el campo se quita.")

    @model_validator(mode="after")
    def _refuse_unstorable(self) -> "FieldChange":
        for value in (self.before, self.after):
            if (fault := find_json_fault(value)) is not None:
                raise ValueError(f"El cambio {fault}.")
        return self


class ChangesForm(BaseModel):
    """Changes of one person, saved together."""

    model_config = ConfigDict(extra="forbid")

    changes: list[FieldChange] = Field(min_length=1, max_length=MAX_CHANGES)


class ConflictChoice(BaseModel):
    """A choice about one conflict."""

    model_config = ConfigDict(extra="forbid")

    path: DocumentPath
    take: Literal["mine", "theirs"] = Field(description="mine: lo del borrador; theirs: lo de la versión vigente.")


class UpdateForm(BaseModel):
    """Choices about the conflicts with the version in force."""

    model_config = ConfigDict(extra="forbid")

    choices: list[ConflictChoice] = Field(default=[], max_length=MAX_CHANGES)


class PublicationOrderForm(BaseModel):
    """The publication of a draft."""

    model_config = _STRICT

    effective_at: Moment | None = Field(None, description="Desde cuándo rige; si falta, desde ya.")
    reason: _Reason
    tries_reason: _Reason | None = Field(None, description="Por qué se publica aunque fallen pruebas guardadas.")
    expected: _Expected


class ReasonForm(BaseModel):
    """The reason of an act."""

    model_config = _STRICT

    reason: _Reason


class ReturnForm(BaseModel):
    """The return to an earlier version."""

    model_config = _STRICT

    reason: _Reason
    expected: _Expected


class FailedTryOut(BaseModel):
    """A saved try that did not go as expected."""

    id: str
    name: str
    faults: list[str]


class GateOut(BaseModel):
    """The objections to a publication; empty lists let it pass. ``operator_steps`` is no objection."""

    complaints: list[SiteComplaint]
    silent_prompts: list[str] = Field(description="Mensajes sin voz.")
    failed_tries: list[FailedTryOut] = Field(description="Las pruebas guardadas que no salieron como se esperaba.")
    operator_steps: list[str] = Field(description="Lo que debe hacer una persona en las máquinas para que rija todo.")


class PublicationResult(BaseModel):
    """The publication, or the draft that waits for a second person."""

    state: Literal["published", "waiting"]
    publication: PublicationOut | None
    draft: DraftOut


class DraftFileName(BaseModel):
    """The file that was stored, as the document names it."""

    name: str
    digest: str = Field(description="SHA-256 de su contenido.")


def changes_of(form: ChangesForm) -> list[Change]:
    """Return the changes of a form; a value that the form leaves out is absent."""
    return [
        Change(
            path=tuple(each.path),
            before=each.before if "before" in each.model_fields_set else ABSENT,
            after=each.after if "after" in each.model_fields_set else ABSENT,
        )
        for each in form.changes
    ]


def choices_of(form: UpdateForm) -> list[TakenSide]:
    """Return the choices of a form."""
    return [TakenSide(path=tuple(each.path), take=each.take) for each in form.choices]
