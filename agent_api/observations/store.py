"""Observations in the database.

Owns the table observation, where both texts are encrypted. A new observation locks the campaign's numbers until the
transaction ends, so that they have no gaps.
"""

from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from eventlog.facts.oversight.observation import About
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import observation

TEXT: Final = "observation.text"
ANSWER: Final = "observation.answer"
REQUEST: Final = "observation.request"


class ObservationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table.

    Attributes:
        id: year and number within it.
        subject: id of the observed item, or empty.
        about: the observed item as JSON.
        follows: earlier observation that this one repeats, or empty.
        text: encrypted.
        request: blind digest of the request that made it.
        due_on: last day to answer.
        answer: encrypted; None until there is one, as are the next three.
    """

    id: str
    kind: About
    subject: str
    about: str
    follows: str
    text: bytes
    made_at: datetime
    made_by: str
    made_by_name: str
    site_version: str
    idempotency_key: str
    request: str
    due_on: date
    answer: bytes | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_by_name: str | None = None


class ObservationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of observations; None matches all."""

    answered: bool | None = None
    about: About | None = None
    subject: str | None = None


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, observation, campaign)
    return await next_number(connection, observation, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: ObservationRow) -> None:
    """Store a new observation."""
    await connection.execute(insert(observation).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find_by_key(connection: AsyncConnection, campaign: str, user: str, key: str) -> ObservationRow | None:
    """Find the observation that a user made with an idempotency key."""
    made = _select_of(campaign).where(observation.c.made_by == user, observation.c.idempotency_key == key)
    return await _fetch_one(connection, made)


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> ObservationRow | None:
    """Find an observation; with ``lock``, keep others from answering it until the transaction ends."""
    query = _select_of(campaign).where(observation.c.id == id_)
    return await _fetch_one(connection, query.with_for_update() if lock else query)


async def set_answer(
    connection: AsyncConnection, campaign: str, id_: str, *, answer: bytes, user: str, name: str, at: datetime
) -> None:
    """Store the answer of an observation without one."""
    statement = update(observation).where(observation.c.campaign == campaign, observation.c.id == id_)
    values = {"answer": answer, "answered_by": user, "answered_by_name": name, "answered_at": at}
    await connection.execute(statement.values(**values))


async def page(
    connection: AsyncConnection, campaign: str, filter_: ObservationFilter, limit: int, after: Cursor | None = None
) -> list[ObservationRow]:
    """Return a page of observations, newest first, that continues ``after`` the previous page."""
    query = _select_of(campaign)
    if filter_.answered is not None:
        query = query.where(observation.c.answered_at.is_not(None) == filter_.answered)
    if filter_.about is not None:
        query = query.where(observation.c.kind == filter_.about)
    if filter_.subject is not None:
        query = query.where(observation.c.subject == filter_.subject)
    order = tuple_(observation.c.made_at, observation.c.id)
    if after is not None:
        query = query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [ObservationRow(**each) for each in rows.mappings()]


async def count_waiting(connection: AsyncConnection, campaign: str, today: date) -> tuple[int, int]:
    """Count the observations without an answer, and those of them that are late on a local day."""
    late = func.count().filter(observation.c.due_on < today)
    query = select(func.count(), late).where(observation.c.campaign == campaign, observation.c.answered_at.is_(None))
    row = (await connection.execute(query)).one()
    return int(row[0]), int(row[1])


def _select_of(campaign: str) -> Select[Any]:
    return select(*(observation.c[name] for name in ObservationRow.__struct_fields__)).where(
        observation.c.campaign == campaign
    )


async def _fetch_one(connection: AsyncConnection, query: Select[Any]) -> ObservationRow | None:
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else ObservationRow(**row)
