"""A month in the journal of an office, and who asks about it."""

import msgspec
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.sealed_periods.closing import Closed
from config.indicators import definitions_to_json
from config.site import Site
from eventlog.facts import Envelope
from eventlog.journal import read_head
from eventlog.journal_writer import write
from storage.engine import unit_of_work
from tests.logs import SEALER
from tests.synthetic_month import CAMPAIGN, month

MONTH = "2026-11"


async def journal(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """Journal facts as the recorder does."""
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, envelopes, {}, sealer=SEALER)


@pytest_asyncio.fixture
async def told(engine: AsyncEngine) -> list[Envelope]:
    """The facts of a small November, in the journal."""
    facts = list(month(300))
    await journal(engine, facts)
    return facts


class ClosedAtTheEnd:
    """November was closed by the last fact that there is, under the definitions of the site."""

    def __init__(self, site: Site) -> None:
        self.definitions = definitions_to_json(site.indicators)

    async def __call__(self, connection: AsyncConnection, campaign: str, month: str) -> Closed | None:
        """How it was closed."""
        head = await read_head(connection, campaign)
        return Closed(seq=head.link.seq, definitions=self.definitions) if month == MONTH else None


def of_campaign(site: Site) -> Site:
    """The site, of the campaign of the month."""
    return msgspec.structs.replace(site, campaign=CAMPAIGN)
