"""Browsers in which a user signed in before; each has its own count of failed attempts.

Owns the table known_browser. A browser holds a random token in a cookie. The table stores only the token's SHA-256, one
row for each user who signed in there. The token grants no access: password and second factor are still required.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.sessions import TOKEN_BYTES, token_digest
from storage.tables import known_browser

COOKIE = "atencion_browser"
COOKIE_PATH = "/api/v1"
"""Sign-in and password change read the cookie."""
VALIDITY = timedelta(days=90)
"""From the user's last sign-in in that browser."""
MAX_PER_USER = 20
"""A new browser beyond it replaces the least recently used one."""
_row = known_browser.c


async def is_known(connection: AsyncConnection, token: str, user: str, now: datetime) -> bool:
    """Return whether the user signed in before in the browser that holds the token."""
    query = select(_row.user).where(_row.digest == token_digest(token), _row.user == user, _row.expires_at > now)
    return (await connection.execute(query)).first() is not None


async def remember(connection: AsyncConnection, token: str, user: str, now: datetime) -> str:
    """Record that a user signed in with a browser, and forget expired browsers.

    Returns:
        The browser's token from now on: the same one if we issued it, otherwise a new one.
    """
    await connection.execute(delete(known_browser).where(_row.expires_at <= now))
    is_stored = await connection.scalar(select(exists().where(_row.digest == token_digest(token)))) if token else False
    browser_token = token if is_stored else secrets.token_urlsafe(TOKEN_BYTES)
    fresh = insert(known_browser).values(digest=token_digest(browser_token), user=user, expires_at=now + VALIDITY)
    renewed = fresh.on_conflict_do_update(index_elements=["user", "digest"], set_={"expires_at": now + VALIDITY})
    await connection.execute(renewed)
    latest = (
        select(_row.digest).where(_row.user == user).order_by(_row.expires_at.desc(), _row.digest).limit(MAX_PER_USER)
    )
    await connection.execute(delete(known_browser).where(_row.user == user, _row.digest.not_in(latest)))
    return browser_token


async def forget(connection: AsyncConnection, user: str, *, except_token: str = "") -> None:
    """Delete all known browsers of a user, except the one that holds `except_token`."""
    await connection.execute(delete(known_browser).where(_row.user == user, _row.digest != token_digest(except_token)))


async def forget_all(connection: AsyncConnection, users: Collection[str]) -> None:
    """Delete all known browsers of some users."""
    await connection.execute(delete(known_browser).where(_row.user.in_(users)))
