"""The outbox of the practice campaign, which no recorder of a test journals."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.practice_campaign import practice_campaign
from storage.postgres.engine import unit_of_work
from storage.tables import outbox
from tests.support.router.campaign_rig import CAMPAIGN


async def empty_practice_outbox(engine: AsyncEngine) -> None:
    """Delete the facts that wait for the log of practices, so that the outbox empties once the real ones are in."""
    async with unit_of_work(engine) as connection:
        await connection.execute(delete(outbox).where(outbox.c.campaign == practice_campaign(CAMPAIGN)))
