"""A month of facts in the journal, and the fact and the row that close it."""

import hashlib
from datetime import UTC, datetime

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.oversight.indicators import definitions_to_json
from eventlog.facts import Envelope, PeriodClosed
from eventlog.journal.writer import write
from storage.postgres.engine import unit_of_work
from storage.tables import period
from tests.support.facts.call_logs import SEALER
from tests.support.facts.synthetic_month import CAMPAIGN
from tests.support.site_folders import sample_site

MONTH = "2026-11"
SITE = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN)
DEFINITIONS = definitions_to_json(SITE.indicators)
CLOSED_AT = datetime(2026, 12, 3, 15, tzinfo=UTC)


async def write_facts(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """Journal facts as the recorder does."""
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, envelopes, {}, cipher=SEALER)


def closing_fact(after: Envelope, month: str = MONTH, at: datetime = CLOSED_AT) -> Envelope:
    """Return the fact that closes a month, after another fact."""
    epoch, _, number = after.id.partition("-")
    fact = PeriodClosed(month=month, definitions=hashlib.sha256(DEFINITIONS).hexdigest())
    return Envelope(
        id=f"{epoch}-{int(number) + 1}",
        at=at,
        campaign=CAMPAIGN,
        call_id="",
        actor="user:coordinador",
        site_version=SITE.version,
        fact=fact,
    )


async def close_month(engine: AsyncEngine, month: str = MONTH) -> None:
    """Write the row that marks a month as closed."""
    row = {"month": month, "closed_at": CLOSED_AT, "closed_by": "coordinador", "closed_by_name": "Coordinadora"}
    values = {"campaign": CAMPAIGN, **row, "site_version": SITE.version, "definitions": DEFINITIONS}
    async with unit_of_work(engine) as connection:
        await connection.execute(insert(period).values(values))
