"""Numbers such as 2026-0012 for the rows of a table: each campaign counts from 1 in each year."""

from sqlalchemy import Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:key))")


async def lock_numbers(connection: AsyncConnection, table: Table, campaign: str) -> None:
    """Lock the numbers of a campaign in a table until the transaction ends."""
    await connection.execute(_LOCK, {"key": f"{table.name} {campaign}"})


async def next_number(connection: AsyncConnection, table: Table, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year; no row of the table is ever deleted.

    The transaction must hold `lock_numbers` until the row is stored.
    """
    this_year = table.c.id.startswith(f"{year}-", autoescape=True)
    count = select(func.count()).select_from(table).where(table.c.campaign == campaign, this_year)
    return f"{year}-{int(await connection.scalar(count) or 0) + 1:04}"
