"""Figures of a period, from the stored counts of the journal.

The counts, the calls in progress and the counted position are read in one snapshot, so the figures belong to one row of
the journal, whose hash the report shows. `metrics.indicators` computes every figure, as for `GET /api/v1/indicators`; a
verifier gets the same from the journal alone.
"""

import asyncio
from collections.abc import Iterable
from itertools import chain

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.indicators.periods import closed_periods
from agent_api.indicators.queries import CountPosition, counts_between
from config.site.model import Site
from config.site.oversight.indicators import IndicatorDefinition
from eventlog.journal.chain import ChainLink, genesis
from metrics.indicators.aggregation import EVERYTHING, period_start, results_by_slot
from metrics.indicators.cells import CellKey
from metrics.indicators.periods import applied_definitions
from metrics.indicators.recount import add_in_progress
from metrics.indicators.results import Results, SlotKind
from metrics.reports.periods import Period
from storage.tables import journal


async def link_of(connection: AsyncConnection, campaign: str, seq: int) -> ChainLink:
    """Return the link of the chain at a row of the journal; 0 is before the first."""
    if seq == 0:
        return genesis(campaign)
    query = select(journal.c.hash).where(journal.c.campaign == campaign, journal.c.seq == seq)
    return ChainLink(seq, bytes((await connection.execute(query)).scalar_one()))


async def definitions_of(connection: AsyncConnection, site: Site, period: Period) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions for a period; a closed month keeps the definitions with which it was closed."""
    closed = {each.month: each.definitions for each in await closed_periods(connection, site.campaign)}
    return applied_definitions(site.indicators, closed, period.first, period.last)


async def results_of(
    connection: AsyncConnection, site: Site, period: Period, position: CountPosition, kinds: Iterable[SlotKind]
) -> Results:
    """Return the figures and balances of a period, in the snapshot that ``position`` was read in."""
    pieces = tuple(kinds)
    by_day = "interval" not in pieces
    counted = await counts_between(connection, site.campaign, period.begins, period.ends, EVERYTHING, by_day=by_day)
    first, last = int(period.begins.timestamp()), int(period.ends.timestamp())
    in_progress = (key for key in position.in_progress if first <= key.slot < last)
    add_in_progress(counted, (_day_key(key) if by_day else key for key in in_progress))
    definitions = await definitions_of(connection, site, period)
    cuts = [await asyncio.to_thread(results_by_slot, counted, definitions, kind, first) for kind in pieces]
    return Results(
        figures=tuple(chain.from_iterable(each.figures for each in cuts)),
        balances=tuple(chain.from_iterable(each.balances for each in cuts)),
    )


def _day_key(key: CellKey) -> CellKey:
    return key._replace(slot=period_start("day", key.slot, 0))
