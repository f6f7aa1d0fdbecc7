"""`atencion user …`: the options and the help of its commands.

Owns that help and the input of passwords. The work is in `atencion.commands.users`.
"""

import re
import sys
import warnings
from collections.abc import Callable
from getpass import GetPassWarning, getpass
from typing import TYPE_CHECKING, Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.errors import AtencionError
from atencion.runtime.terminal import fail as _fail
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

if TYPE_CHECKING:
    from agent_api.rights.approval_policy import RightsRequest

_NO_TEXT = "\udc80"  # a surrogate, which is how Python represents a byte that is not UTF-8

user = typer.Typer(cls=SpanishGroup, help="Usuarios: quién puede entrar.")
UserName = Annotated[str, typer.Argument(metavar="USUARIO", help="Nombre de usuario.")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROL", help="Por ejemplo admin, supervisor o asesor.")]
CampaignOption = Annotated[str | None, typer.Option("--campaign", metavar="CAMPAÑA", help="Si falta, la del sitio.")]
RequestId = Annotated[str, typer.Argument(metavar="SOLICITUD", help="Como la muestra «atencion user requests».")]
PasswordFromInput = Annotated[bool, typer.Option("--password-stdin", help="Lee la contraseña de la entrada estándar.")]
Permanent = Annotated[bool, typer.Option("--permanent", help="No se le pide cambiarla al entrar.")]


@user.command("add", cls=SpanishCommand)
def add_user(
    *,
    name: UserName,
    role: RoleOption,
    campaign: CampaignOption = None,
    full_name: Annotated[str, typer.Option("--name", metavar="NOMBRE", help="Nombre de la persona.")] = "",
    password_stdin: PasswordFromInput = False,
    permanent: Permanent = False,
) -> None:
    """Crea un usuario con un rol y una contraseña temporal; así se crea el primer administrador."""
    from atencion.commands import users

    settings = _settings()
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,39}", name):
        _fail("El nombre de usuario lleva minúsculas, cifras, punto, guion o raya baja, y empieza por una letra.")
    _check(users.check_role, role)
    _check(users.check_full_name, full_name)
    password = _new_password(password_stdin)
    adding = users.create_user(
        settings,
        name,
        role=role,
        campaign=campaign,
        full_name=full_name,
        password=password,
        must_change=not permanent,
    )
    request, code = _run(adding)
    roles_sentence = f"sin ningún rol todavía. {_approval_sentence(request)}" if request else f"con el rol {role}."
    print(f"Listo: se creó el usuario {name} {roles_sentence}{_temporary_password_sentence(permanent)}")
    if code:
        print(_enrolment_sentence(name, code))


@user.command("passwd", cls=SpanishCommand)
def change_password(*, name: UserName, password_stdin: PasswordFromInput = False, permanent: Permanent = False) -> None:
    """Da a un usuario una contraseña temporal, cierra sus sesiones y lo deja intentar otra vez."""
    from atencion.commands import users

    settings = _settings()
    _run(users.set_password(settings, name, _new_password(password_stdin), must_change=not permanent))
    print(f"Listo: {name} tiene una contraseña nueva.{_temporary_password_sentence(permanent)}")


def _temporary_password_sentence(permanent: bool) -> str:
    return "" if permanent else " La contraseña es temporal: debe cambiarla cuando entre."


@user.command("disable", cls=SpanishCommand)
def disable_user(name: UserName) -> None:
    """Inhabilita a un usuario y cierra sus sesiones."""
    from atencion.commands import users

    _run(users.disable_account(_settings(), name))
    print(f"Listo: {name} ya no puede entrar.")


@user.command("enable", cls=SpanishCommand)
def enable_user(name: UserName) -> None:
    """Deja entrar otra vez a un usuario inhabilitado, con su misma contraseña."""
    from atencion.commands import users

    request = _run(users.enable_account(_settings(), name))
    print(_approval_sentence(request) if request else f"Listo: {name} puede entrar otra vez.")


@user.command("reset-factor", cls=SpanishCommand)
def reset_factor(name: UserName) -> None:
    """Retira el segundo factor de quien perdió su teléfono, cierra sus sesiones y da un código para activar otro."""
    from atencion.commands import users

    code = _run(users.remove_second_factor(_settings(), name))
    print(f"Listo: {name} ya no tiene segundo factor; si su rol lo exige, lo activa al entrar.")
    print(_enrolment_sentence(name, code))


@user.command("enrolment-code", cls=SpanishCommand)
def enrolment_code(name: UserName) -> None:
    """Da un código para activar el segundo factor; sirve una vez, durante siete días."""
    from atencion.commands import users

    print(_enrolment_sentence(name, _run(users.new_enrolment_code(_settings(), name))))


def _enrolment_sentence(name: str, code: str) -> str:
    return f"Código para activar el segundo factor de {name} (una vez, siete días): {code}"


def _approval_sentence(request: "RightsRequest") -> str:
    return (
        f"Falta que un administrador apruebe la solicitud {request.id} en la pantalla «Usuarios»: {request.user}, "
        f"{request.target or 'habilitar de nuevo'}."
    )


@user.command("grant", cls=SpanishCommand)
def grant_role(*, name: UserName, role: RoleOption, campaign: CampaignOption = None) -> None:
    """Da un rol más a un usuario."""
    from atencion.commands import users

    settings = _settings()
    _check(users.check_role, role)
    request = _run(users.add_role(settings, name, role, campaign))
    print(_approval_sentence(request) if request else f"Listo: {name} tiene el rol {role}.")


@user.command("requests", cls=SpanishCommand)
def list_requests() -> None:
    """Muestra lo que espera la aprobación de otra persona."""
    from atencion.commands import users

    print(_run(users.pending_requests(_settings())))


@user.command("approve", cls=SpanishCommand)
def approve_request(request: RequestId) -> None:
    """Aprueba lo que pidió el único administrador; si hay más de uno, lo aprueba otro en la pantalla «Usuarios»."""
    from atencion.commands import users

    rights_request = _run(users.approve_rights(_settings(), request))
    print(f"Listo: se aprobó la solicitud {request} sobre {rights_request.user}.")


@user.command("refuse", cls=SpanishCommand)
def refuse_request(request: RequestId) -> None:
    """Rechaza lo que espera la aprobación de otra persona."""
    from atencion.commands import users

    rights_request = _run(users.refuse_rights(_settings(), request))
    print(f"Listo: se rechazó la solicitud {request} sobre {rights_request.user}.")


@user.command("phone", cls=SpanishCommand)
def phone_password(name: UserName) -> None:
    """Da al teléfono de un usuario una clave nueva; se muestra una sola vez."""
    from atencion.commands import users

    print(f"Clave del teléfono de {name}: {_run(users.set_phone_password(_settings(), name))}")


@user.command("list", cls=SpanishCommand)
def list_users() -> None:
    """Muestra los usuarios y sus roles de hoy."""
    from atencion.commands import users

    print(_run(users.user_table(_settings())))


def _new_password(from_input: bool) -> str:
    from atencion.commands import users

    password = _read_password() if from_input else _prompt_password("Contraseña nueva: ")
    _check(users.check_password, password)
    if not from_input and _prompt_password("Otra vez: ") != password:
        _fail("Las dos contraseñas no son iguales.")
    return password


def _read_password() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeError:
        return _NO_TEXT


def _prompt_password(prompt: str) -> str:
    """Read a password without echo; refuse where it would be visible or there is no terminal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            return getpass(prompt)
    except (GetPassWarning, EOFError):
        _fail(
            "No hay una terminal en la que escribir la contraseña: désela a la entrada estándar, con --password-stdin."
        )


def _check(check: Callable[[str], None], value: str) -> None:
    try:
        check(value)
    except AtencionError as error:
        _fail(str(error))
