"""Schemas of the staff register."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent_api.access.credentials.passwords import MAX_LENGTH
from agent_api.access.permissions import Role
from agent_api.access.users import LONGEST_NAME, USERNAME
from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag, SiteId
from agent_api.staff.domain.history import Cause, Ending, Standing
from agent_api.staff.domain.import_plan import Effect
from eventlog.facts.export import ExportFormat

StaffUser = Annotated[str, Field(pattern=USERNAME)]
_OptionalUser = Annotated[str, Field(pattern=r"^([a-z][a-z0-9._-]{1,39})?$")]
_Line = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
_SomeLine = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
_OptionalSiteId = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,39})?$")]
_Reason = Annotated[str, Field(min_length=1, max_length=500, description="Se conserva cifrado.")]
_Proof = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=False, max_length=MAX_LENGTH)] | None,
    Field(description="De quien lo pide: un código de su segundo factor o, si no tiene, su contraseña."),
]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
StaffColumn = Literal[
    "user",
    "name",
    "standing",
    "position",
    "employer",
    "line",
    "channel",
    "coordinator",
    "entered_on",
    "begins_on",
    "ends_on",
    "account",
    "signed_in_at",
]
StaffActName = Literal["correct", "return", "move", "cancel_move", "leave", "cancel_exit"]
AccountState = Literal["none", "enabled", "disabled"]


class StaffPlace(BaseModel):
    """Where and for whom a person works; an empty text is not known."""

    employer: _Line = Field("", description="La entidad o el operador que la emplea.")
    position: _Line = Field("", description="El cargo.")
    line: _OptionalSiteId = Field("", description="Una línea del sitio.")
    channel: _OptionalSiteId = ""
    coordinator: _OptionalUser = Field("", description="El usuario de quien la coordina.")


class _PlaceForm(StaffPlace):
    model_config = _STRICT


class EntryForm(_PlaceForm):
    """A person who enters the campaign again."""

    begins_on: Day = Field(description="El primer día.")
    roles: list[Role] | None = Field(
        None, max_length=20, description="Los roles desde ese día; null deja los que su cuenta tenga."
    )
    reason: _Reason
    proof: _Proof = None


class NewStaffPerson(EntryForm):
    """A person who enters the campaign for the first time."""

    user: StaffUser
    name: _SomeLine
    document: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9]*$")] = ""


class MoveForm(_PlaceForm):
    """A move; the old roles end the day before, and only these remain."""

    begins_on: Day | None = Field(None, description="El primer día en el cargo nuevo; null para hoy.")
    roles: list[Role] = Field(max_length=20)
    reason: _Reason
    proof: _Proof = None


class ExitForm(BaseModel):
    """An exit, at once or after a day."""

    model_config = _STRICT

    last_day: Day | None = Field(None, description="El último día; null para ya.")
    destination: _Line = Field("", description="La campaña a la que pasa; vacío si deja el centro de contacto.")
    reason: _Reason


class StaffCorrectionForm(_PlaceForm):
    """The corrected details of a person."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")]
    name: _SomeLine
    document: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9]*$")] = ""


class StaffSummary(StaffPlace):
    """A person in a list."""

    user: str
    name: str
    standing: Standing = Field(
        description="`coming`: su ingreso está previsto; `present`; `moving`: su traslado está previsto; "
        "`leaving`: su salida está prevista; `gone`."
    )
    entered_on: date = Field(description="El día del último ingreso; desde él cuenta la curva de aprendizaje.")
    begins_on: date = Field(description="Desde cuándo está en su cargo actual.")
    ends_on: date | None = Field(description="El último día; null si no tiene.")
    line_name: str
    channel_name: str
    coordinator_name: str
    account: AccountState
    signed_in_at: datetime | None = Field(description="La última vez que entró; null si no ha entrado.")


class StaffPeriodDetail(StaffPlace):
    """A period in the history of a person."""

    number: int
    cause: Cause
    begins_on: date
    ends_on: date | None
    closed: bool = Field(description="Si la salida o el traslado ya se cumplió.")
    ending: Ending
    destination: str
    roles: list[str] = Field(description="Los que se dieron al empezar.")
    reason: str
    by_name: str
    at: datetime
    end_reason: str
    ended_by_name: str
    ended_at: datetime | None
    line_name: str
    channel_name: str
    coordinator_name: str


class StaffDetail(StaffSummary):
    """A person with their history."""

    document: str
    revision: int
    roles: list[str] = Field(description="Los vigentes hoy.")
    pending_roles: list[str] = Field(description="Los que otra persona debe aprobar.")
    history: list[StaffPeriodDetail] = Field(description="Del más reciente al más antiguo.")
    acts: list[StaffActName] = Field(description="Lo que usted puede hacer ahora.")


class StaffPage(BaseModel):
    """A page of the staff, by login."""

    people: list[StaffSummary]
    total: int = Field(description="Cuántas personas hay en toda la lista.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class StaffFilters(BaseModel):
    """Filters for listing staff."""

    model_config = _STRICT

    standing: Standing | None = None
    user: Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")] | None = Field(
        None, description="Cómo empieza el usuario."
    )
    q: Annotated[str, Field(max_length=80)] | None = Field(
        None, description="Palabras del nombre, sin importar tildes ni orden, o cómo empieza el usuario."
    )
    employer: _Line | None = None
    position: _Line | None = None
    line: SiteId | None = None
    channel: SiteId | None = None
    coordinator: StaffUser | None = None


class StaffQuery(StaffFilters):
    """Filters for listing staff, and the page."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, pattern=USERNAME, description="El «next» de la página anterior.")


class StaffExportForm(StaffFilters):
    """A request for an export: columns, filters and format."""

    columns: list[StaffColumn] = Field(min_length=1, max_length=20)
    format: ExportFormat

    @model_validator(mode="after")
    def _refuse_repeated(self) -> Self:
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("Hay una columna repetida.")
        return self


class StaffOption(BaseModel):
    """A value that a field may have, with its name."""

    id: str
    name: str


class StaffOptions(BaseModel):
    """The choices of the fields of a form."""

    lines: list[StaffOption]
    channels: list[StaffOption]
    coordinators: list[StaffOption]
    employers: list[str]
    positions: list[str]
    columns: list[str] = Field(description="Las columnas de un archivo que se importa.")


class StaffImportForm(BaseModel):
    """A CSV file, and whether to apply it."""

    model_config = ConfigDict(extra="forbid")

    content: str = Field(min_length=1, max_length=3_900_000, description="El archivo, en UTF-8.")
    apply: Flag = Field(description="false solo lo revisa.")


class StaffImportFault(BaseModel):
    """Why a row is refused."""

    line: int
    column: str = Field(description="Vacía si es por toda la fila.")
    reason: str


class StaffImportEffect(BaseModel):
    """The effect of a row."""

    line: int
    user: str
    name: str
    effect: Effect


class StaffImportResult(BaseModel):
    """The effect of a file: all of it, or nothing if a row is refused."""

    applied: bool
    entered: int
    corrected: int
    left: int
    unchanged: int
    refused: int = Field(description="Cuántas filas no se pueden importar.")
    faults: list[StaffImportFault] = Field(description="Las primeras 200, en orden.")
    effects: list[StaffImportEffect] = Field(description="Lo que hacen las primeras 200 filas que cambian algo.")
