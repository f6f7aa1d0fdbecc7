"""`atencion user …`: users made and changed by whoever holds the machine.

Owns the words for a person. What is done is `agent_api.access.staff`'s.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, select

from agent_api.access.passwords import LONGEST, SHORTEST, random_password
from agent_api.access.permissions import ROLES
from agent_api.access.staff import Staff
from agent_api.access.users import LONGEST_NAME
from agent_api.errors import ApiError
from atencion.errors import UserCommandFailed
from atencion.serve import attached, make_ready
from config.settings import Settings
from config.site_files import load_site
from storage.engine import make_engine, unit_of_work
from storage.sealing import sealer_of
from storage.tables import account
from storage.valkey import connect


@asynccontextmanager
async def _staff(settings: Settings, campaign: str | None) -> AsyncIterator[Staff]:
    site = load_site(settings.site)
    async with attached(settings) as served:
        sealer = sealer_of(settings)
        engine = make_engine(served.database_url or "", name="atencion-user")
        try:
            await make_ready(engine, sealer)
            async with connect(served.redis_url or "") as redis:
                yield Staff(engine, sealer, campaign or site.campaign, site.version, "system", redis=redis)
        except ApiError as error:
            raise UserCommandFailed(str(error)) from error
        finally:
            await engine.dispose()


async def nobody_yet(settings: Settings) -> bool:
    """Whether no user was ever made.

    Args:
        settings: with the address of the database, whose schema is this release's.
    """
    engine = make_engine(settings.database_url or "", name="atencion-user")
    try:
        async with unit_of_work(engine) as connection:
            return not await connection.scalar(select(exists(select(account.c.name))))
    finally:
        await engine.dispose()


def check_role(role: str) -> None:
    """Raises UserCommandFailed: there is no such role."""
    if role not in ROLES:
        raise UserCommandFailed(f"No existe el rol «{role}»: escoja uno de {', '.join(ROLES)}.")


def check_full_name(name: str) -> None:
    """Raises UserCommandFailed: too long, or no text."""
    if not _is_text(name) or len(name) > LONGEST_NAME:
        raise UserCommandFailed(f"El nombre de la persona debe ser texto, de {LONGEST_NAME} caracteres a lo sumo.")


def check_password(password: str) -> None:
    """Raises UserCommandFailed: no text, too short, or longer than what the API takes."""
    if not _is_text(password):
        raise UserCommandFailed("La contraseña debe ser texto en UTF-8.")
    if len(password) < SHORTEST:
        raise UserCommandFailed(f"La contraseña debe tener al menos {SHORTEST} caracteres.")
    if len(password) > LONGEST:
        raise UserCommandFailed(f"La contraseña debe tener a lo sumo {LONGEST} caracteres.")


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8; what a terminal gives may hold bytes that are none."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


async def add(
    settings: Settings,
    name: str,
    *,
    role: str,
    campaign: str | None,
    full_name: str,
    password: str,
    must_change: bool,
) -> None:
    """Create a user with one role."""
    async with _staff(settings, campaign) as staff:
        roles = [{"role": role}]
        await staff.create(name, full_name or name, password, roles, datetime.now(UTC), must_change=must_change)


async def passwd(settings: Settings, name: str, password: str, *, must_change: bool) -> None:
    """Give a user a new password."""
    async with _staff(settings, None) as staff:
        await staff.set_password(name, password, must_change=must_change)


async def disable(settings: Settings, name: str) -> None:
    """Shut a user out."""
    async with _staff(settings, None) as staff:
        await staff.disable(name, datetime.now(UTC))


async def enable(settings: Settings, name: str) -> None:
    """Let a user in again."""
    async with _staff(settings, None) as staff:
        await staff.enable(name)


async def reset_factor(settings: Settings, name: str) -> None:
    """Take the second factor away from a user who lost it."""
    async with _staff(settings, None) as staff:
        await staff.reset_factor(name)


async def grant(settings: Settings, name: str, role: str, campaign: str | None) -> None:
    """Give a user one more role."""
    async with _staff(settings, campaign) as staff:
        await staff.grant(name, {"role": role}, datetime.now(UTC))


async def phone(settings: Settings, name: str) -> str:
    """Give a user's phone a new password, which is returned."""
    password = random_password()
    async with _staff(settings, None) as staff:
        await staff.set_phone_password(name, password)
    return password


async def listed(settings: Settings) -> str:
    """Every user in a line."""
    async with _staff(settings, None) as staff:
        found = await staff.everybody(datetime.now(UTC))
    return "\n".join(map(_line, found)) or "Todavía no hay usuarios: cree el primero con «atencion user add»."


def _line(each: Mapping[str, Any]) -> str:
    roles = ", ".join(each["roles"]) or "sin rol hoy"
    roles += " · segundo factor" if each["second_factor"] else ""
    roles += " · contraseña temporal" if each["must_change_password"] else ""
    roles += " · inhabilitado" if each["disabled"] else ""
    return f"{each['user']:<20} {each['name']:<32} {roles}"
