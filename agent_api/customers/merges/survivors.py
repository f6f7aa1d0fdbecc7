"""Look-up of the customer that survives a merge."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import read_connection
from storage.tables import customer


async def surviving_ids(connection: AsyncConnection, campaign: str, ids: Iterable[str]) -> dict[str, str]:
    """Return the surviving id of each customer; an unmerged customer survives itself."""
    survivors = {id_: id_ for id_ in ids}
    while True:
        merged = customer.c.campaign == campaign, customer.c.merged_into.is_not(None)
        query = select(customer.c.id, customer.c.merged_into).where(*merged, customer.c.id.in_(set(survivors.values())))
        onward = {row.id: row.merged_into for row in await connection.execute(query)}
        if not onward:
            return survivors
        survivors = {id_: onward.get(at, at) for id_, at in survivors.items()}


async def family_ids(connection: AsyncConnection, campaign: str, customer_id: str) -> list[str]:
    """Return the ids of a customer and of all records that were merged into it."""
    own = select(customer.c.id).where(customer.c.campaign == campaign, customer.c.id == customer_id)
    family = own.cte("family", recursive=True)
    merged = select(customer.c.id).where(customer.c.merged_into == family.c.id)
    return list((await connection.execute(select(family.union_all(merged).c.id))).scalars())


async def surviving_customer_id(engine: AsyncEngine, campaign: str, customer_id: str) -> str:
    """Return the surviving id of a merged customer; of any other or unknown one, the same id."""
    async with read_connection(engine) as connection:
        return (await surviving_ids(connection, campaign, [customer_id]))[customer_id]
