"""Schemas of evaluations."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.kit.ids import SiteId, WholeNumber
from agent_api.quality.evaluations.domain.evaluation import EvaluationSort, State
from agent_api.quality.evaluations.domain.state_machine import Act
from agent_api.recordings.schemas import Recording, RecordingId
from config.site.quality.forms import Evidence
from config.site.quality.vocabulary import Convention, Family
from eventlog.facts.quality.evaluation import (
    EvaluationAnswer,
    EvaluationChannel,
    EvaluationKind,
    FamilyResult,
    Seat,
    Tenure,
)
from metrics.quality.samples.week import WEEK_PATTERN

EvaluationIdText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
EvaluationId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
ItemId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]
Week = Annotated[str, Field(pattern=WEEK_PATTERN)]
ReasonText = Annotated[str, Field(min_length=1, max_length=4000)]
Answers = dict[SiteId, EvaluationAnswer]
NOTES_LIMIT = 200
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewEvaluation(BaseModel):
    """The work to evaluate, and why."""

    model_config = _STRICT

    kind: EvaluationKind = Field(description="Solo `random`, de la muestra, puede contar en un indicador.")
    channel: EvaluationChannel
    item: ItemId = Field(description="El id de la llamada, o el número del ticket.")
    follows: EvaluationIdText | None = Field(None, description="Con `follow_up`, la evaluación a la que sigue.")

    @model_validator(mode="after")
    def _check_follows(self) -> "NewEvaluation":
        """Check that a follow-up, and no other kind, names the evaluation that it follows."""
        if (self.kind == "follow_up") != (self.follows is not None):
            raise ValueError("«follows» va con «follow_up», y solo con ella.")
        return self


class EvaluationNote(BaseModel):
    """A note tied to a second of a recording, to a paragraph of the answer, or to nothing."""

    model_config = _STRICT

    text: str = Field(min_length=1, max_length=2000)
    recording: RecordingId | None = Field(None, description="La grabación del segundo.")
    second: Annotated[WholeNumber, Field(ge=0, le=86_400)] | None = Field(None, description="Desde su comienzo.")
    paragraph: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = Field(
        None, description="De la respuesta, desde 1."
    )
    criterion: SiteId | None = Field(None, description="El criterio del que habla.")


class EvaluationContent(BaseModel):
    """Answers, notes and comment."""

    model_config = _STRICT

    answers: Answers = Field(max_length=200, description="Por criterio: cumple, no cumple o no aplica.")
    notes: list[EvaluationNote] = Field([], max_length=NOTES_LIMIT)
    comment: str = Field("", max_length=8000)


Revision = Annotated[int, Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")]


class EvaluationDraftForm(EvaluationContent):
    """An unsigned evaluation as it is typed, and the revision on which it is based."""

    revision: Revision


class SignatureForm(BaseModel):
    """The revision that is signed, so that nothing is signed that was not seen."""

    model_config = _STRICT

    revision: Revision


class ScoreForm(BaseModel):
    """Answers to some or all criteria, whose score is asked for."""

    model_config = _STRICT

    answers: Answers = Field(max_length=200, description="Por criterio: cumple, no cumple o no aplica.")


class CorrectionForm(EvaluationContent):
    """The whole content of a new round, and why the last one is replaced."""

    revision: Revision
    reason: ReasonText


class DiscardForm(BaseModel):
    """Why an unsigned evaluation is given up."""

    model_config = _STRICT

    reason: ReasonText


class FormCriterionDetail(BaseModel):
    """A criterion of the form."""

    id: str
    name: str
    help: str
    weight: str = Field(description="Exacto, en porcentaje del formulario.")
    family: Family
    family_name: str
    critical: bool
    evidence: list[Evidence]
    not_applicable: bool = Field(description="Si admite «no aplica».")


class FormSectionDetail(BaseModel):
    """A section of the form."""

    id: str
    name: str
    criteria: list[FormCriterionDetail]


class FormDetail(BaseModel):
    """The form with which the evaluation began."""

    id: str
    name: str
    version: str = Field(description="Huella del contenido.")
    version_label: str
    notice: str | None = Field(description="Si es un formulario de ejemplo, la frase que lo dice.")
    convention: Convention
    sections: list[FormSectionDetail]


class EvaluationRound(BaseModel):
    """A signed round; a correction adds one and the earlier ones stay."""

    round: int
    signed_at: datetime
    signed_by: str
    signed_by_name: str
    answers: dict[str, EvaluationAnswer]
    notes: list[EvaluationNote]
    comment: str
    score: str | None = Field(description="De 0 a 100 con dos decimales; null si ningún criterio aplica.")
    exact_score: str | None = Field(description="La misma nota como fracción exacta.")
    families: dict[Family, FamilyResult] = Field(description="Solo las que tienen algún criterio que aplica.")


class EvaluationStep(BaseModel):
    """An act in the history of an evaluation."""

    at: datetime
    by: str
    by_name: str
    act: Literal["begin"] | Act
    state: State
    round: int
    text: str | None = Field(description="El motivo, la refutación o la decisión; null si no lleva texto.")
    criteria: list[str] = Field(description="Los criterios con los que el asesor no está de acuerdo.")


StoryPart = Literal["lookup", "identity", "work", "call"]


class StoryEntry(BaseModel):
    """A moment of the call, in one sentence."""

    at: datetime
    after_ms: int
    sentence: str
    part: StoryPart = Field(
        description="Una consulta a otro sistema, la identidad, la tipificación y los tickets, o la llamada misma."
    )


class PetitionerMessage(BaseModel):
    """A message or a letter to the petitioner, as it was sent."""

    id: str
    at: datetime
    told: str = Field(description="Qué es, por dónde va y en qué quedó, en una frase.")
    to: str
    subject: str | None = Field(description="Del correo; null en una carta.")
    text: str | None = Field(description="El texto del correo como salió; null en una carta, que se abre en PDF.")
    is_answer: bool = Field(description="Si lleva la respuesta.")


class EvaluationStory(BaseModel):
    """The work that is judged: the call with its recordings, or the petition with its answer."""

    timeline: list[StoryEntry] = Field(description="De la llamada; vacía en un ticket.")
    recordings: list[Recording]
    topic: str | None = Field(description="La tipificación de la llamada.")
    tickets: list[str] = Field(description="Los radicados de la llamada, o el que se evalúa.")
    petition: str | None = Field(description="Lo que se pidió; null en una llamada, y para quien no puede leerlo.")
    messages: list[PetitionerMessage] = Field(description="Correos y cartas al peticionario; vacía en una llamada.")
    answer: list[str] = Field(description="La respuesta, por párrafos.")
    missing: str | None = Field(description="Qué prueba falta o puede haber cambiado, en una frase; null si ninguna.")


class GroupPreview(BaseModel):
    """The mark of a group of criteria, and its least accepted one."""

    name: str
    score: str
    minimum: str
    passed: bool


class ScorePreview(BaseModel):
    """The score by the answers given so far, by the convention of the form."""

    score: str | None = Field(description="De 0 a 100 con dos decimales; null si nada de lo respondido aplica.")
    families: dict[Family, FamilyResult] = Field(description="Solo las que ya tienen algún criterio que aplica.")
    groups: list[GroupPreview] = Field(description="Solo en la convención `groups`.")
    answered: int
    criteria: int


class EvaluationSummary(BaseModel):
    """An evaluation in a list."""

    id: str = Field(description="Año y consecutivo.")
    kind: EvaluationKind
    seat: Seat = Field(description="`second` repite una de la muestra; `own` es de una calibración.")
    channel: EvaluationChannel
    item: str
    line: str = Field(description="La línea de la llamada, o el canal del ticket.")
    form_id: str
    worked_at: datetime = Field(description="Cuándo entró la llamada o se envió la respuesta.")
    week: str = Field(description="La semana de la muestra o, en otra clase, la de ese momento.")
    advisor: str | None = Field(description="null mientras quien lee no puede saber de quién es el trabajo.")
    advisor_name: str = Field(description="El nombre, o el seudónimo de esta evaluación.")
    tenure: Tenure | None = Field(description="Si el asesor estaba en su curva de aprendizaje; null si no se muestra.")
    evaluator: str
    evaluator_name: str
    begun_at: datetime
    state: State
    round: int
    score: str | None = Field(description="De la última versión; null sin firmar, sin nota, o si no puede verla.")
    refutable_until: datetime | None
    needs_feedback: bool = Field(description="Si el sitio pide que el asesor la responda; puede responder cualquiera.")


class EvaluationDetail(EvaluationSummary):
    """An evaluation with its form, its content and the work that it judges."""

    follows: str | None
    decide_by: datetime | None = Field(description="Hasta cuándo se decide su refutación; null si no espera decisión.")
    site_version: str
    revision: int
    form: FormDetail
    visible: bool = Field(description="Si puede ver el contenido: quien aún debe juzgar lo mismo no ve lo de otro.")
    answers: dict[str, EvaluationAnswer] = Field(description="Las del borrador o de la última versión.")
    notes: list[EvaluationNote]
    comment: str
    rounds: list[EvaluationRound]
    history: list[EvaluationStep]
    acts: list[Act] = Field(description="Lo que usted puede hacer ahora.")
    story: EvaluationStory


class EvaluationPage(BaseModel):
    """A page of evaluations, the last begun first."""

    evaluations: list[EvaluationSummary]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class EvaluationQuery(BaseModel):
    """Filters for listing evaluations."""

    model_config = ConfigDict(extra="forbid")

    advisor: Login | None = Field(None, description="Usuario del asesor; deja fuera las que aún son con seudónimo.")
    week: Week | None = None
    channel: EvaluationChannel | None = None
    kind: EvaluationKind | None = None
    state: State | None = None
    evaluator: Login | None = None
    item: ItemId | None = Field(None, description="El id de la llamada, o el número del ticket.")
    form: SiteId | None = Field(None, description="El formulario.")
    sort: EvaluationSort = Field("-begun_at", description="Por comienzo o por cuándo se trabajó; con guion, al revés.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class SavedEvaluation(BaseModel):
    """The revision of an unsigned evaluation after a save."""

    id: str
    revision: int
    updated_at: datetime


class ItemEvaluation(BaseModel):
    """An evaluation of an item of a sample as a part of it."""

    id: str
    seat: Seat
    state: State
    evaluator: str
    evaluator_name: str


class ItemEvaluations(BaseModel):
    """The evaluations of one item, and whether the reader can begin one."""

    item: str
    evaluations: list[ItemEvaluation]
    may_begin: bool = Field(description="Si queda un lugar y quien lee puede evaluar; al comenzar se revisa lo demás.")


class SampleEvaluations(BaseModel):
    """The evaluations of the items of a sample that are not replaced, in the order of the sample."""

    items: list[ItemEvaluations]


class EvaluationChoice(BaseModel):
    """A value of a filter, with its name."""

    value: str
    name: str


class EvaluationChoices(BaseModel):
    """The values that the filters of the list can have."""

    forms: list[EvaluationChoice]
    weeks: list[str] = Field(description="Primero la última.")
    evaluators: list[EvaluationChoice]
    advisors: list[EvaluationChoice] = Field(description="Vacía para quien evalúa con seudónimos.")
