"""Read identity checks across calls by an index in the order of the page: its cost does not grow with the past."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity.domain.attempts import Result
from agent_api.kit.pagination import Cursor
from storage.tables import call, identity_check

_check = identity_check.c
_earlier = identity_check.alias("earlier").c


class IdentityCheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """A check with the line of its call, and its number among those of the customer on the call."""

    seq: int
    id: str
    call_id: str
    line: str
    customer_id: str
    advisor: str
    questions: str
    asked_at: datetime
    result: Result
    attempt: int


class IdentityCheckFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of checks; None matches any. ``begins`` is included, ``ends`` is not."""

    begins: datetime | None = None
    ends: datetime | None = None
    advisor: str | None = None
    line: str | None = None
    result: str | None = None
    call_id: str | None = None


async def page(
    connection: AsyncConnection, campaign: str, filter_: IdentityCheckFilter, *, limit: int, after: Cursor | None = None
) -> list[IdentityCheckRow]:
    """Return a page of checks, the newest first."""
    attempt = (
        select(func.count())
        .where(_earlier.campaign == _check.campaign, _earlier.call_id == _check.call_id)
        .where(_earlier.customer_id == _check.customer_id, _earlier.seq <= _check.seq)
        .correlate(identity_check)
        .scalar_subquery()
    )
    columns = (_check.seq, _check.id, _check.call_id, _check.customer_id, _check.advisor, _check.questions)
    query = select(
        *columns,
        _check.asked_at,
        _check.result,
        func.coalesce(call.c.line, "").label("line"),
        attempt.label("attempt"),
    ).outerjoin(call, and_(call.c.campaign == _check.campaign, call.c.call_id == _check.call_id))
    query = query.where(*_conditions(campaign, filter_))
    if after is not None:
        query = query.where(tuple_(_check.asked_at, _check.seq) < (after.at, int(after.id)))
    rows: Any = await connection.execute(query.order_by(_check.asked_at.desc(), _check.seq.desc()).limit(limit))
    return [IdentityCheckRow(**each) for each in rows.mappings()]


def _conditions(campaign: str, filter_: IdentityCheckFilter) -> list[ColumnElement[bool]]:
    conditions = [_check.campaign == campaign]
    if filter_.begins is not None:
        conditions.append(_check.asked_at >= filter_.begins)
    if filter_.ends is not None:
        conditions.append(_check.asked_at < filter_.ends)
    if filter_.line is not None:
        conditions.append(call.c.line == filter_.line)
    values = {name: getattr(filter_, name) for name in ("advisor", "result", "call_id")}
    return [*conditions, *(_check[name] == value for name, value in values.items() if value is not None)]
