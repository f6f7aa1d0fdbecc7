"""Who asks: a value that every route gets. Pure.

Owns what is known of the one who asks and the errors of not being let in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from agent_api.access.permissions import permissions_of
from agent_api.kit.author import Author
from agent_api.kit.errors import ApiError


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        user: the username, which is also the advisor's routing id; of a service token ``token:<id>``.
        name: for people.
        roles: those in force today in this campaign.
        scopes: what a service token may do; None for a person, whose roles say it.
        session: the id of the session, or empty.
        by_cookie: whether the browser said it by itself.
        second_factor_due: a second factor is due and not set up yet: nothing but setting it up is allowed.
        second_factor: one is set up.
        password_change_due: the password is temporary: nothing but changing it is allowed.
    """

    user: str
    name: str
    roles: frozenset[str]
    scopes: frozenset[str] | None = None
    session: str = ""
    by_cookie: bool = False
    second_factor_due: bool = False
    second_factor: bool = False
    password_change_due: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        """Everything that they may do."""
        return permissions_of(self.roles) if self.scopes is None else self.scopes

    def has_permission(self, permission: str) -> bool:
        """Whether they may do it."""
        return permission in self.permissions

    @property
    def actor(self) -> str:
        """Who they are in facts."""
        return f"advisor:{self.user}" if "asesor" in self.roles else f"user:{self.user}"

    def author(self, *, at: datetime, site_version: str, call_id: str = "") -> Author:
        """Return them as the author of a change."""
        return Author(
            actor=self.actor, at=at, site_version=site_version, call_id=call_id, user=self.user, name=self.name
        )


class SessionRequired(ApiError):
    """Nobody is known to ask."""

    status = 401
    code = "session_required"

    def __init__(self) -> None:
        super().__init__("Inicie sesión para continuar: no hay una sesión, o ya terminó.")
        self.headers = {"WWW-Authenticate": "Bearer"}


class Forbidden(ApiError):
    """Who asks may not."""

    status = 403
    code = "forbidden"

    def __init__(self, detail: str = "Su rol no permite hacer esto.") -> None:
        super().__init__(detail)


class CsrfHeaderMissing(Forbidden):
    """A browser was made to ask by somebody else's page."""

    code: ClassVar[str] = "csrf_header_missing"

    def __init__(self) -> None:
        super().__init__("Falta el encabezado X-Atencion: 1.")


class SecondFactorDue(Forbidden):
    """The role needs a second factor, and the user has not set one up."""

    code: ClassVar[str] = "second_factor_due"

    def __init__(self) -> None:
        super().__init__("Su rol exige un segundo factor: actívelo antes de continuar.")


class PasswordChangeDue(Forbidden):
    """The user's password is temporary, and has not been changed yet."""

    code: ClassVar[str] = "password_change_due"

    def __init__(self) -> None:
        super().__init__("Su contraseña es temporal: cámbiela antes de continuar.")
