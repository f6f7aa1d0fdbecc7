"""Service tokens: issuing, revoking, and who answers for one.

Owns what is done to the table service_token; who a token stands for is `agent_api.access.sessions`'s.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import sessions
from agent_api.access.permissions import TokenKind, token_permissions
from agent_api.kit.errors import ApiError
from storage.tables import account, service_token

_columns = service_token.c


class TokenExceedsIssuer(ApiError):
    """A token was to have a right that its kind or its issuer does not have."""

    status = 403
    code = "token_exceeds_issuer"

    def __init__(self, beyond: Iterable[str]) -> None:
        super().__init__(
            f"Este token no puede tener: {', '.join(sorted(beyond))}. Un token no puede más que quien responde por él, "
            "y ninguno administra usuarios ni tokens."
        )


def check_token_permissions(kind: str, permissions: Iterable[str], issuer: frozenset[str]) -> None:
    """See that a token would not exceed its kind or its issuer.

    Raises:
        TokenExceedsIssuer: it would.
    """
    if beyond := frozenset(permissions) - token_permissions(kind, permissions, issuer):
        raise TokenExceedsIssuer(beyond)


async def issue(
    connection: AsyncConnection,
    campaign: str,
    *,
    name: str,
    kind: TokenKind,
    permissions: Sequence[str],
    days: int,
    by: str,
    now: datetime,
) -> tuple[str, dict[str, Any]]:
    """Add a token; return its secret and its row."""
    secret = sessions.generate_token()
    row = {
        "id": secrets.token_hex(8),
        "campaign": campaign,
        "name": name,
        "digest": sessions.token_digest(secret),
        "permissions": " ".join(sorted(set(permissions))),
        "issued_by": by,
        "issued_at": now,
        "expires_at": now + timedelta(days=days),
        "kind": kind,
        "used_at": None,
    }
    await connection.execute(insert(service_token).values(row))
    return secret, row


async def list_tokens(connection: AsyncConnection, campaign: str) -> Sequence[Row[Any]]:
    """Return every token, the oldest first, with when its issuer was disabled."""
    query = select(service_token, account.c.disabled_at).outerjoin(account, account.c.name == _columns.issued_by)
    return (await connection.execute(query.where(_columns.campaign == campaign).order_by(_columns.issued_at))).all()


async def list_by_issuer(connection: AsyncConnection, campaign: str, user: str) -> dict[str, Row[Any]]:
    """Return the tokens that a user issued and that have not expired, by id."""
    query = select(service_token).where(_columns.campaign == campaign, _columns.issued_by == user)
    return {each.id: each for each in (await connection.execute(query)).all()}


async def revoke(connection: AsyncConnection, campaign: str, identity: str) -> bool:
    """Delete a token; tell whether there was one."""
    statement = delete(service_token).where(_columns.id == identity, _columns.campaign == campaign)
    return (await connection.execute(statement)).rowcount > 0


async def shorten(connection: AsyncConnection, identity: str, until: datetime) -> None:
    """Let a token end sooner, until it is decided what becomes of it."""
    await connection.execute(update(service_token).where(_columns.id == identity).values(expires_at=until))


async def change_issuer(
    connection: AsyncConnection, campaign: str, identity: str, by: str, expires_at: datetime
) -> bool:
    """Make somebody answer for a token, which expires when it would have; tell whether there is one."""
    conditions = (_columns.id == identity, _columns.campaign == campaign)
    statement = update(service_token).where(*conditions).values(issued_by=by, expires_at=expires_at)
    return (await connection.execute(statement)).rowcount > 0
