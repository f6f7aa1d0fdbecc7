"""Store the help marks of users in PostgreSQL.

Owns the tables help_tour and help_news. Both are read by their primary key: a user has one row for each role, and one
for the news.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import help_news, help_tour


async def seen_tours(connection: AsyncConnection, campaign: str, user: str) -> list[str]:
    """Return the roles whose tour a user has seen."""
    row = help_tour.c
    query = select(row.role).where(row.campaign == campaign, row.user == user).order_by(row.role)
    return [str(role) for role in (await connection.scalars(query))]


async def seen_news(connection: AsyncConnection, campaign: str, user: str, *, lock: bool = False) -> str | None:
    """Return the newest release whose news a user has seen, or None; `lock` locks the row."""
    row = help_news.c
    query = select(row.release).where(row.campaign == campaign, row.user == user)
    return await connection.scalar(query.with_for_update() if lock else query)


async def add_tour(connection: AsyncConnection, campaign: str, user: str, role: str, at: datetime) -> None:
    """Store that a user has seen the tour of a role; the first moment stays."""
    values = {"campaign": campaign, "user": user, "role": role, "seen_at": at}
    await connection.execute(insert(help_tour).values(values).on_conflict_do_nothing())


async def put_news(connection: AsyncConnection, campaign: str, user: str, release: str, at: datetime) -> None:
    """Store the release whose news a user has seen."""
    seen = {"release": release, "seen_at": at}
    statement = insert(help_news).values(campaign=campaign, user=user, **seen)
    await connection.execute(statement.on_conflict_do_update(index_elements=["campaign", "user"], set_=seen))
