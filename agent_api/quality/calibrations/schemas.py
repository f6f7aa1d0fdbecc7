"""Schemas of calibration sessions."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag, SiteId
from agent_api.quality.agreement.schemas import AgreementFigures, CriterionAgreement
from agent_api.quality.calibrations.domain.state_machine import CalibrationAct, CalibrationState
from agent_api.quality.evaluations.schemas import FormDetail, ItemId, Login, ReasonText, Revision
from eventlog.facts.quality.calibration import CalibrationPart
from eventlog.facts.quality.evaluation import EvaluationAnswer, EvaluationChannel

CalibrationId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
MinutesVersion = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}$")]
ITEMS_LIMIT = 20
PEOPLE_LIMIT = 30
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CalibrationForm(BaseModel):
    """The plan of a session."""

    model_config = _STRICT

    title: str = Field(min_length=1, max_length=200, description="Para qué es, en una frase.")
    held_on: Day = Field(description="El día de la reunión.")
    channel: EvaluationChannel
    items: list[ItemId] = Field(
        min_length=1, max_length=ITEMS_LIMIT, description="Ids de llamadas o números de tickets, en orden."
    )
    evaluators: list[Login] = Field(min_length=1, max_length=PEOPLE_LIMIT, description="A quiénes se compara.")
    master: Login = Field(description="Quien fija la nota maestra; no es uno de los evaluadores.")
    observers: list[Login] = Field([], max_length=PEOPLE_LIMIT, description="Leen los resultados y el acta.")


class MasterForm(BaseModel):
    """Another master, and why."""

    model_config = _STRICT

    master: Login
    reason: ReasonText


class CancellationForm(BaseModel):
    """Why a session is given up."""

    model_config = _STRICT

    reason: ReasonText


class OpeningForm(BaseModel):
    """Why the results are opened although an evaluator has not signed everything; empty if all have."""

    model_config = _STRICT

    reason: str = Field("", max_length=4000)


class MinutesDecision(BaseModel):
    """How a criterion is judged from now on."""

    model_config = _STRICT

    criterion: SiteId
    text: str = Field("", max_length=4000)
    changes: Flag = Field(False, description="Si el criterio debe cambiar en una versión posterior del formulario.")


class MinutesContent(BaseModel):
    """The content of minutes."""

    model_config = _STRICT

    agreements: str = Field("", max_length=12_000)
    decisions: list[MinutesDecision] = Field([], max_length=100)
    attendees: list[Login] = Field([], max_length=PEOPLE_LIMIT * 2, description="Quienes asistieron.")


class MinutesDraftForm(MinutesContent):
    """Minutes as they are typed, and the revision on which they are based."""

    revision: Revision


class MinutesSignatureForm(BaseModel):
    """The revision that is signed, so that nothing is signed that was not seen."""

    model_config = _STRICT

    revision: Revision


class MinutesCorrectionForm(MinutesContent):
    """The whole content of a new version of signed minutes, and why the last one is replaced."""

    revision: Revision
    reason: ReasonText


class Candidate(BaseModel):
    """A user who can take part in a session."""

    user: str
    name: str
    evaluates: bool = Field(description="Si puede evaluar; quien no, puede observar.")


class CandidateList(BaseModel):
    """The users who can take part in a session, by name."""

    candidates: list[Candidate]


class CalibrationPerson(BaseModel):
    """A person of a session, with their progress."""

    user: str
    name: str
    part: CalibrationPart
    signed: int = Field(description="Cuántas firmó; 0 para quien observa.")
    absent: bool | None = Field(description="Si faltó alguna cuando se abrieron los resultados; null antes.")


class CalibrationItem(BaseModel):
    """An item that all evaluate."""

    item: str
    week: str | None = Field(description="La semana de la muestra que la tiene; null si no es de una muestra.")
    own_evaluation: str | None = Field(description="La evaluación de quien pregunta; null si no la ha comenzado.")
    own_signed: bool


class ScoreDifferenceDetail(BaseModel):
    """A difference from the master in points of 100."""

    points: str | None = Field(description="Con dos decimales y signo; null si falta una de las dos notas.")
    beyond: bool = Field(description="Si pasa de la tolerancia, o solo uno de los dos tiene nota.")


class ComparedEvaluation(BaseModel):
    """The evaluation of one evaluator beside the master's."""

    user: str
    evaluation: str
    round: int
    score: str | None
    difference: ScoreDifferenceDetail
    answers: dict[str, EvaluationAnswer]
    criteria: dict[str, ScoreDifferenceDetail] = Field(
        description="Los criterios con otra respuesta, con lo que esa respuesta sola cambia la nota maestra."
    )


class ItemComparison(BaseModel):
    """An item: the master's answers, and those of each evaluator who signed it."""

    item: str
    master_evaluation: str
    master_score: str | None
    master_answers: dict[str, EvaluationAnswer]
    evaluations: list[ComparedEvaluation]


class EvaluatorComparison(BaseModel):
    """One evaluator over all items."""

    user: str
    name: str
    items: int = Field(description="Cuántas firmó de las que se comparan.")
    beyond: int = Field(description="En cuántas pasó de la tolerancia.")
    figures: AgreementFigures


class CalibrationResults(BaseModel):
    """The comparison with the master."""

    evaluators: list[EvaluatorComparison]
    criteria: list[CriterionAgreement] = Field(description="Todos los evaluadores con el maestro, por criterio.")
    items: list[ItemComparison]


class SignedMinutesDetail(BaseModel):
    """A signed version of the minutes."""

    version: int
    signed_at: datetime
    signed_by_name: str
    content: MinutesContent
    reason: str | None = Field(description="Por qué se corrigió; null en la primera.")
    digest: str = Field(description="SHA-256 del contenido.")


class WantedChange(BaseModel):
    """A criterion that the minutes want changed."""

    criterion: str
    name: str
    tied_at: datetime | None = Field(description="Cuándo el sitio tuvo el cambio; null mientras está pendiente.")
    form: str | None
    form_label: str | None = Field(description="La versión del formulario que lo tiene, como la nombran las personas.")
    site_version: str | None


class CalibrationStep(BaseModel):
    """An act in the history of a session."""

    at: datetime
    by: str
    by_name: str
    act: Literal["plan"] | CalibrationAct
    state: CalibrationState
    text: str | None


class CalibrationSummary(BaseModel):
    """A session in a list."""

    id: str = Field(description="Año y consecutivo.")
    title: str
    channel: EvaluationChannel
    held_on: date
    state: CalibrationState
    planned_at: datetime
    planned_by_name: str
    opened_at: datetime | None
    items: int
    evaluators: int
    pending: int = Field(description="Cuántas evaluaciones faltan por firmar, con las del maestro; 0 si ya se abrió.")
    pending_changes: int = Field(description="Cuántos cambios pedidos no tiene aún el formulario.")


class CalibrationDetail(CalibrationSummary):
    """A session with its people, its items, its results and its minutes."""

    tolerance: str = Field(description="Puntos de 100 que se aceptan de diferencia con la nota maestra.")
    site_version: str
    form: FormDetail
    people: list[CalibrationPerson]
    session_items: list[CalibrationItem]
    takes_part: CalibrationPart | None = Field(description="Cómo participa quien pregunta; null si no participa.")
    acts: list[CalibrationAct] = Field(description="Lo que usted puede hacer ahora.")
    results: CalibrationResults | None = Field(description="null hasta que se abren.")
    minutes: MinutesContent = Field(description="El acta que se escribe, o la última firmada.")
    revision: int
    signed_minutes: list[SignedMinutesDetail]
    changes: list[WantedChange]
    history: list[CalibrationStep]


class CalibrationPage(BaseModel):
    """A page of sessions, the last planned first."""

    calibrations: list[CalibrationSummary]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")
    every_days: int | None = Field(description="Cada cuántos días pide el sitio una; null si no audita la calidad.")
    last_opened_at: datetime | None = Field(description="Cuándo se abrieron los últimos resultados.")


class CalibrationQuery(BaseModel):
    """Filters for listing sessions."""

    model_config = ConfigDict(extra="forbid")

    state: CalibrationState | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class SavedMinutes(BaseModel):
    """The revision of the minutes after a save."""

    id: str
    revision: int
