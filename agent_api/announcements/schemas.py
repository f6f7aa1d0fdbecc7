"""Messages and announcements as the API reads and writes them."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.announcements.domain.bulletin import BulletinState
from agent_api.kit.dates import Moment
from agent_api.kit.ids import Flag
from eventlog.facts.export import ExportFormat
from eventlog.facts.people.bulletin import AudienceKind, BulletinKind

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
BulletinId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]
_WITHOUT_DATA = "Sin datos personales de ciudadanos."


class Audience(BaseModel):
    """For whom a message or announcement is."""

    model_config = _STRICT

    kind: AudienceKind = Field(
        description="users: personas; team: a quienes coordina una; queues: colas; roles: roles."
    )
    ids: list[_Id] = Field(min_length=1, max_length=50, description="De un equipo, el usuario de quien lo coordina.")


class MessageForm(BaseModel):
    """A message to send."""

    model_config = _STRICT

    audience: Audience
    text: str = Field(min_length=1, max_length=280, description=_WITHOUT_DATA)


class AnnouncementForm(BaseModel):
    """An announcement to publish."""

    model_config = _STRICT

    audience: Audience
    title: str = Field(min_length=3, max_length=100, description=_WITHOUT_DATA)
    text: str = Field(min_length=1, max_length=2000, description=_WITHOUT_DATA)
    begins_at: Moment | None = Field(None, description="null: desde ya.")
    ends_at: Moment
    must_read: Flag = Field(False, description="Si cada persona debe marcarlo como leído.")


class Bulletin(BaseModel):
    """A message or announcement, with the numbers of its readers."""

    id: str
    kind: BulletinKind
    title: str = Field(description="Vacío si es un mensaje.")
    text: str
    audience: Audience
    audience_names: list[str]
    must_read: bool
    state: BulletinState
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    published_at: AwareDatetime
    published_by: str
    published_by_name: str
    withdrawn_at: AwareDatetime | None
    delivered: int = Field(description="A cuántas personas va.")
    received: int = Field(description="A cuántas ya les llegó a la pantalla.")
    read: int = Field(description="Cuántas lo marcaron como leído.")


class BulletinQuery(BaseModel):
    """Which bulletins."""

    model_config = _STRICT

    kind: BulletinKind | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class BulletinPage(BaseModel):
    """A page of bulletins, the newest first."""

    bulletins: list[Bulletin]
    next: str | None


class ReadReceipt(BaseModel):
    """A person to whom a bulletin goes."""

    user: str
    name: str
    delivered_at: AwareDatetime
    received_at: AwareDatetime | None = Field(description="Cuándo le llegó a la pantalla; null si no le ha llegado.")
    read_at: AwareDatetime | None = Field(description="Cuándo lo marcó como leído; null si no lo ha hecho.")


class BulletinDetail(BaseModel):
    """A bulletin with its readers: first those who have not read it, then by name."""

    bulletin: Bulletin
    receipts: list[ReadReceipt]


class NamedId(BaseModel):
    """A possible part of an audience."""

    id: str
    name: str


class AudienceChoices(BaseModel):
    """The queues, roles, teams and advisors that an audience may name."""

    queues: list[NamedId]
    roles: list[NamedId]
    teams: list[NamedId] = Field(description="Quienes coordinan a alguien, por el registro de personal.")
    advisors: list[NamedId]


class OwnBulletin(BaseModel):
    """A message or announcement for the user who asks."""

    id: str
    kind: BulletinKind
    title: str
    text: str
    must_read: bool
    state: BulletinState
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    published_at: AwareDatetime
    published_by_name: str
    received: bool
    read_at: AwareDatetime | None


class OwnBulletinQuery(BaseModel):
    """Which of one's own bulletins."""

    model_config = _STRICT

    standing: bool = Field(False, description="Solo los que valen ahora.")
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class OwnBulletinPage(BaseModel):
    """A page of the bulletins for the user who asks, the newest first."""

    bulletins: list[OwnBulletin]
    next: str | None


class ReceiptForm(BaseModel):
    """Bulletins that the user's screen has, or that the user read."""

    model_config = _STRICT

    ids: list[BulletinId] = Field(min_length=1, max_length=50)
    read: Flag = Field(description="true: leídos; false: solo llegaron a la pantalla.")


class BulletinExportForm(BaseModel):
    """A request for the file of the readers of a bulletin."""

    model_config = _STRICT

    bulletin: BulletinId
    format: ExportFormat
