"""`atencion user …`: the operator of the machine creates and changes users.

Owns the messages. The work is in `agent_api.access.user_admin`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, select

from agent_api.access.credentials.passwords import MAX_LENGTH, MIN_LENGTH, random_password
from agent_api.access.permissions import ROLES
from agent_api.access.user_admin import UserAdmin
from agent_api.access.users import LONGEST_NAME
from agent_api.kit.errors import ApiError
from agent_api.rights.approval_policy import TERMINAL_USER, RightsRequest
from agent_api.rights.service import GrantService
from atencion.errors import UserCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.second_factor import DEFAULT_ROLES, second_factor_roles
from atencion.runtime.servers import attach_servers
from config.settings import Settings
from config.site.loader import load_site
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import account
from storage.valkey import connect


@asynccontextmanager
async def _rights_service(settings: Settings, campaign: str | None = None) -> AsyncIterator[GrantService]:
    """Open the service that grants rights, as the operator of the machine."""
    site = load_site(settings.site)
    async with _user_admin(settings, campaign) as staff:
        yield GrantService(staff, TERMINAL_USER, rules=site.rights, now=datetime.now(UTC))


@asynccontextmanager
async def _user_admin(settings: Settings, campaign: str | None) -> AsyncIterator[UserAdmin]:
    site = load_site(settings.site)
    async with attach_servers(settings) as served:
        cipher = load_field_cipher(settings)
        engine = make_engine(served.database_url or "", name="atencion-user")
        try:
            await prepare_database(served, engine)
            async with connect(served.redis_url or "") as redis:
                yield UserAdmin(engine, cipher, campaign or site.campaign, site.version, "system", redis=redis)
        except ApiError as error:
            raise UserCommandFailed(str(error)) from error
        finally:
            await engine.dispose()


async def has_no_users(settings: Settings) -> bool:
    """Return whether no user was ever created; the schema must be this release's."""
    engine = make_engine(settings.database_url or "", name="atencion-user")
    try:
        async with unit_of_work(engine) as connection:
            return not await connection.scalar(select(exists(select(account.c.name))))
    finally:
        await engine.dispose()


def check_role(role: str) -> None:
    """Check that a role exists.

    Raises:
        UserCommandFailed: there is no such role.
    """
    if role not in ROLES:
        raise UserCommandFailed(f"No existe el rol «{role}»: escoja uno de {', '.join(ROLES)}.")


def check_full_name(name: str) -> None:
    """Check a person's name.

    Raises:
        UserCommandFailed: too long, or not text.
    """
    if not _is_text(name) or len(name) > LONGEST_NAME:
        raise UserCommandFailed(f"El nombre de la persona debe ser texto, de {LONGEST_NAME} caracteres a lo sumo.")


def check_password(password: str) -> None:
    """Check a password against the limits of the API.

    Raises:
        UserCommandFailed: not text, too short, or too long.
    """
    if not _is_text(password):
        raise UserCommandFailed("La contraseña debe ser texto en UTF-8.")
    if len(password) < MIN_LENGTH:
        raise UserCommandFailed(f"La contraseña debe tener al menos {MIN_LENGTH} caracteres.")
    if len(password) > MAX_LENGTH:
        raise UserCommandFailed(f"La contraseña debe tener a lo sumo {MAX_LENGTH} caracteres.")


def _is_text(value: str) -> bool:
    """Return whether a value is valid Unicode; input from a terminal may hold bytes that are not UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


async def create_user(
    settings: Settings,
    name: str,
    *,
    role: str,
    campaign: str | None,
    full_name: str,
    password: str,
    must_change: bool,
) -> tuple[RightsRequest | None, str | None]:
    """Create a user with one role; return what a second person must approve, and the code for the second factor."""
    enrolled = role in second_factor_roles(settings.second_factor_roles or DEFAULT_ROLES)
    roles = [{"role": role}]
    async with _rights_service(settings, campaign) as granting:
        return await granting.create(
            name, full_name or name, password, roles, must_change=must_change, enrolled=enrolled
        )


async def set_password(settings: Settings, name: str, password: str, *, must_change: bool) -> None:
    """Set a user's password."""
    async with _user_admin(settings, None) as staff:
        await staff.set_password(name, password, now=datetime.now(UTC), must_change=must_change)


async def disable_account(settings: Settings, name: str) -> None:
    """Disable a user and end their sessions."""
    async with _user_admin(settings, None) as staff:
        await staff.disable(name, datetime.now(UTC))


async def enable_account(settings: Settings, name: str) -> RightsRequest | None:
    """Enable a user again, or return what a second person must approve."""
    async with _rights_service(settings) as granting:
        return await granting.enable(name)


async def remove_second_factor(settings: Settings, name: str) -> str:
    """Remove the second factor of a user who lost it; return a code to set up another one."""
    async with _user_admin(settings, None) as staff:
        await staff.reset_second_factor(name)
        return (await staff.issue_enrolment_code(name, datetime.now(UTC)))[0]


async def new_enrolment_code(settings: Settings, name: str) -> str:
    """Return a new code with which a user sets up a second factor."""
    async with _user_admin(settings, None) as staff:
        return (await staff.issue_enrolment_code(name, datetime.now(UTC)))[0]


async def add_role(settings: Settings, name: str, role: str, campaign: str | None) -> RightsRequest | None:
    """Grant a user one more role, or return what a second person must approve."""
    async with _rights_service(settings, campaign) as granting:
        return await granting.add_role(name, role)


async def pending_requests(settings: Settings) -> str:
    """Return the requests that wait for a second person, one per line."""
    async with _rights_service(settings) as granting:
        requests = await granting.list_pending()
    return "\n".join(map(_request_line, requests)) or "Nada espera la aprobación de otra persona."


async def approve_rights(settings: Settings, request: str) -> RightsRequest:
    """Approve a request of the only administrator."""
    async with _rights_service(settings) as granting:
        return await granting.approve(request)


async def refuse_rights(settings: Settings, request: str) -> RightsRequest:
    """Refuse a request."""
    async with _rights_service(settings) as granting:
        return await granting.refuse(request)


def _request_line(each: RightsRequest) -> str:
    asked_by = "la terminal" if each.asked_by == TERMINAL_USER else each.asked_by
    until = each.expires_at.astimezone(COLOMBIA).strftime("%Y-%m-%d %H:%M")
    return (
        f"{each.id}  {_REQUEST_SENTENCES[each.kind].format(user=each.user, what=each.target)} · lo "
        f"pidió {asked_by} · vence {until}"
    )


_REQUEST_SENTENCES = {
    "roles": "dar a {user}: {what}",
    "enable": "habilitar de nuevo a {user}",
    "token": "responder por el token {what}, que expidió {user}",
}


async def set_phone_password(settings: Settings, name: str) -> str:
    """Generate a password for a user's phone and return it."""
    password = random_password()
    async with _user_admin(settings, None) as staff:
        await staff.set_phone_password(name, password)
    return password


async def user_table(settings: Settings) -> str:
    """Return all users, one per line."""
    async with _user_admin(settings, None) as staff:
        accounts = await staff.list_users(datetime.now(UTC))
    return "\n".join(map(_user_line, accounts)) or "Todavía no hay usuarios: cree el primero con «atencion user add»."


def _user_line(each: Mapping[str, Any]) -> str:
    roles = ", ".join(each["roles"]) or "sin rol hoy"
    roles += " · segundo factor" if each["second_factor"] else ""
    roles += " · contraseña temporal" if each["must_change_password"] else ""
    roles += " · inhabilitado" if each["disabled"] else ""
    return f"{each['user']:<20} {each['name']:<32} {roles}"
