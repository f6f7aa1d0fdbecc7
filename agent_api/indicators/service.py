"""Compute the figures of a period from the stored counts, and under every variant of a formula.

Owns which definitions apply, and that the counts are up to date before they are read. Every figure comes from
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
from config.site.oversight.indicators import OF_QUALITY, Formula, IndicatorDefinition
from config.timezone import COLOMBIA
from metrics.indicators.aggregation import FigureSlot, ScopeFilter, period_start, results_by_slot, sums_by_slot
from metrics.indicators.cells import CellKey, slot_of
from metrics.indicators.formulas import Sums, Variant, evaluate, variants
from metrics.indicators.periods import applied_definitions
from metrics.indicators.quality_figures import figure_of, sample_of
from metrics.indicators.recount import add_in_progress
from metrics.indicators.results import BalanceRow, EvaluatedSample, Figure, SlotKind, slot_start
from storage.postgres.engine import read_connection, snapshot

MAX_RANGE: Final = timedelta(days=400)
_MOST_BATCHES: Final = 20
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """The requested period, line and queue.

    Attributes:
        begins: the start of the first interval, aware.
        ends: the end of the last interval, aware, exclusive.
        line: None for each line and the total.
        queue: None for each queue and whole lines.
    """

    begins: datetime
    ends: datetime
    line: str | None = None
    queue: str | None = None

    def scope_filter(self, *, queues: bool) -> ScopeFilter:
        """Return the filter of lines and queues; ``queues`` includes every queue if none is selected."""
        return ScopeFilter(self.line, self.queue, queues)


class IndicatorReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period.

    Attributes:
        definitions: the applied ones, each with its days of the period.
        until: how far the journal is counted; None if nothing is.
    """

    definitions: tuple[IndicatorDefinition, ...]
    figures: tuple[Figure, ...]
    balances: tuple[BalanceRow, ...]
    until: datetime | None


def resolve_selection(
    begins: datetime | None, ends: datetime | None, now: datetime, line: str | None = None, queue: str | None = None
) -> Selection:
    """Return the requested selection; by default the local month of ``now`` up to the end of its day.

    Raises:
        BadQuery: it is empty, too long, or cuts an interval, whose counts cannot be divided.
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
        raise BadQuery("from", "El período pasa de 400 días: pida uno más corto.")
    return Selection(begins=begins, ends=ends, line=line, queue=queue)


async def report_of(
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[IndicatorDefinition],
    selection: Selection,
    by: SlotKind,
    *,
    queues: bool | None = None,
    indicator: str | None = None,
) -> IndicatorReport:
    """Return the figures and balances of a period, cut into slots of kind ``by``.

    ``current`` are the site's definitions, for months that are not closed. ``queues`` includes every queue if none is
    selected; by default it does so unless the slots are intervals, of which a year has many. ``indicator`` limits the
    figures to one; None for all.

    Raises:
        StorageError: PostgreSQL is away.
    """
    scope = selection.scope_filter(queues=by != "interval" if queues is None else queues)
    counted, definitions, position = await load_counts(
        engine, campaign, current, selection, scope, by_day=by != "interval"
    )
    if indicator is not None:
        definitions = tuple(each for each in definitions if each.id == indicator)
    first = int(selection.begins.timestamp())
    results = await asyncio.to_thread(results_by_slot, counted, definitions, by, first, scope)
    return IndicatorReport(
        definitions=definitions, figures=results.figures, balances=results.balances, until=position.at
    )


class VariantResult(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator under one variant of its formula; times in the numerator are in milliseconds.

    ``sample`` has the evaluations behind a figure of quality.
    """

    definition: IndicatorDefinition
    formula: Formula
    chosen: bool
    numerator: int
    denominator: int
    sample: EvaluatedSample | None = None


async def sensitivity_of(
    engine: AsyncEngine, campaign: str, current: Sequence[IndicatorDefinition], selection: Selection
) -> tuple[list[VariantResult], datetime | None]:
    """Return the period under every variant of each formula, the contract's first, and how far it is counted.

    Raises:
        StorageError: PostgreSQL is away.
    """
    scope_filter = selection.scope_filter(queues=False)
    counted, definitions, position = await load_counts(engine, campaign, current, selection, scope_filter, by_day=True)
    results: list[VariantResult] = []
    for definition in definitions:
        days = _cells_valid_for(counted, definition)
        scope = (selection.line or "", selection.queue or "")
        sums = next(
            (sums for each, sums in sums_by_slot(days, "period", 0, scope_filter).items() if each[2:4] == scope), {}
        )
        of_queue = selection.queue is not None
        results += [_variant_result(definition, each, sums, of_queue=of_queue) for each in variants(definition)]
    return results, position.at


def _variant_result(definition: IndicatorDefinition, variant: Variant, sums: Sums, *, of_queue: bool) -> VariantResult:
    formula = variant.formula
    top, bottom = evaluate(formula, sums, of_queue=of_queue)
    figure = figure_of(formula, sums) if formula.kind in OF_QUALITY else None
    return VariantResult(
        definition=definition,
        formula=formula,
        chosen=variant.chosen,
        numerator=top,
        denominator=bottom,
        sample=None if figure is None else sample_of(figure, formula, sums),
    )


def _cells_valid_for(
    counted: Mapping[CellKey, dict[str, int]], definition: IndicatorDefinition
) -> dict[CellKey, dict[str, int]]:
    return {key: cell for key, cell in counted.items() if definition.is_in_force_on(local_date(slot_start(key.slot)))}


class IntervalSums(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of a selection by interval and population; ``until`` is how far the journal is counted."""

    sums: dict[FigureSlot, Sums]
    until: datetime | None


async def interval_sums_of(
    engine: AsyncEngine, campaign: str, current: Sequence[IndicatorDefinition], selection: Selection
) -> IntervalSums:
    """Return the counts of one line or queue by interval, or of all lines together.

    Raises:
        StorageError: PostgreSQL is away.
    """
    scope = selection.scope_filter(queues=False)
    counted, _, position = await load_counts(engine, campaign, current, selection, scope, by_day=False)
    place = (selection.line or "", selection.queue or "")
    sums = await asyncio.to_thread(sums_by_slot, counted, "interval", 0, scope)
    return IntervalSums(
        sums={slot: each for slot, each in sums.items() if (slot.line, slot.queue) == place}, until=position.at
    )


async def definitions_of(
    engine: AsyncEngine, campaign: str, current: Sequence[IndicatorDefinition], selection: Selection
) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions that apply in a period.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        closed = {each.month: each.definitions for each in await closed_periods(connection, campaign)}
    last = local_date(selection.ends - timedelta(microseconds=1))
    return applied_definitions(current, closed, local_date(selection.begins), last)


async def load_counts(
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[IndicatorDefinition],
    selection: Selection,
    scope: ScopeFilter,
    *,
    by_day: bool,
) -> tuple[dict[CellKey, dict[str, int]], tuple[IndicatorDefinition, ...], CountPosition]:
    """Load the counts with calls in progress, from one snapshot, the definitions, and how far is counted.

    Raises:
        StorageError: PostgreSQL is away.
    """
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
