"""Store the roster in PostgreSQL.

Owns the tables advisor_queues, seat, advisor_seat, absence and deputy. The reason of an absence is encrypted, because
it may concern the health of a person.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from config.schema.short_forms import Levels
from storage.tables import absence, advisor_queues, advisor_seat, deputy, seat

REASON: Final = "absence.reason"
"""The name of the encrypted field."""
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('roster ' || :campaign || ' ' || :user, 0))")


class AbsenceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored absence; its reason is encrypted."""

    id: str
    user: str
    first_day: date
    last_day: date
    reason: bytes
    deputy: str
    recorded_by: str
    recorded_at: datetime
    cancelled_at: datetime | None = None


class SeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place of work."""

    id: str
    extension: str
    location: str


async def lock_user(connection: AsyncConnection, campaign: str, user: str) -> None:
    """Lock the roster of a user, and their queues in the router, until the transaction ends."""
    await connection.execute(_LOCK, {"campaign": campaign, "user": user})


# Queues


async def read_levels(
    connection: AsyncConnection, campaign: str, advisors: Collection[str] | None = None
) -> dict[str, Levels]:
    """Return the stored levels by advisor, of these advisors or, with None, of all."""
    row = advisor_queues.c
    query = select(row.advisor, row.levels).where(row.campaign == campaign)
    if advisors is not None:
        query = query.where(row.advisor.in_(advisors))
    return {each.advisor: dict(each.levels) for each in await connection.execute(query)}


async def set_levels(
    connection: AsyncConnection, campaign: str, advisor: str, levels: Mapping[str, int], *, user: str, now: datetime
) -> None:
    """Store the queues of an advisor."""
    values = {"levels": dict(levels), "changed_at": now, "changed_by": user}
    statement = upsert(advisor_queues).values(campaign=campaign, advisor=advisor, **values)
    key = [advisor_queues.c.campaign, advisor_queues.c.advisor]
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values))


# Seats


async def list_seats(connection: AsyncConnection, campaign: str) -> list[SeatRow]:
    """Return all seats, by id."""
    columns = (seat.c[name] for name in SeatRow.__struct_fields__)
    query = select(*columns).where(seat.c.campaign == campaign).order_by(seat.c.id)
    return [SeatRow(**each) for each in (await connection.execute(query)).mappings()]


async def save_seat(connection: AsyncConnection, campaign: str, row: SeatRow) -> None:
    """Store a seat, new or changed."""
    values = {"extension": row.extension, "location": row.location}
    statement = upsert(seat).values(campaign=campaign, id=row.id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=[seat.c.campaign, seat.c.id], set_=values))


async def remove_seat(connection: AsyncConnection, campaign: str, id_: str) -> bool:
    """Delete a seat; return whether it existed."""
    result = await connection.execute(delete(seat).where(seat.c.campaign == campaign, seat.c.id == id_))
    return result.rowcount > 0


async def seats_by_advisor(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """Return the seat of each advisor who has one."""
    row = advisor_seat.c
    query = select(row.advisor, row.seat).where(row.campaign == campaign)
    return {each.advisor: each.seat for each in await connection.execute(query)}


async def set_seat(connection: AsyncConnection, campaign: str, advisor: str, id_: str) -> None:
    """Give an advisor a seat, or none if it is empty."""
    row = advisor_seat.c
    await connection.execute(delete(advisor_seat).where(row.campaign == campaign, row.advisor == advisor))
    if id_:
        await connection.execute(insert(advisor_seat).values(campaign=campaign, advisor=advisor, seat=id_))


# Absences and deputies


async def list_absences(
    connection: AsyncConnection, campaign: str, *, users: Collection[str] | None = None
) -> list[AbsenceRow]:
    """Return the absences of these users or, with None, of all; cancelled ones too, the earliest first."""
    columns = (absence.c[name] for name in AbsenceRow.__struct_fields__)
    query = select(*columns).where(absence.c.campaign == campaign)
    if users is not None:
        query = query.where(absence.c.user.in_(users))
    rows = await connection.execute(query.order_by(absence.c.first_day, absence.c.id))
    return [AbsenceRow(**each) for each in rows.mappings()]


async def list_away(connection: AsyncConnection, campaign: str, users: Collection[str], day: date) -> frozenset[str]:
    """Return those of some users who are away on a day."""
    row = absence.c
    query = select(row.user).where(row.campaign == campaign, row.user.in_(users), row.cancelled_at.is_(None))
    return frozenset((await connection.execute(query.where(row.first_day <= day, row.last_day >= day))).scalars())


async def find_absence(connection: AsyncConnection, campaign: str, id_: str) -> AbsenceRow | None:
    """Return an absence."""
    columns = (absence.c[name] for name in AbsenceRow.__struct_fields__)
    query = select(*columns).where(absence.c.campaign == campaign, absence.c.id == id_)
    row = (await connection.execute(query)).mappings().one_or_none()
    return AbsenceRow(**row) if row else None


async def add_absences(connection: AsyncConnection, campaign: str, rows: Collection[AbsenceRow]) -> None:
    """Store new absences."""
    if rows:
        values = [{"campaign": campaign, **msgspec.structs.asdict(each)} for each in rows]
        await connection.execute(insert(absence), values)


async def cancel_absence(connection: AsyncConnection, campaign: str, id_: str, now: datetime) -> None:
    """Mark an absence as cancelled."""
    statement = update(absence).where(absence.c.campaign == campaign, absence.c.id == id_)
    await connection.execute(statement.values(cancelled_at=now))


async def read_deputies(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """Return the stored standing deputies by user; empty for none."""
    query = select(deputy.c.user, deputy.c.deputy).where(deputy.c.campaign == campaign)
    return {each.user: each.deputy for each in await connection.execute(query)}


async def set_deputy(
    connection: AsyncConnection, campaign: str, user: str, name: str, *, by_user: str, now: datetime
) -> None:
    """Store the standing deputy of a user; empty for none."""
    values = {"deputy": name, "named_at": now, "named_by": by_user}
    statement = upsert(deputy).values(campaign=campaign, user=user, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[deputy.c.campaign, deputy.c.user], set_=values)
    )
