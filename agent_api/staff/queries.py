"""The staff register as other nouns may read it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.staff import store
from agent_api.staff.domain.history import entry_day


async def find_entry_day(connection: AsyncConnection, campaign: str, user: str, day: date) -> date | None:
    """Return the day of a person's latest entry on or before a day; None if the register does not know it."""
    histories = await store.list_bare_periods(connection, campaign, [user])
    return entry_day(histories.get(user, ()), day)
