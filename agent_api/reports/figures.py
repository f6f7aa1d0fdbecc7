"""The figures of a period, counted from the journal.

Owns how much of it is read: from the period's first moment until no call of it is open any more, or to the head. The
fold is `metrics.indicators.recount`'s, the same that a verifier runs.
"""

import asyncio
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from config.site import Site
from eventlog.codec import read_canonical
from eventlog.stretches import facts_from, first_since
from metrics.indicators.recount import Recount
from metrics.indicators.results import Results, SlotKind
from metrics.reports.periods import Period


async def results_of(
    connection: AsyncConnection, site: Site, period: Period, last: int, kinds: Iterable[SlotKind]
) -> Results:
    """Every figure and balance of a period.

    Args:
        connection: within a transaction that sees one state of the journal.
        site: whose journal and definitions.
        period: which.
        last: number of the last row that is read.
        kinds: of which stretches.
    """
    recount = Recount(site.indicators, begins=period.begins, ends=period.ends)
    first = await first_since(connection, site.campaign, period.begins, last)
    behind = await first_since(connection, site.campaign, period.ends, last)
    async for read, rows in facts_from(connection, site.campaign, first, last):
        await asyncio.to_thread(_count, recount, rows)
        if read >= behind and not recount.pending:
            break
    return recount.results(kinds)


def _count(recount: Recount, rows: Iterable[bytes]) -> None:
    for each in rows:
        recount.add(read_canonical(each))
