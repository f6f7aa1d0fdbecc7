"""Closing of a month, as far as sealing needs it.

`agent_api.indicators` owns the closing.
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
    """A closed month.

    Attributes:
        seq: number of the closing fact; None until the journal has it.
        definitions: fixed at the closing, in the format of `config.site.oversight.indicators.definitions_to_json`.
    """

    seq: int | None
    definitions: bytes


async def is_closed(connection: AsyncConnection, campaign: str, month: str) -> bool:
    """Return whether a month is closed."""
    query = select(period.c.month).where(period.c.campaign == campaign, period.c.month == month)
    return (await connection.execute(query)).first() is not None


async def closing_of(connection: AsyncConnection, campaign: str, month: str) -> ClosedMonth | None:
    """Return the closing of a month (``YYYY-MM``), or None; the connection must read one snapshot."""
    query = select(period.c.definitions).where(period.c.campaign == campaign, period.c.month == month)
    definitions = (await connection.execute(query)).scalar_one_or_none()
    if definitions is None:
        return None
    return ClosedMonth(seq=await _closing_seq(connection, campaign, month), definitions=bytes(definitions))


async def _closing_seq(connection: AsyncConnection, campaign: str, month: str) -> int | None:
    """Return the number of the closing fact, which comes after the month."""
    after = await first_row_from(connection, campaign, bounds_of(month)[1])
    row = journal.c
    query = select(row.seq, row.bytes).where(row.campaign == campaign, row.seq >= after, row.type == "PeriodClosed")
    for each in await connection.execute(query.order_by(row.seq)):
        fact = read_canonical(bytes(each.bytes)).fact
        if isinstance(fact, PeriodClosed) and fact.month == month:
            return int(each.seq)
    return None
