"""Store the state of each watched system in PostgreSQL.

Owns the table system_watch, and the lock that lets one process at a time record what it saw.
"""

from datetime import datetime

import msgspec
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents.domain.outage_detection import SystemState
from storage.tables import system_watch

_COLUMNS = (system_watch.c.system, *(system_watch.c[name] for name in SystemState.__struct_fields__))


async def lock_watch(connection: AsyncConnection, campaign: str) -> datetime:
    """Wait for the campaign's recording lock, and return the database's time then, aware."""
    lock = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
    await connection.execute(lock, {"name": f"incidents:{campaign}"})
    now: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return now


async def load_states(connection: AsyncConnection, campaign: str) -> dict[str, SystemState]:
    """Load the state of each system, by its id."""
    rows = await connection.execute(select(*_COLUMNS).where(system_watch.c.campaign == campaign))
    return {row.pop("system"): SystemState(**row) for row in map(dict, rows.mappings())}


async def save_state(connection: AsyncConnection, campaign: str, system: str, state: SystemState) -> None:
    """Store the state of a system."""
    columns = msgspec.structs.asdict(state)
    added = insert(system_watch).values(campaign=campaign, system=system, **columns)
    await connection.execute(added.on_conflict_do_update(index_elements=["campaign", "system"], set_=columns))
