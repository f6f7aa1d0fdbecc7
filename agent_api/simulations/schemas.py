"""Schemas of simulations."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag, SiteId, WholeNumber
from calls.call import Stage
from calls.simulation.transcript import Waiting
from config.schema.fields import ContingencyMode
from config.site.tries.scenario import MAX_ADVISORS, MAX_ANSWERS, MAX_INPUTS, Action
from eventlog.facts import Outcome

_STRICT = ConfigDict(extra="forbid")
Version = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="Una versión del sitio; si falta, la vigente.")]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Hora local, como 18:59.")]
_Level = Annotated[WholeNumber, Field(ge=1, le=10)]


class CallerForm(BaseModel):
    """The caller."""

    model_config = _STRICT

    number: Annotated[str, Field(pattern=r"^\+?[0-9*#]{3,20}$")] | None = Field(
        default="3001234567", description="null: oculto."
    )
    trusted: Flag = Field(default=True, description="Si llega por una troncal que el sitio reconoce.")
    large_client: Flag = Field(default=False, description="Si el número está registrado como de un gran cliente.")


class ShiftForm(BaseModel):
    """Equal advisors on duty."""

    model_config = _STRICT

    queues: Annotated[dict[SiteId, _Level], Field(min_length=1, max_length=50)] = Field(
        description="Su nivel en cada cola, de 1 a 10."
    )
    advisors: Annotated[WholeNumber, Field(ge=1, le=MAX_ADVISORS)] = 1
    busy: Annotated[WholeNumber, Field(ge=0, le=MAX_ADVISORS)] = Field(default=0, description="Cuántos hablan ya.")


class FloorForm(BaseModel):
    """The staff and the queues when the call arrives."""

    model_config = _STRICT

    shifts: Annotated[list[ShiftForm], Field(max_length=20)] = Field(default=[], description="Vacío: nadie de turno.")
    waiting: Annotated[dict[SiteId, Annotated[WholeNumber, Field(ge=1, le=300)]], Field(max_length=50)] = Field(
        default={}, description="Cuántas llamadas esperan ya en cada cola."
    )
    talk_s: Annotated[WholeNumber, Field(ge=10, le=3600)] = 240
    answer_s: Annotated[WholeNumber, Field(ge=1, le=120)] = 3


class InputForm(BaseModel):
    """One thing that the caller does; exactly one of the fields."""

    model_config = _STRICT

    press: Annotated[str, Field(pattern=r"^[0-9*#]{1,20}$")] | None = None
    wait_s: Annotated[WholeNumber, Field(ge=1, le=7200)] | None = None
    do: Action | None = None


class LookupAnswerForm(BaseModel):
    """One answer of a look-up of the menu."""

    model_config = _STRICT

    outcome: SiteId = Field(description="Un resultado de la consulta, failed (falla) o timeout (tarda demasiado).")
    values: Annotated[dict[SiteId, Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]], Field(max_length=20)] = Field(
        default={}, description="Datos que se dicen; los que faltan son ejemplos."
    )


_Answers = Annotated[list[LookupAnswerForm], Field(min_length=1, max_length=MAX_ANSWERS)]


class SimulationForm(BaseModel):
    """A call to simulate, with all that its caller did so far."""

    model_config = _STRICT

    site_version: Version | None = None
    line: SiteId
    day: Day
    at: Clock
    caller: CallerForm = CallerForm()
    floor: FloorForm = FloorForm()
    contingency: SiteId | None = Field(default=None, description="El mensaje de contingencia puesto en la línea.")
    contingency_mode: ContingencyMode = "before"
    records: Flag = Field(default=True, description="Si la pasarela sabe grabar.")
    lookups: Annotated[
        dict[SiteId, Annotated[list[LookupAnswerForm], Field(min_length=1, max_length=MAX_ANSWERS)]],
        Field(max_length=50),
    ] = Field(default={}, description="Lo que responde cada consulta, por su paso y en orden; sin nada, falla.")
    inputs: Annotated[list[InputForm], Field(max_length=MAX_INPUTS)] = []


class SoundHeard(BaseModel):
    """A sound that the caller heard."""

    at_s: float = Field(description="Segundos desde que entró la llamada.")
    key: str
    text: str
    seconds: float
    whole: bool = Field(description="false si se cortó o todavía suena.")
    audible: bool = Field(
        description="Si su voz se oye en `/api/v1/prompts/{key}/audio`; false si en el sitio vigente no dice lo mismo."
    )


class KeysPressed(BaseModel):
    """Keys of the caller."""

    at_s: float
    keys: str
    after: int = Field(description="Cuántos sonidos habían empezado antes de esta tecla.")


class FactWritten(BaseModel):
    """A fact that the log would hold."""

    at_s: float
    name: str
    actor: str
    sentence: str
    fact: dict[str, Any]


class QueuePosition(BaseModel):
    """The place in a queue."""

    queue: str
    queue_name: str
    position: int
    estimate_s: float | None = Field(description="La espera que calcula el enrutador; null si no la conoce.")


class Forecast(BaseModel):
    """The rest of the wait, without any key."""

    answered_in_s: float | None = Field(description="Segundos hasta que contesta un asesor; null si nadie contesta.")
    searched_s: float = Field(description="Hasta dónde se miró, en segundos desde ahora.")
    meets: Waiting
    outcome: Outcome | None


class KeyChosen(BaseModel):
    """A key that was an option of a menu."""

    menu: str
    key: str


class SimulationState(BaseModel):
    """The call after its last input."""

    elapsed_s: float
    at: datetime = Field(description="La hora local a la que va la llamada.")
    stage: Stage
    meets: Waiting = Field(description="Qué encuentra quien llama ahora.")
    menu: str
    step: str = Field(description="El paso del menú en que está, o vacío.")
    choices: list[KeyChosen] = Field(description="En orden.")
    place: QueuePosition | None
    last_queue: str
    playing: list[str]
    interruptible: bool = Field(description="Si una tecla corta lo que suena.")
    answered_at_s: float | None
    waited_s: float | None
    outcome: Outcome | None
    outcome_name: str
    connected_to: str
    music: str


class SimulationResult(BaseModel):
    """All that happened in the call, in order, and its state."""

    site_version: str
    heard: list[SoundHeard]
    pressed: list[KeysPressed]
    facts: list[FactWritten]
    menus: list[str]
    steps: list[str] = Field(description="Los pasos del menú por los que pasó, en orden.")
    state: SimulationState
    forecast: Forecast | None = Field(description="Solo mientras espera en una cola.")


SimulatorTarget = Literal["menu", "step", "queue", "information", "goodbye"]


StepKind = Literal["collect", "branch", "lookup", "say"]


class SimulatorOption(BaseModel):
    """A key of a menu and its target."""

    key: str
    label: str
    to: SimulatorTarget
    target: str


class SimulatorMenu(BaseModel):
    """A menu as a branch of the tree."""

    id: str
    text: str
    options: list[SimulatorOption]
    fallback_queue: str


class SimulatorWay(BaseModel):
    """A way out of a step of the menu."""

    label: str
    to: SimulatorTarget
    target: str


class SimulatorStep(BaseModel):
    """A step of the menu as a branch of the tree."""

    id: str
    name: str
    kind: StepKind
    example: str = Field(description="Cifras que sirven donde se piden; vacío en los demás pasos.")
    ways: list[SimulatorWay]


class SimulatorAnswer(BaseModel):
    """A possible answer of a look-up."""

    id: str
    label: str


class SimulatorLookup(BaseModel):
    """A look-up of the menu whose answer the scenario says."""

    step: str
    name: str
    answers: list[SimulatorAnswer]


class SimulatorLine(BaseModel):
    """A line and its first menu."""

    id: str
    name: str
    menu: str


class SimulatorQueue(BaseModel):
    """A queue; ``full_from`` is the number of waiting calls with which the next one finds it full."""

    id: str
    name: str
    full_from: int | None


class SimulatorMessage(BaseModel):
    """An approved contingency message."""

    id: str
    name: str
    modes: list[ContingencyMode]


class SimulatorSite(BaseModel):
    """The lines, menus, queues and messages of a version of the site."""

    site_version: str
    today: date
    now: str
    lines: list[SimulatorLine]
    menus: list[SimulatorMenu]
    steps: list[SimulatorStep]
    lookups: list[SimulatorLookup]
    queues: list[SimulatorQueue]
    messages: list[SimulatorMessage]


class SiteQuery(BaseModel):
    """The version of the site."""

    model_config = _STRICT

    site_version: Version | None = None


class TryOutcome(BaseModel):
    """A saved try and its result; without faults it passed."""

    id: str
    name: str
    passed: bool
    faults: list[str]
    call: SimulationForm


class TryOutcomes(BaseModel):
    """The saved tries of a version, in the site's order."""

    site_version: str
    passed: int
    tries: list[TryOutcome]


def clock_time(text: str) -> time:
    """Return the time of a `Clock`."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
