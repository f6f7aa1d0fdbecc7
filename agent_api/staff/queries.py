"""The staff register as other nouns may read it."""

from datetime import date

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.staff import store
from agent_api.staff.domain.history import entry_day
from storage.tables import staff_member, staff_period


async def find_entry_day(connection: AsyncConnection, campaign: str, user: str, day: date) -> date | None:
    """Return the day of a person's latest entry on or before a day; None if the register does not know it."""
    histories = await store.list_bare_periods(connection, campaign, [user])
    return entry_day(histories.get(user, ()), day)


async def list_departures(connection: AsyncConnection, campaign: str, day: date) -> dict[str, date]:
    """Return the last day of each person who has left the campaign by a local day, by login."""
    person, period = staff_member.c, staff_period.c
    latest = and_(period.campaign == person.campaign, period.user == person.user, period.number == person.period)
    query = select(period.user, period.ends_on).join(staff_member, latest).where(period.campaign == campaign)
    left = and_(period.ends_on < day, period.ending != "move")
    query = query.where(period.ends_on.is_not(None), or_(period.closed, left))
    return {row.user: row.ends_on for row in await connection.execute(query)}


async def list_coordinators(connection: AsyncConnection, campaign: str, day: date) -> dict[str, str]:
    """Return the coordinator of each person of the staff on a local day, by login; people without one are missing."""
    period = staff_period.c
    query = select(period.user, period.coordinator).where(
        period.campaign == campaign,
        not_(period.closed),
        period.begins_on <= day,
        or_(period.ends_on.is_(None), period.ends_on >= day),
        period.coordinator != "",
    )
    return {row.user: row.coordinator for row in await connection.execute(query)}
