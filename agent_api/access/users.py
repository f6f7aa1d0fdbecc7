"""Users: their rows, and their roles by campaign and date.

Owns the tables account and account_role. Names of people are encrypted. It must not decide the permissions of a role.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Text, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.tables import account, account_role, staff_member, staff_period

USERNAME = r"^[a-z][a-z0-9._-]{1,39}$"
LONGEST_NAME = 120
_NAME = "user.name"
_OTP = "user.otp"


async def find(connection: AsyncConnection, name: str, *, lock: bool = False) -> Row[tuple[object, ...]] | None:
    """Return a user's row, locked for update if asked."""
    query = select(account).where(account.c.name == name)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def add(
    connection: AsyncConnection,
    cipher: FieldCipher,
    name: str,
    *,
    full_name: str,
    password_hash: str,
    now: datetime,
    must_change: bool = False,
) -> None:
    """Add a user without roles; the name must be free."""
    row = {"name": name, "full_name": cipher.encrypt(full_name, field=_NAME, row=name), "password": password_hash}
    await connection.execute(
        insert(account).values(**row, **password_columns(now, must_change=must_change), created_at=now)
    )


def password_columns(now: datetime, *, must_change: bool) -> dict[str, object]:
    """Return the columns that say whether, and since when, a new password is temporary."""
    return {"must_change_password": must_change, "temporary_password_since": now if must_change else None}


async def lock_all(connection: AsyncConnection, names: Collection[str]) -> dict[str, bool]:
    """Lock the rows of some users for update; return whether each is enabled, without unknown ones."""
    query = select(account.c.name, account.c.disabled_at).where(account.c.name.in_(names)).order_by(account.c.name)
    return {row.name: row.disabled_at is None for row in await connection.execute(query.with_for_update())}


async def update_columns(connection: AsyncConnection, name: str, **columns: object) -> None:
    """Update columns of a user's row."""
    await update_all(connection, (name,), **columns)


async def update_all(connection: AsyncConnection, names: Collection[str], **columns: object) -> None:
    """Update columns of the rows of some users."""
    await connection.execute(update(account).where(account.c.name.in_(names)).values(columns))


async def grant_role(
    connection: AsyncConnection, name: str, role: str, campaign: str, *, begins: date, ends: date | None = None
) -> None:
    """Grant a role in a campaign, first and last day included (Bogotá time); it replaces an earlier grant."""
    await withdraw_role(connection, name, role, campaign)
    row = {"user": name, "role": role, "campaign": campaign, "begins_on": begins, "ends_on": ends}
    await connection.execute(insert(account_role).values(row))


def is_in_service(today: date | ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row of account_role is of a person whom the staff register lets work today.

    It holds for an unregistered person, and for a registered one only in a period in force, as
    `agent_api.staff.domain.history.is_in_force` defines it.
    """
    role, member, period = account_role.c, staff_member.c, staff_period.c
    registered = exists().where(member.campaign == role.campaign, member.user == role.user)
    in_force = (
        exists()
        .where(period.campaign == role.campaign, period.user == role.user, ~period.closed)
        .where(period.begins_on <= today, or_(period.ends_on.is_(None), period.ends_on >= today))
    )
    return or_(~registered, in_force)


def stays_in_service() -> ColumnElement[bool]:
    """Return the condition that a row of account_role is of a person of whom the staff register knows no last day."""
    role, member, period = account_role.c, staff_member.c, staff_period.c
    registered = exists().where(member.campaign == role.campaign, member.user == role.user)
    endless = exists().where(period.campaign == role.campaign, period.user == role.user, ~period.closed)
    return or_(~registered, endless.where(period.ends_on.is_(None)))


async def users_with_roles(
    connection: AsyncConnection,
    campaign: str,
    roles: Collection[str],
    today: date,
    logins: Collection[str] | None = None,
) -> frozenset[str]:
    """Return the users who have one of the roles on a local day and can sign in.

    ``logins`` restricts the users; None means all.
    """
    row = account_role.c
    query = (
        select(row.user)
        .join(account, account.c.name == row.user)
        .where(row.role.in_(roles), row.campaign == campaign, account.c.disabled_at.is_(None))
        .where(row.begins_on <= today, or_(row.ends_on.is_(None), row.ends_on >= today), is_in_service(today))
    )
    query = query if logins is None else query.where(row.user.in_(logins))
    return frozenset((await connection.execute(query)).scalars())


async def users_without_roles(
    connection: AsyncConnection, campaign: str, roles: Collection[str], today: date, logins: Collection[str]
) -> frozenset[str]:
    """Return those of some logins who have an account, but none of the roles as `users_with_roles` counts them."""
    accounts = frozenset((await connection.execute(select(account.c.name).where(account.c.name.in_(logins)))).scalars())
    return accounts - await users_with_roles(connection, campaign, roles, today, accounts)


async def withdraw_role(connection: AsyncConnection, name: str, role: str, campaign: str) -> bool:
    """Remove a role; return whether the user had it."""
    row = account_role.c
    statement = delete(account_role).where(row.user == name, row.role == role, row.campaign == campaign)
    return (await connection.execute(statement)).rowcount > 0


async def withdraw_all(connection: AsyncConnection, names: Collection[str], campaign: str) -> list[tuple[str, str]]:
    """Remove all roles of some users in a campaign; return each user and role, sorted."""
    row = account_role.c
    statement = delete(account_role).where(row.user.in_(names), row.campaign == campaign)
    withdrawn = await connection.execute(statement.returning(row.user, row.role))
    return sorted((each.user, each.role) for each in withdrawn)


_role = account_role.c
ROLES_COLUMN = func.array(
    select(_role.role)
    .where(_role.user == account.c.name, _role.campaign == bindparam("campaign"))
    .where(_role.begins_on <= bindparam("today"))
    .where(or_(_role.ends_on.is_(None), _role.ends_on >= bindparam("today")))
    .where(is_in_service(bindparam("today")))
    .order_by(_role.role)
    .correlate(account)
    .scalar_subquery(),
    type_=ARRAY(Text),
).label("roles")
"""Extra column for queries of account: the roles in force, sorted; its parameters are `role_parameters`.

The roles of a registered person hold only in a period of the staff register.
"""


def role_parameters(campaign: str, now: datetime) -> dict[str, str | date]:
    """Return the parameters of a query with `ROLES_COLUMN`: the campaign, and today in Bogotá."""
    return {"campaign": campaign, "today": now.astimezone(COLOMBIA).date()}


async def roles_of(connection: AsyncConnection, name: str, campaign: str, now: datetime) -> list[str]:
    """Return the roles of a user in force, sorted; none for an unknown user."""
    roles = await connection.scalar(select(ROLES_COLUMN).where(account.c.name == name), role_parameters(campaign, now))
    return list(roles or ())


async def grants_of(connection: AsyncConnection, name: str, campaign: str) -> list[dict[str, Any]]:
    """Return all roles of a user in a campaign with first and last day, in force or not."""
    row = account_role.c
    query = select(row.role, row.begins_on, row.ends_on).where(row.user == name, row.campaign == campaign)
    return [dict(each) for each in (await connection.execute(query.order_by(row.role))).mappings()]


async def users_with_role_elsewhere(
    connection: AsyncConnection, names: Collection[str], campaign: str, today: date
) -> frozenset[str]:
    """Return those of some users who have a role in another campaign, today or later."""
    row = account_role.c
    query = select(row.user).where(row.user.in_(names), row.campaign != campaign)
    query = query.where(or_(row.ends_on.is_(None), row.ends_on >= today))
    return frozenset((await connection.execute(query)).scalars())


def decrypt_name(user: str, ciphertext: bytes, cipher: FieldCipher) -> str:
    """Return the decrypted full name of a user."""
    return cipher.decrypt(ciphertext, field=_NAME, row=user)


def encrypt_otp_secret(user: str, secret: str, cipher: FieldCipher) -> bytes:
    """Encrypt the secret of a user's second factor."""
    return cipher.encrypt(secret, field=_OTP, row=user)


def decrypt_otp_secret(user: str, ciphertext: bytes, cipher: FieldCipher) -> str:
    """Decrypt the secret of a user's second factor."""
    return cipher.decrypt(ciphertext, field=_OTP, row=user)


def needs_second_factor(roles: Iterable[str], requiring_roles: frozenset[str]) -> bool:
    """Return whether one of the roles needs a second factor."""
    return not requiring_roles.isdisjoint(roles)
