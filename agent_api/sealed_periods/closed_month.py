"""How a month was closed, as far as sealing it needs to know.

Owns that question; closing a month is `agent_api.indicators`'.
"""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import PeriodClosed
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import first_row_from
from metrics.indicators.periods import bounds_of
from storage.tables import journal, period


class ClosedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month that was closed.

    Attributes:
        seq: number of the fact that says so; None where the journal does not hold it yet.
        definitions: those that were fixed, as `config.site.oversight.indicators.definitions_to_json` writes them.
    """

    seq: int | None
    definitions: bytes


async def is_closed(connection: AsyncConnection, campaign: str, month: str) -> bool:
    """Whether a month was closed."""
    query = select(period.c.month).where(period.c.campaign == campaign, period.c.month == month)
    return (await connection.execute(query)).first() is not None


async def closing_of(connection: AsyncConnection, campaign: str, month: str) -> ClosedMonth | None:
    """How a month was closed; None where it was not.

    Args:
        connection: that sees one state of the journal.
        campaign: whose.
        month: ``YYYY-MM``.
    """
    query = select(period.c.definitions).where(period.c.campaign == campaign, period.c.month == month)
    definitions = (await connection.execute(query)).scalar_one_or_none()
    if definitions is None:
        return None
    return ClosedMonth(seq=await _closing_seq(connection, campaign, month), definitions=bytes(definitions))


async def _closing_seq(connection: AsyncConnection, campaign: str, month: str) -> int | None:
    """The number of the fact; it comes after the month."""
    after = await first_row_from(connection, campaign, bounds_of(month)[1])
    row = journal.c
    query = select(row.seq, row.bytes).where(row.campaign == campaign, row.seq >= after, row.type == "PeriodClosed")
    for each in await connection.execute(query.order_by(row.seq)):
        fact = read_canonical(bytes(each.bytes)).fact
        if isinstance(fact, PeriodClosed) and fact.month == month:
            return int(each.seq)
    return None
