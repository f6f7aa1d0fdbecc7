"""Schemas of sign-in, second factor, users, rights and tokens."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.access.credentials.passwords import MAX_LENGTH, MIN_LENGTH
from agent_api.access.permissions import Role, TokenKind
from agent_api.access.users import LONGEST_NAME, USERNAME
from agent_api.kit.dates import Day
from agent_api.kit.permissions import Permission

Username = Annotated[str, Field(pattern=USERNAME)]
OneLine = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text without control characters; PostgreSQL keeps no NUL."""
NewPassword = Annotated[str, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]


Proof = Annotated[
    str | None,
    Field(
        max_length=MAX_LENGTH,
        description="De quien lo pide: un código de su segundo factor o, si no tiene, su contraseña.",
    ),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Credentials(_Body):
    """Credentials of a person who signs in."""

    username: OneLine = Field(max_length=100)
    password: str = Field(max_length=MAX_LENGTH)
    otp: str | None = Field(default=None, max_length=16, description="El código del segundo factor, si lo tiene.")


class SessionToken(BaseModel):
    """The token of a new session."""

    token: str = Field(description="Sirve como «Authorization: Bearer».")
    user: str
    name: str
    roles: list[str]


class Phone(BaseModel):
    """The advisor's phone."""

    registered: bool
    browser: bool = Field(description="Si se puede atender por el navegador.")


class Me(BaseModel):
    """The signed-in user."""

    user: str
    name: str
    roles: list[str]
    permissions: list[str]
    advisor: str | None = Field(description="Su nombre en el enrutamiento, si atiende llamadas.")
    phone: Phone
    campaign: str
    second_factor: bool = Field(description="Si tiene uno activo.")
    second_factor_due: bool = Field(description="Si su rol exige uno y no lo ha activado: nada más se le permite.")
    system_warnings: list[Literal["antivirus_missing"]] = Field(
        default=[],
        description="Lo que falta para operar bien, para quien administra: `antivirus_missing`, los archivos de los"
        " tickets se abren sin examinar.",
    )
    password_change_due: bool = Field(
        description="Si su contraseña es temporal: nada se le permite antes de cambiarla."
    )


class SessionState(BaseModel):
    """The user of the request's session, if there is one."""

    account: Me | None = Field(description="De quién es la sesión; null si no hay ninguna.")


class PasswordChange(_Body):
    """The current password and a new one."""

    current: str = Field(max_length=MAX_LENGTH)
    new: NewPassword


class SecondFactorCode(_Body):
    """A code of the second factor, or an activation code, with which a new secret is generated."""

    code: str | None = Field(default=None, max_length=16)
    enrolment_code: str | None = Field(
        default=None, max_length=40, description="El de activación, que da un administrador; sirve una vez."
    )


class SecondFactorState(BaseModel):
    """The state of a user's second factor."""

    active: bool
    secret: str | None = None
    uri: str | None = Field(default=None, description="Para el código QR de la aplicación.")


class PhonePassword(BaseModel):
    """The phone's password, shown once."""

    user: str
    password: str
    server: str
    port: int = Field(description="De SIP por UDP.")

    @classmethod
    def for_phone(cls, sip_address: str, user: str, password: str) -> "PhonePassword":
        """Return the settings for a phone that registers with the server ``host:port``."""
        server, _, port = sip_address.rpartition(":")
        return cls(user=user, password=password, server=server, port=int(port))


class PhoneToken(BaseModel):
    """The token with which a browser acts as the advisor's phone."""

    token: str = Field(description="De Twilio; solo recibe llamadas.")
    identity: str
    expires_at: datetime


class OpenSession(BaseModel):
    """A session that has not ended."""

    id: str
    began_at: datetime
    seen_at: datetime
    this: bool = Field(description="Si es la de esta solicitud.")


class Grant(_Body):
    """A role to grant, with its first and last day."""

    role: Role
    begins_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Grant":
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            raise ValueError("El rol termina antes de empezar.")
        return self


class NewUser(_Body):
    """A user to create."""

    user: Username
    name: OneLine = Field(min_length=1, max_length=LONGEST_NAME)
    password: NewPassword | None = Field(
        default=None, description="Temporal, y se cambia al entrar; si falta, la hace el sistema."
    )
    roles: list[Grant] = Field(min_length=1, max_length=8)
    proof: Proof = None


class Roles(_Body):
    """All roles of a user; they replace the current ones."""

    roles: list[Grant] = Field(max_length=8)
    proof: Proof = None


class ProofForm(_Body):
    """A second proof of identity, required for a sensitive act."""

    proof: Proof = None


class DisableForm(_Body):
    """The decision about the service tokens of a user who is disabled."""

    take_over: list[OneLine] = Field(
        default=[],
        max_length=50,
        description="Los tokens por los que va a responder quien inhabilita, si otra persona lo aprueba en 24 horas; "
        "los demás que expidió se revocan.",
    )
    proof: Proof = None


class RoleGrant(BaseModel):
    """A past, current or future role of a user."""

    role: Role
    begins_on: date | None = Field(description="null: desde que se dio.")
    ends_on: date | None


class User(BaseModel):
    """A user."""

    user: str
    name: str
    roles: list[str] = Field(description="Los vigentes hoy.")
    grants: list[RoleGrant] = Field(description="Todos, con sus fechas.")
    disabled: bool
    second_factor: bool
    must_change_password: bool = Field(description="Si su contraseña es temporal y todavía no la ha cambiado.")
    signed_in_at: datetime | None = Field(description="La última vez que entró; null si no ha entrado.")
    phone: bool = Field(description="Si por sus roles de hoy puede tener teléfono propio.")
    queues: list[str] = Field(
        description="Los nombres de las colas que le da el sitio; un asesor sin ninguna no recibe llamadas."
    )


class UserCreated(User):
    """A created user."""

    temporary_password: str | None = Field(description="La que hizo el sistema; se muestra una sola vez.")
    enrolment_code: str | None = Field(
        description="El código para activar el segundo factor, si sus roles lo exigen; se muestra una sola vez."
    )
    pending_roles: list[str] = Field(description="Los que otra persona tiene que aprobar.")


class EnrolmentCode(BaseModel):
    """A code that lets a user set up a second factor; shown once."""

    user: str
    code: str
    expires_at: datetime


class RequestedRole(BaseModel):
    """A role in a request."""

    role: Role
    begins_on: date | None = None
    ends_on: date | None = None


class PendingRights(BaseModel):
    """Rights that one person requested and another one must approve."""

    id: str
    kind: Literal["roles", "enable", "token"] = Field(
        description="Roles para un usuario, habilitar de nuevo a uno, o responder por un token."
    )
    user: str = Field(description="A quién se le da; de un token, quién lo expidió.")
    roles: list[RequestedRole] = Field(description="Los que se piden; de lo demás, ninguno.")
    token: str | None = Field(description="El nombre del token.")
    asked_by: str | None = Field(description="null: quien administra el servidor, en la terminal.")
    asked_at: datetime
    expires_at: datetime


class PasswordResetForm(_Body):
    """A request for a temporary password of a user."""

    password: NewPassword | None = Field(default=None, description="Si falta, la hace el sistema.")


class TemporaryPassword(BaseModel):
    """A temporary password, shown once."""

    user: str
    password: str | None = Field(description="La que hizo el sistema; null si la escribió quien la dio.")


class NewToken(_Body):
    """A service token to create."""

    name: OneLine = Field(min_length=1, max_length=80)
    kind: TokenKind = Field(
        default="service", description="scim: de un directorio que da de alta usuarios, y nada más."
    )
    permissions: list[Permission] = Field(min_length=1)
    days: int = Field(ge=1, le=365, strict=True)
    proof: Proof = None


class Token(BaseModel):
    """A service's token."""

    id: str
    name: str
    kind: TokenKind
    permissions: list[str]
    issued_by: str = Field(description="Quien responde por él: no puede más que esa persona hoy.")
    issued_at: datetime
    used_at: datetime | None = Field(description="La última vez que se usó, al minuto; null si no se ha usado.")
    expires_at: datetime
    token: str | None = Field(default=None, description="Se muestra una sola vez.")
