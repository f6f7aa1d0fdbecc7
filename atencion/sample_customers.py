"""The sample customers of the demo, so that a screen-pop has somebody to show.

Owns that they are added, once. They are invented; nothing else may depend on them.
"""

import uuid
from datetime import datetime
from pathlib import Path

from agent_api.customers.store import Customer, add
from config.settings import Settings
from config.site_files import load_sample_customers
from storage.engine import make_engine, unit_of_work
from storage.sealing import sealer_of


async def add_sample_customers(settings: Settings, campaign: str, now: datetime) -> None:
    """Add the customers of the site folder; those that are there already stay as they are.

    Args:
        settings: with the addresses of both servers.
        campaign: whose customers.
        now: aware.

    Raises:
        SiteInvalid: the file does not read.
        StorageError: PostgreSQL is away.
    """
    customers = sample_customers(settings.site, campaign)
    engine = make_engine(settings.database_url or "", name="atencion-demo")
    try:
        async with unit_of_work(engine) as connection:
            await add(connection, sealer_of(settings), campaign, customers, now)
    finally:
        await engine.dispose()


def sample_customers(folder: Path, campaign: str) -> list[Customer]:
    """The customers of a site folder, each under an id that stays the same."""
    return [
        Customer(
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"{campaign}/{each.id}").hex,
            name=each.name,
            document=each.document,
            phones=each.phones,
        )
        for each in load_sample_customers(folder)
    ]
