"""The authenticated caller of a request. Pure.

Owns the value that every route gets, and the errors of access.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from agent_api.access.permissions import permissions_of
from agent_api.kit.author import Author
from agent_api.kit.errors import ApiError


@dataclass(frozen=True)
class Principal:
    """The authenticated caller.

    Attributes:
        user: the username, which is also the advisor's routing id; ``token:<id>`` for a service token.
        name: the display name.
        roles: those in force today in this campaign.
        scopes: the permissions of a service token; None for a person, whose roles define them.
        session: the id of the session, or empty.
        by_cookie: whether the cookie carried the token.
        second_factor_due: the user must set up a second factor before anything else.
        second_factor: the user has one.
        password_change_due: the password is temporary; the user must change it before anything else.
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
        """Permissions of the roles, or the scopes of a service token."""
        return permissions_of(self.roles) if self.scopes is None else self.scopes

    def has_permission(self, permission: str) -> bool:
        """Return whether the caller has a permission."""
        return permission in self.permissions

    @property
    def actor(self) -> str:
        """Actor that facts name."""
        return f"advisor:{self.user}" if "asesor" in self.roles else f"user:{self.user}"

    def author(self, *, at: datetime, site_version: str, call_id: str = "") -> Author:
        """Return the caller as the author of a change."""
        return Author(
            actor=self.actor, at=at, site_version=site_version, call_id=call_id, user=self.user, name=self.name
        )


class SessionRequired(ApiError):
    """The request has no valid session or token."""

    status = 401
    code = "session_required"

    def __init__(self) -> None:
        super().__init__("Inicie sesión para continuar: no hay una sesión, o ya terminó.")
        self.headers = {"WWW-Authenticate": "Bearer"}


class Forbidden(ApiError):
    """The caller lacks the permission."""

    status = 403
    code = "forbidden"

    def __init__(self, detail: str = "Su rol no permite hacer esto.") -> None:
        super().__init__(detail)


class CsrfHeaderMissing(Forbidden):
    """A state-changing request with a cookie lacks the header against cross-site request forgery."""

    code: ClassVar[str] = "csrf_header_missing"

    def __init__(self) -> None:
        super().__init__("Falta el encabezado X-Atencion: 1.")


class SecondFactorDue(Forbidden):
    """The role needs a second factor, and the user has not set one up."""

    code: ClassVar[str] = "second_factor_due"

    def __init__(self) -> None:
        super().__init__("Su rol exige un segundo factor: actívelo antes de continuar.")


class PasswordChangeDue(Forbidden):
    """The user's password is temporary and must be changed first."""

    code: ClassVar[str] = "password_change_due"

    def __init__(self) -> None:
        super().__init__("Su contraseña es temporal: cámbiela antes de continuar.")
