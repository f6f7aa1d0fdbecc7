"""The figures of a stretch of time from what is kept, and the same under every variant of a formula.

Owns which definitions are applied, and that what is kept is up to date before it is told. Every figure comes from
`metrics.indicators`, by the same functions as from the journal alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.periods import closed_periods
from agent_api.indicators.queries import CountPosition, counts_between, is_behind, position_of
from agent_api.indicators.store import count_new_facts
from agent_api.kit.dates import local_date, start_of_local_day
from agent_api.kit.errors import BadQuery
from config.site.oversight.indicators import Formula, IndicatorDefinition
from config.timezone import COLOMBIA
from metrics.indicators.aggregation import ScopeFilter, period_start, results_by_slot, sums_by_slot
from metrics.indicators.cells import CellKey, slot_of
from metrics.indicators.formulas import evaluate, variants
from metrics.indicators.periods import applied_definitions
from metrics.indicators.recount import add_in_progress
from metrics.indicators.results import BalanceRow, Figure, SlotKind, slot_start
from storage.postgres.engine import read_connection, snapshot

MAX_RANGE: Final = timedelta(days=400)
_MOST_BATCHES: Final = 20
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked.

    Attributes:
        begins: the first interval's start, aware.
        ends: the start of the first one that is out again, aware.
        line: id; None for each, and all together.
        queue: id; None for each, and whole lines.
    """

    begins: datetime
    ends: datetime
    line: str | None = None
    queue: str | None = None

    def scope_filter(self, *, queues: bool) -> ScopeFilter:
        """Of which lines and queues.

        Args:
            queues: whether queues are told where none is asked for.
        """
        return ScopeFilter(self.line, self.queue, queues)


class IndicatorReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a stretch.

    Attributes:
        definitions: those that were applied, each with the days of the stretch on which it was.
        until: up to when the journal is counted; None where nothing is.
    """

    definitions: tuple[IndicatorDefinition, ...]
    figures: tuple[Figure, ...]
    balances: tuple[BalanceRow, ...]
    until: datetime | None


def resolve_selection(
    begins: datetime | None, ends: datetime | None, now: datetime, line: str | None = None, queue: str | None = None
) -> Selection:
    """The asked stretch; by default the local month of ``now`` up to the end of its day.

    Raises:
        BadQuery: it is empty, too long, or cuts an interval: its counts cannot be divided.
    """
    ends = ends or start_of_local_day(now) + timedelta(days=1)
    if begins is None:
        day = local_date(ends - timedelta(microseconds=1))
        begins = datetime(day.year, day.month, 1, tzinfo=COLOMBIA)
    for field, moment in (("from", begins), ("to", ends)):
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise BadQuery(field, f"El año debe estar entre {_FIRST_YEAR} y {_LAST_YEAR}.")
        if slot_start(slot_of(moment)) != moment:
            raise BadQuery(field, "Debe caer al comienzo de un intervalo de 30 minutos (:00 o :30).")
    if begins >= ends:
        raise BadQuery("from", "Debe ser anterior a «to».")
    if ends - begins > MAX_RANGE:
        raise BadQuery("from", "El lapso pasa de 400 días: pida uno más corto.")
    return Selection(begins=begins, ends=ends, line=line, queue=queue)


async def report_of(
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[IndicatorDefinition],
    selection: Selection,
    by: SlotKind,
    *,
    queues: bool | None = None,
) -> IndicatorReport:
    """The figures and balances of a stretch.

    Args:
        engine: of the database.
        campaign: whose.
        current: definitions of the site, for what is not closed.
        selection: which stretch, line and queue.
        by: into which pieces it is cut.
        queues: whether queues are told where none is asked for; None: unless it is cut into intervals, of which a year
            has many.

    Raises:
        StorageError: PostgreSQL is away.
    """
    scope = selection.scope_filter(queues=by != "interval" if queues is None else queues)
    counted, definitions, position = await _load_counts(
        engine, campaign, current, selection, scope, by_day=by != "interval"
    )
    first = int(selection.begins.timestamp())
    results = await asyncio.to_thread(results_by_slot, counted, definitions, by, first, scope)
    return IndicatorReport(
        definitions=definitions, figures=results.figures, balances=results.balances, until=position.at
    )


class VariantResult(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator under one variant of its formula.

    Attributes:
        chosen: whether the contract chose this one.
        numerator: of times in milliseconds.
    """

    definition: IndicatorDefinition
    formula: Formula
    chosen: bool
    numerator: int
    denominator: int


async def sensitivity_of(
    engine: AsyncEngine, campaign: str, current: Sequence[IndicatorDefinition], selection: Selection
) -> tuple[list[VariantResult], datetime | None]:
    """The same stretch under every variant of each formula, the contract's first, and up to when it is counted.

    Raises:
        StorageError: PostgreSQL is away.
    """
    scope_filter = selection.scope_filter(queues=False)
    counted, definitions, position = await _load_counts(engine, campaign, current, selection, scope_filter, by_day=True)
    results: list[VariantResult] = []
    for definition in definitions:
        days = _cells_valid_for(counted, definition)
        scope = (selection.line or "", selection.queue or "")
        sums = next(
            (sums for each, sums in sums_by_slot(days, "period", 0, scope_filter).items() if each[2:4] == scope), {}
        )
        for each in variants(definition):
            top, bottom = evaluate(each.formula, sums, of_queue=selection.queue is not None)
            results.append(
                VariantResult(
                    definition=definition, formula=each.formula, chosen=each.chosen, numerator=top, denominator=bottom
                )
            )
    return results, position.at


def _cells_valid_for(
    counted: Mapping[CellKey, dict[str, int]], definition: IndicatorDefinition
) -> dict[CellKey, dict[str, int]]:
    return {key: cell for key, cell in counted.items() if definition.is_in_force_on(local_date(slot_start(key.slot)))}


async def definitions_of(
    engine: AsyncEngine, campaign: str, current: Sequence[IndicatorDefinition], selection: Selection
) -> tuple[IndicatorDefinition, ...]:
    """The definitions that are applied in a stretch.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        closed = {each.month: each.definitions for each in await closed_periods(connection, campaign)}
    last = local_date(selection.ends - timedelta(microseconds=1))
    return applied_definitions(current, closed, local_date(selection.begins), last)


async def _load_counts(
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[IndicatorDefinition],
    selection: Selection,
    scope: ScopeFilter,
    *,
    by_day: bool,
) -> tuple[dict[CellKey, dict[str, int]], tuple[IndicatorDefinition, ...], CountPosition]:
    """Counts with what goes on, as they are at one instant, and the definitions."""
    if await is_behind(engine, campaign):
        await count_new_facts(engine, campaign, current, max_batches=_MOST_BATCHES, recount=False)
    definitions = await definitions_of(engine, campaign, current, selection)
    by_day = by_day and all(start_of_local_day(moment) == moment for moment in (selection.begins, selection.ends))
    async with snapshot(engine) as connection:
        position = await position_of(connection, campaign)
        counted = await counts_between(connection, campaign, selection.begins, selection.ends, scope, by_day=by_day)
    first, last = int(selection.begins.timestamp()), int(selection.ends.timestamp())
    in_progress = (key for key in position.in_progress if first <= key.slot < last)
    add_in_progress(counted, (_day_key(key) if by_day else key for key in in_progress))
    return counted, definitions, position


def _day_key(key: CellKey) -> CellKey:
    return key._replace(slot=period_start("day", key.slot, 0))
