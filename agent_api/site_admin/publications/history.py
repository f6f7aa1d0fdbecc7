"""SQL of the order of publications: which one was in force before another, and until when each was."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.site_admin.publications.domain.publication import Publication
from agent_api.site_admin.publications.store import find
from storage.tables import site_publication

_row = site_publication.c


async def find_before(connection: AsyncConnection, campaign: str, publication: Publication) -> Publication | None:
    """Return the publication that was in force before another one; None before the first."""
    query = select(_row.id).where(_row.campaign == campaign, _row.cancelled_at.is_(None))
    query = query.where(_is_before(_row.effective_at, _row.id, publication.effective_at, publication.id))
    id_ = await connection.scalar(query.order_by(_row.effective_at.desc(), _row.id.desc()).limit(1))
    return None if id_ is None else await find(connection, campaign, id_)


async def find_ends(
    connection: AsyncConnection, campaign: str, publications: Collection[Publication]
) -> dict[int, datetime]:
    """Return by id when the next publication takes or took effect; the last one has no end."""
    one, later = site_publication.alias(), site_publication.alias()
    following = select(later.c.effective_at).where(later.c.campaign == campaign, later.c.cancelled_at.is_(None))
    following = following.where(_is_before(one.c.effective_at, one.c.id, later.c.effective_at, later.c.id))
    first = following.order_by(later.c.effective_at, later.c.id).limit(1).scalar_subquery()
    query = select(one.c.id, first.label("ends_at")).where(one.c.id.in_([each.id for each in publications]))
    return {row.id: row.ends_at for row in await connection.execute(query) if row.ends_at is not None}


def _is_before(
    at: ColumnElement[datetime], id_: ColumnElement[int], other_at: object, other: object
) -> ColumnElement[bool]:
    return or_(at < other_at, and_(at == other_at, id_ < other))
