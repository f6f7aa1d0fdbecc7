"""Figures from counts: by interval, local day, local month and whole period, for every line and queue. Pure.

Owns which slots, lines and queues have a figure, and which definition is valid in a slot. Tickets and advisors belong
to no line: their figures are those of all lines together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

import msgspec

from config.site.oversight.indicators import OF_QUALITY, OF_TICKETS, IndicatorDefinition, IndicatorKind
from config.timezone import COLOMBIA
from eventlog.facts import OUTCOMES, Outcome
from metrics.indicators import cells
from metrics.indicators.cells import CellKey, Counts, Population
from metrics.indicators.formulas import figure_function
from metrics.indicators.quality_figures import figure_of, sample_of
from metrics.indicators.results import BalanceRow, EvaluatedSample, Figure, Results, SlotKind, slot_start

ALL_KINDS: Final[tuple[SlotKind, ...]] = ("interval", "day", "month", "period")
SITE_WIDE_KINDS: Final[frozenset[IndicatorKind]] = OF_TICKETS | {"occupancy", "adherence"}
"""Indicators of tickets and advisors, which belong to no line and are not computed from calls."""

Sums = dict[Population, Counts]
_IN_NO_SUM: Final = cells.DETAILS | {"gap"}
_BALANCE_POPULATIONS: Final = frozenset({"calls", "visit", "anomalous"})
_EVALUATED: Final = frozenset({"evaluated_phone", "evaluated_written"})
_DAY: Final = timedelta(days=1)
_NEVER: Final = 1 << 62


class ScopeFilter(NamedTuple):
    """The lines and queues that figures are wanted for.

    Attributes:
        line: only this line; None for each line and for all together.
        queue: only this queue; None for each queue and for whole lines.
        queues: whether queues get figures when `queue` is None.
    """

    line: str | None = None
    queue: str | None = None
    queues: bool = True

    def scopes_of(self, key: CellKey) -> tuple[tuple[str, str], ...]:
        """Return the lines and queues in whose figures a cell counts; gaps and breakdowns are in none."""
        population, queue = key.population, key.queue
        if population in _IN_NO_SUM or (population != "visit" and self.queue is not None):
            return ()
        if population == "visit" and not (self.queues if self.queue is None else self.queue == queue):
            return ()
        if self.line is not None:
            return ((key.line, queue),) if self.line == key.line else ()
        return ((key.line, queue), ("", queue)) if key.line else (("", ""),)


EVERYTHING: Final = ScopeFilter()


class FigureSlot(NamedTuple):
    """The time and place of a figure; `line` and `queue` are empty for all lines and for whole lines."""

    kind: SlotKind
    start: int
    line: str
    queue: str
    incomplete: bool = False


def results_of(
    counted: Mapping[CellKey, Counts],
    definitions: Sequence[IndicatorDefinition],
    *,
    kinds: Iterable[SlotKind] = ALL_KINDS,
    begins: datetime | None = None,
) -> Results:
    """Compute every figure and balance from counts, in-progress calls included.

    Without `begins`, the whole period begins at the first interval with a count.
    """
    first = int(begins.timestamp()) if begins else min((key.slot for key in counted), default=0)
    pieces = [results_by_slot(counted, definitions, kind, first) for kind in kinds]
    return Results(
        figures=tuple(chain.from_iterable(each.figures for each in pieces)),
        balances=tuple(chain.from_iterable(each.balances for each in pieces)),
    )


def period_start(kind: SlotKind, slot: int, first: int) -> int:
    """Return the start of the slot of a kind that contains an interval; all in s since the Unix epoch.

    `first` is the start of the whole period.
    """
    if kind == "interval":
        return slot
    return first if kind == "period" else _local_start(slot, kind == "month")


@lru_cache(maxsize=65_536)
def _local_start(slot: int, of_month: bool) -> int:
    day = day_of(slot)
    return start_of_day(day.replace(day=1) if of_month else day)


@lru_cache(maxsize=65_536)
def day_of(slot: int) -> date:
    """Return the local day of an interval."""
    return datetime.fromtimestamp(slot, COLOMBIA).date()


def start_of_day(day: date) -> int:
    """Return local midnight, s since the Unix epoch."""
    return int(datetime(day.year, day.month, day.day, tzinfo=COLOMBIA).timestamp())


def results_by_slot(
    counted: Mapping[CellKey, Counts],
    definitions: Sequence[IndicatorDefinition],
    kind: SlotKind,
    first: int,
    scope: ScopeFilter = EVERYTHING,
) -> Results:
    """Compute the figures and balances of one kind of slot, in order.

    Definitions that are valid on the same days share their sums. `first` is the start of the whole period, s since the
    Unix epoch.
    """
    sums_of_slots = _sorted(sums_by_slot(counted, kind, first, scope))
    pieces: list[list[Figure]] = []
    for runs, validity_group in _by_validity(definitions).items():
        valid_cells: dict[CellKey, Counts] = {}
        for begins, ends in runs:
            valid_cells |= {key: cell for key, cell in counted.items() if begins <= key.slot < ends}
        sums = (
            sums_of_slots
            if len(valid_cells) == len(counted)
            else _sorted(sums_by_slot(valid_cells, kind, first, scope))
        )
        pieces.append(_figures(sums, sorted(validity_group, key=lambda each: (each.id, each.version))))
    figures = pieces[0] if len(pieces) == 1 else sorted(chain.from_iterable(pieces), key=_figure_order)
    return Results(figures=tuple(figures), balances=tuple(_balances(sums_of_slots)))


def _sorted(sums: dict[FigureSlot, Sums]) -> list[tuple[FigureSlot, Sums]]:
    return sorted(sums.items(), key=itemgetter(0))


def _figure_order(figure: Figure) -> tuple[datetime, str, str, str, str]:
    return figure.starts_at, figure.line, figure.queue, figure.indicator, figure.version


def _by_validity(
    definitions: Sequence[IndicatorDefinition],
) -> dict[tuple[tuple[int, int], ...], list[IndicatorDefinition]]:
    """Group versions by the runs of days on which they are valid; one version may be valid on several."""
    runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    versions: dict[tuple[str, str], IndicatorDefinition] = {}
    for each in definitions:
        runs.setdefault((each.id, each.version), []).append(_bounds((each.valid_from, each.valid_to)))
        versions[each.id, each.version] = each
    grouped: dict[tuple[tuple[int, int], ...], list[IndicatorDefinition]] = {}
    for key, of_version in runs.items():
        grouped.setdefault(tuple(of_version), []).append(versions[key])
    return grouped


def _bounds(days: tuple[date, date | None]) -> tuple[int, int]:
    """Return when the first day begins and the last day ends, s since the Unix epoch."""
    first, last = days
    return start_of_day(first), _NEVER if last is None or last == date.max else start_of_day(last + _DAY)


def sums_by_slot(
    counted: Mapping[CellKey, Counts], kind: SlotKind, first: int, scope: ScopeFilter = EVERYTHING
) -> dict[FigureSlot, Sums]:
    """Sum the counts of each slot by population.

    Do not change the result: counts of a single cell are returned without a copy.
    """
    gaps = {period_start(kind, key.slot, first) for key in counted if key.population == "gap"}
    gathered: dict[FigureSlot, dict[Population, list[Counts]]] = {}
    for key, counts in counted.items():
        scopes = scope.scopes_of(key)
        if not scopes:
            continue
        start, population = period_start(kind, key.slot, first), key.population
        for line, queue in scopes:
            slot = FigureSlot(kind, start, line, queue, start in gaps)
            slot_cells = gathered.get(slot)
            if slot_cells is None:
                gathered[slot] = slot_cells = {}
            if population in slot_cells:
                slot_cells[population].append(counts)
            else:
                slot_cells[population] = [counts]
    return {stretch: _sums(by_population) for stretch, by_population in gathered.items()}


def _sums(gathered: Mapping[Population, Sequence[Counts]]) -> Sums:
    sums: Sums = {population: cells.sum_counts(counts) for population, counts in gathered.items()}
    of_calls = [sums[population] for population in cells.CALL_POPULATIONS if population in sums]
    return {**sums, "calls": cells.sum_counts(of_calls)} if of_calls else sums


def _figures(sums: Iterable[tuple[FigureSlot, Sums]], definitions: Iterable[IndicatorDefinition]) -> list[Figure]:
    """Return the figures that are not 0 ÷ 0: in a year of intervals a hundred thousand would be empty."""
    of_quality = [each for each in definitions if each.formula.kind in OF_QUALITY]
    functions = [(each, figure_function(each.formula)) for each in definitions if each.formula.kind not in OF_QUALITY]
    line_functions = [each for each in functions if each[0].formula.kind not in SITE_WIDE_KINDS]
    figures: list[Figure] = []
    for slot, slot_sums in sums:
        of_queue = bool(slot.queue)
        for definition, counted in line_functions if of_queue or slot.line else functions:
            numerator, denominator = counted(slot_sums, of_queue)
            if numerator or denominator:
                figures.append(_figure(definition, slot, numerator, denominator))
        figures += _quality_figures(slot, slot_sums, of_quality)
    return figures


def _quality_figures(slot: FigureSlot, sums: Sums, definitions: Iterable[IndicatorDefinition]) -> list[Figure]:
    if _EVALUATED.isdisjoint(sums):
        return []
    figures: list[Figure] = []
    for each in definitions:
        found = figure_of(each.formula, sums)
        if found is not None:
            figures.append(_figure(each, slot, *found.fraction, sample_of(found, each.formula, sums)))
    return figures


def _figure(
    definition: IndicatorDefinition,
    slot: FigureSlot,
    numerator: int,
    denominator: int,
    sample: EvaluatedSample | msgspec.UnsetType = msgspec.UNSET,
) -> Figure:
    return Figure(
        indicator=definition.id,
        version=definition.version,
        line=slot.line,
        queue=slot.queue,
        kind=slot.kind,
        starts_at=slot_start(slot.start),
        numerator=numerator,
        denominator=denominator,
        unit=definition.formula.unit,
        incomplete=slot.incomplete,
        sample=sample,
    )


def _balances(sums: Iterable[tuple[FigureSlot, Sums]]) -> list[BalanceRow]:
    """Return a balance for each slot in which a call arrived or was refused; tickets and advisors have none."""
    return [_balance(slot, slot_sums) for slot, slot_sums in sums if not _BALANCE_POPULATIONS.isdisjoint(slot_sums)]


def _balance(slot: FigureSlot, sums: Sums) -> BalanceRow:
    total, outcomes = _queue_outcomes(sums) if slot.queue else _line_outcomes(sums)
    received = sums.get("received", {}).get(cells.ENTERED, 0)
    entered, running = total.get(cells.ENTERED, 0) - received, total.get(cells.IN_PROGRESS, 0)
    moved, anomalous = total.get(f"{cells.LEFT}moved", 0), sums.get("anomalous", {})
    return BalanceRow(
        line=slot.line,
        queue=slot.queue,
        kind=slot.kind,
        starts_at=slot_start(slot.start),
        entered=entered,
        received=received,
        outcomes=outcomes,
        moved=moved,
        in_progress=running,
        difference=entered + received - sum(outcomes.values()) - moved - running,
        incomplete=slot.incomplete,
        anomalous=sum(anomalous.values()) or msgspec.UNSET,
        set_aside=anomalous.get(cells.SET_ASIDE, 0) or msgspec.UNSET,
        without_talk=total.get(cells.WITHOUT_TALK, 0) or msgspec.UNSET,
    )


def _queue_outcomes(sums: Sums) -> tuple[Counts, dict[Outcome, int]]:
    total = sums.get("visit", {})
    exits: dict[Outcome, int] = {outcome: total.get(f"{cells.LEFT}{outcome}", 0) for outcome in OUTCOMES}
    return total, {**exits, "answered": total.get(cells.ANSWERED, 0)}


def _line_outcomes(sums: Sums) -> tuple[Counts, dict[Outcome, int]]:
    total = sums.get("calls", {})
    return total, {outcome: total.get(f"{cells.OUTCOME}{outcome}", 0) for outcome in OUTCOMES}
