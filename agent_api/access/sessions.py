"""Sessions of people and tokens of services.

Owns the tables session and service_token. Only the SHA-256 of a token is stored.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.permissions import permissions_of, token_permissions
from agent_api.access.principal import Principal
from agent_api.access.users import ROLES_COLUMN, decrypt_name, needs_second_factor, role_parameters
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work
from storage.postgres.queries import Query
from storage.tables import account, service_token, session

IDLE_TIMEOUT = timedelta(hours=1)
MAX_SESSION_AGE = timedelta(hours=12)
_SEEN_UPDATE_INTERVAL = timedelta(seconds=30)
DISABLED_ISSUER_GRACE = timedelta(hours=24)
"""How long a token stays valid after its issuer is disabled, unless an administrator decides earlier."""
TOKEN_BYTES = 32


def generate_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """Return the digest that is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


async def begin(connection: AsyncConnection, user: str, now: datetime) -> tuple[str, str]:
    """Begin a session and delete the expired ones.

    Returns:
        Its token and its id.
    """
    await connection.execute(delete(session).where(_is_expired(now)))
    token, identity = generate_token(), secrets.token_hex(8)
    row = {"id": identity, "digest": token_digest(token), "user": user, "began_at": now, "seen_at": now}
    await connection.execute(insert(session).values(row))
    return token, identity


async def revoke(
    connection: AsyncConnection, user: str, *, only: str | None = None, except_session: str | None = None
) -> int:
    """End one session of a user, all, or all but one; return the number."""
    statement = delete(session).where(session.c.user == user)
    if only is not None:
        statement = statement.where(session.c.id == only)
    if except_session is not None:
        statement = statement.where(session.c.id != except_session)
    return (await connection.execute(statement)).rowcount


async def revoke_all(connection: AsyncConnection, users: Collection[str]) -> Counter[str]:
    """End all sessions of some users; return how many each had."""
    ended = await connection.execute(delete(session).where(session.c.user.in_(users)).returning(session.c.user))
    return Counter(ended.scalars())


async def revoke_issued(
    connection: AsyncConnection, users: Collection[str], campaign: str, *, except_tokens: Iterable[str] = ()
) -> list[str]:
    """Delete the service tokens that some users issued in a campaign, except some; return their ids."""
    row = service_token.c
    statement = delete(service_token).where(
        row.issued_by.in_(users), row.campaign == campaign, row.id.not_in(list(except_tokens))
    )
    return sorted((await connection.execute(statement.returning(row.id))).scalars())


async def authenticate_token(
    engine: AsyncEngine,
    cipher: FieldCipher,
    campaign: str,
    token: str,
    *,
    by_cookie: bool,
    second_factor_roles: frozenset[str],
    now: datetime,
) -> Principal | None:
    """Return the principal of a token, or None."""
    principal = await _authenticate_session(
        engine, cipher, campaign, token, by_cookie=by_cookie, second_factor_roles=second_factor_roles, now=now
    )
    return principal or (None if by_cookie else await _authenticate_service_token(engine, campaign, now, token))


async def _authenticate_session(
    engine: AsyncEngine,
    cipher: FieldCipher,
    campaign: str,
    token: str,
    *,
    by_cookie: bool,
    second_factor_roles: frozenset[str],
    now: datetime,
) -> Principal | None:
    parameters = {"digest": token_digest(token), **_bounds(now), **role_parameters(campaign, now)}
    row = await _SESSION_QUERY.row(engine, **parameters)
    if row is None:
        return None
    if now - row["seen_at"] > _SEEN_UPDATE_INTERVAL:
        async with unit_of_work(engine) as connection:
            await connection.execute(update(session).where(session.c.id == row["id"]).values(seen_at=now))
    roles = frozenset(row["roles"])
    return Principal(
        user=row["name"],
        name=decrypt_name(row["name"], row["full_name"], cipher),
        roles=roles,
        session=row["id"],
        by_cookie=by_cookie,
        second_factor=row["otp_since"] is not None,
        second_factor_due=row["otp_since"] is None and needs_second_factor(roles, second_factor_roles),
        password_change_due=row["must_change_password"],
    )


async def _authenticate_service_token(
    engine: AsyncEngine, campaign: str, now: datetime, token: str
) -> Principal | None:
    parameters = {
        "digest": token_digest(token),
        "now": now,
        "undecided": now - DISABLED_ISSUER_GRACE,
        **role_parameters(campaign, now),
    }
    row = await _SERVICE_TOKEN_QUERY.row(engine, **parameters)
    if row is None:
        return None
    if row["used_at"] is None or now - row["used_at"] > _SEEN_UPDATE_INTERVAL:
        async with unit_of_work(engine) as connection:
            used = update(service_token).where(service_token.c.id == row["id"]).values(used_at=now)
            await connection.execute(used)
    scopes = token_permissions(row["kind"], row["permissions"].split(), permissions_of(row["roles"]))
    return Principal(user=f"token:{row['id']}", name=row["name"], roles=frozenset(), scopes=scopes)


def _is_expired(now: datetime) -> ColumnElement[bool]:
    return or_(session.c.seen_at <= now - IDLE_TIMEOUT, session.c.began_at <= now - MAX_SESSION_AGE)


def _bounds(now: datetime) -> dict[str, datetime]:
    return {"seen_after": now - IDLE_TIMEOUT, "began_after": now - MAX_SESSION_AGE}


_SESSION_QUERY = Query(
    select(session.c.id, session.c.seen_at, account.c.name, account.c.full_name, account.c.otp_since)
    .add_columns(account.c.must_change_password, ROLES_COLUMN)
    .join(account, account.c.name == session.c.user)
    .where(session.c.digest == bindparam("digest"), account.c.disabled_at.is_(None))
    .where(session.c.seen_at > bindparam("seen_after"), session.c.began_at > bindparam("began_after"))
)
"""Runs for every request, so it is compiled once."""
_token = service_token.c
_SERVICE_TOKEN_QUERY = Query(
    select(_token.id, _token.name, _token.kind, _token.permissions, _token.used_at, ROLES_COLUMN)
    .join(account, account.c.name == _token.issued_by)
    .where(
        _token.digest == bindparam("digest"),
        _token.campaign == bindparam("campaign"),
        _token.expires_at > bindparam("now"),
        or_(account.c.disabled_at.is_(None), account.c.disabled_at > bindparam("undecided")),
    )
)
"""Includes the issuer's roles: a token never has more permissions than its issuer has today."""


async def signed_in_users(connection: AsyncConnection, now: datetime) -> frozenset[str]:
    """Return the users that have an open session."""
    result = await connection.execute(select(session.c.user).where(~_is_expired(now)).distinct())
    return frozenset(result.scalars())


def open_sessions(user: str, now: datetime) -> Select[tuple[str, datetime, datetime]]:
    """Return the query of a user's open sessions."""
    return select(session.c.id, session.c.began_at, session.c.seen_at).where(
        and_(session.c.user == user, ~_is_expired(now))
    )
