"""The figures of a stretch of time from what is kept, and the same under every variant of a formula.

Owns which definitions are applied, and that what is kept is up to date before it is told. Every figure comes from
`metrics.indicators`, by the same functions as from the journal alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.keeping import Place, count_on, counted_between, is_behind, place_of
from agent_api.indicators.periods import closed_periods
from agent_api.moments import LOCAL, local_day
from agent_api.problems import BadQuery
from config.indicators import Definition, Formula
from metrics.indicators.cells import INTERVAL_S, Key, slot_of
from metrics.indicators.formulas import evaluate, variants
from metrics.indicators.periods import applied
from metrics.indicators.recount import add_running
from metrics.indicators.results import BalanceRow, Figure, SlotKind, moment_of
from metrics.indicators.slots import balances_of, figures_of, summed
from storage.engine import reading, snapshot

LONGEST: Final = timedelta(days=400)
_MOST_BATCHES: Final = 20
_INTERVAL: Final = timedelta(seconds=INTERVAL_S)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
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


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a stretch.

    Attributes:
        definitions: those that were applied, each with the days of the stretch on which it was.
        until: up to when the journal is counted; None where nothing is.
    """

    definitions: tuple[Definition, ...]
    figures: list[Figure]
    balances: list[BalanceRow]
    until: datetime | None


def stretch(
    begins: datetime | None, ends: datetime | None, now: datetime, line: str | None = None, queue: str | None = None
) -> Stretch:
    """The asked stretch; by default the local month of ``now`` up to the end of the running interval.

    Raises:
        BadQuery: it is empty, too long, or cuts an interval: its counts cannot be divided.
    """
    ends = ends or moment_of(slot_of(now)) + _INTERVAL
    if begins is None:
        day = local_day(ends - timedelta(microseconds=1))
        begins = datetime(day.year, day.month, 1, tzinfo=LOCAL)
    for field, moment in (("from", begins), ("to", ends)):
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise BadQuery(field, f"El año debe estar entre {_FIRST_YEAR} y {_LAST_YEAR}.")
        if moment_of(slot_of(moment)) != moment:
            raise BadQuery(field, "Debe caer al comienzo de un intervalo de 30 minutos (:00 o :30).")
    if begins >= ends:
        raise BadQuery("from", "Debe ser anterior a «to».")
    if ends - begins > LONGEST:
        raise BadQuery("from", "El lapso pasa de 400 días: pida uno más corto.")
    return Stretch(begins=begins, ends=ends, line=line, queue=queue)


async def report_of(
    engine: AsyncEngine, campaign: str, current: Sequence[Definition], asked: Stretch, by: SlotKind
) -> Report:
    """The figures and balances of a stretch.

    Args:
        engine: of the database.
        campaign: whose.
        current: definitions of the site, for what is not closed.
        asked: which stretch, line and queue.
        by: into which pieces it is cut.

    Raises:
        StorageError: PostgreSQL is away.
    """
    counted, definitions, place = await _gathered(engine, campaign, current, asked)
    first = int(asked.begins.timestamp())
    figures = figures_of(_asked(counted, asked), definitions, by, first)
    of_lines = {key: cell for key, cell in counted.items() if key.line or key.population == "gap"}
    balances = balances_of(_asked(of_lines, asked), by, first)
    return Report(
        definitions=definitions,
        figures=[each for each in figures if _wanted(each, asked)],
        balances=[each for each in balances if _wanted(each, asked)],
        until=place.at,
    )


class Sensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator under one variant of its formula.

    Attributes:
        chosen: whether the contract chose this one.
        numerator: of times in milliseconds.
    """

    definition: Definition
    formula: Formula
    chosen: bool
    numerator: int
    denominator: int


async def sensitivity_of(
    engine: AsyncEngine, campaign: str, current: Sequence[Definition], asked: Stretch
) -> tuple[list[Sensitivity], datetime | None]:
    """The same stretch under every variant of each formula, the contract's first, and up to when it is counted.

    Raises:
        StorageError: PostgreSQL is away.
    """
    counted, definitions, place = await _gathered(engine, campaign, current, asked)
    found: list[Sensitivity] = []
    for definition in definitions:
        days = _of_days(_asked(counted, asked), definition)
        sums = next(
            (
                sums
                for each, sums in summed(days, "period", 0).items()
                if (each.line, each.queue) == (asked.line or "", asked.queue or "")
            ),
            {},
        )
        for each in variants(definition):
            top, bottom = evaluate(each.formula, sums, of_queue=asked.queue is not None)
            found.append(
                Sensitivity(
                    definition=definition, formula=each.formula, chosen=each.chosen, numerator=top, denominator=bottom
                )
            )
    return found, place.at


def _of_days(counted: Mapping[Key, dict[str, int]], definition: Definition) -> dict[Key, dict[str, int]]:
    return {key: cell for key, cell in counted.items() if definition.holds_on(local_day(moment_of(key.slot)))}


async def definitions_of(
    engine: AsyncEngine, campaign: str, current: Sequence[Definition], asked: Stretch
) -> tuple[Definition, ...]:
    """The definitions that are applied in a stretch.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with reading(engine) as connection:
        closed = {each.month: each.definitions for each in await closed_periods(connection, campaign)}
    last = local_day(asked.ends - timedelta(microseconds=1))
    return applied(current, closed, local_day(asked.begins), last)


async def _gathered(
    engine: AsyncEngine, campaign: str, current: Sequence[Definition], asked: Stretch
) -> tuple[dict[Key, dict[str, int]], tuple[Definition, ...], Place]:
    """Counts with what goes on, as they are at one instant, and the definitions."""
    if await is_behind(engine, campaign):
        await count_on(engine, campaign, current, most=_MOST_BATCHES, anew=False)
    definitions = await definitions_of(engine, campaign, current, asked)
    lines = None if asked.line is None else (asked.line, "")
    async with snapshot(engine) as connection:
        place = await place_of(connection, campaign)
        counted = await counted_between(connection, campaign, asked.begins, asked.ends, lines)
    first, last = int(asked.begins.timestamp()), int(asked.ends.timestamp())
    add_running(counted, (key for key in place.going_on if first <= key.slot < last))
    return counted, definitions, place


def _asked(counted: Mapping[Key, dict[str, int]], asked: Stretch) -> dict[Key, dict[str, int]]:
    """Of one line or queue, only what belongs to it, and where data are missing."""

    def is_asked(key: Key) -> bool:
        if key.population == "gap":
            return True
        of_line = asked.line is None or key.line == asked.line
        return of_line and (asked.queue is None or key.queue == asked.queue)

    return {key: cell for key, cell in counted.items() if is_asked(key)}


def _wanted(row: Figure | BalanceRow, asked: Stretch) -> bool:
    """A line asked for is not told a second time as «all lines»."""
    return (asked.line is None or row.line == asked.line) and (asked.queue is None or row.queue == asked.queue)
