"""Service tokens: issuing, revoking, and changing the responsible person.

Owns the rows of the table service_token; `agent_api.access.sessions` reads tokens to authenticate.
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
    """A right of the token exceeds those of its kind or of its issuer."""

    status = 403
    code = "token_exceeds_issuer"

    def __init__(self, beyond: Iterable[str]) -> None:
        super().__init__(
            f"Este token no puede tener: {', '.join(sorted(beyond))}. Un token no puede más que quien responde por él, "
            "y ninguno administra usuarios ni tokens."
        )


def check_token_permissions(kind: str, permissions: Iterable[str], issuer: frozenset[str]) -> None:
    """Check that a token does not exceed its kind or its issuer.

    Raises:
        TokenExceedsIssuer: it does.
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
    """Return all tokens, oldest first, with the date on which the issuer was disabled."""
    query = select(service_token, account.c.disabled_at).outerjoin(account, account.c.name == _columns.issued_by)
    return (await connection.execute(query.where(_columns.campaign == campaign).order_by(_columns.issued_at))).all()


async def list_by_issuer(connection: AsyncConnection, campaign: str, user: str) -> dict[str, Row[Any]]:
    """Return a user's unexpired tokens, by id."""
    query = select(service_token).where(_columns.campaign == campaign, _columns.issued_by == user)
    return {each.id: each for each in (await connection.execute(query)).all()}


async def revoke(connection: AsyncConnection, campaign: str, identity: str) -> bool:
    """Delete a token; return whether it existed."""
    statement = delete(service_token).where(_columns.id == identity, _columns.campaign == campaign)
    return (await connection.execute(statement)).rowcount > 0


async def shorten(connection: AsyncConnection, identity: str, until: datetime) -> None:
    """Set an earlier expiry while the token waits for a decision."""
    await connection.execute(update(service_token).where(_columns.id == identity).values(expires_at=until))


async def change_issuer(
    connection: AsyncConnection, campaign: str, identity: str, by: str, expires_at: datetime
) -> bool:
    """Make another person responsible for a token and restore its expiry; return whether it exists."""
    conditions = (_columns.id == identity, _columns.campaign == campaign)
    statement = update(service_token).where(*conditions).values(issued_by=by, expires_at=expires_at)
    return (await connection.execute(statement)).rowcount > 0
