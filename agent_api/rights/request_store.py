"""Rights requests in the database.

Owns the table rights_request. `approval_policy` decides who may approve.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.errors import NotFound
from agent_api.rights.approval_policy import Kind, RightsRequest
from storage.tables import rights_request

_columns = rights_request.c


async def add(
    connection: AsyncConnection,
    campaign: str,
    kind: Kind,
    user: str,
    content: Mapping[str, Any],
    *,
    asked_by: str,
    now: datetime,
    expires_at: datetime,
) -> RightsRequest:
    """Store and return a request; it replaces a pending one of the same kind for the same user."""
    made = RightsRequest(token_hex(6), kind, user, content, asked_by, now, expires_at)
    same = (_columns.campaign == campaign, _columns.kind == kind, _columns.user == user, _columns.outcome == "pending")
    if kind != "token":
        await connection.execute(update(rights_request).where(*same).values(outcome="replaced", decided_at=now))
    await connection.execute(insert(rights_request).values(campaign=campaign, **asdict(made)))
    return made


async def list_pending(connection: AsyncConnection, campaign: str, now: datetime) -> list[RightsRequest]:
    """Return the pending requests, oldest first."""
    query = select(rights_request).where(
        _columns.campaign == campaign, _columns.outcome == "pending", _columns.expires_at > now
    )
    return [_request_of(each) for each in await connection.execute(query.order_by(_columns.asked_at, _columns.id))]


async def list_by_id(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> list[RightsRequest]:
    """Return some requests, in any state."""
    query = select(rights_request).where(_columns.campaign == campaign, _columns.id.in_(ids))
    return [_request_of(each) for each in await connection.execute(query)]


async def lock_request(connection: AsyncConnection, campaign: str, identity: str) -> RightsRequest:
    """Return a request and lock its row.

    Raises:
        NotFound: it does not exist.
    """
    query = select(rights_request).where(_columns.campaign == campaign, _columns.id == identity).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("No hay ninguna solicitud así.")
    return _request_of(row)


async def settle(
    connection: AsyncConnection, campaign: str, request: RightsRequest, outcome: str, *, by: str, now: datetime
) -> None:
    """Store the decision of a request."""
    conditions = (_columns.campaign == campaign, _columns.id == request.id)
    await connection.execute(
        update(rights_request).where(*conditions).values(outcome=outcome, decided_by=by, decided_at=now)
    )


def _request_of(row: Row[Any]) -> RightsRequest:
    return RightsRequest(
        row.id, row.kind, row.user, row.content, row.asked_by, row.asked_at, row.expires_at, row.outcome
    )
