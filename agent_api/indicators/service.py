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
from agent_api.indicators.store import Place, count_on, counted_between, is_behind, place_of
from agent_api.kit.dates import day_of, local_day
from agent_api.kit.errors import BadQuery
from config.site.oversight.indicators import Definition, Formula
from config.timezone import COLOMBIA
from metrics.indicators.aggregation import Asked, cut, start_of, summed
from metrics.indicators.cells import Key, slot_of
from metrics.indicators.formulas import evaluate, variants
from metrics.indicators.periods import applied
from metrics.indicators.recount import add_running
from metrics.indicators.results import BalanceRow, Figure, SlotKind, moment_of
from storage.postgres.engine import reading, snapshot

LONGEST: Final = timedelta(days=400)
_MOST_BATCHES: Final = 20
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

    def wanted(self, *, queues: bool) -> Asked:
        """Of which lines and queues.

        Args:
            queues: whether queues are told where none is asked for.
        """
        return Asked(self.line, self.queue, queues)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a stretch.

    Attributes:
        definitions: those that were applied, each with the days of the stretch on which it was.
        until: up to when the journal is counted; None where nothing is.
    """

    definitions: tuple[Definition, ...]
    figures: tuple[Figure, ...]
    balances: tuple[BalanceRow, ...]
    until: datetime | None


def stretch(
    begins: datetime | None, ends: datetime | None, now: datetime, line: str | None = None, queue: str | None = None
) -> Stretch:
    """The asked stretch; by default the local month of ``now`` up to the end of its day.

    Raises:
        BadQuery: it is empty, too long, or cuts an interval: its counts cannot be divided.
    """
    ends = ends or day_of(now) + timedelta(days=1)
    if begins is None:
        day = local_day(ends - timedelta(microseconds=1))
        begins = datetime(day.year, day.month, 1, tzinfo=COLOMBIA)
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
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[Definition],
    asked: Stretch,
    by: SlotKind,
    *,
    queues: bool | None = None,
) -> Report:
    """The figures and balances of a stretch.

    Args:
        engine: of the database.
        campaign: whose.
        current: definitions of the site, for what is not closed.
        asked: which stretch, line and queue.
        by: into which pieces it is cut.
        queues: whether queues are told where none is asked for; None: unless it is cut into intervals, of which a year
            has many.

    Raises:
        StorageError: PostgreSQL is away.
    """
    wanted = asked.wanted(queues=by != "interval" if queues is None else queues)
    counted, definitions, place = await _gathered(engine, campaign, current, asked, wanted, by_day=by != "interval")
    first = int(asked.begins.timestamp())
    results = await asyncio.to_thread(cut, counted, definitions, by, first, wanted)
    return Report(definitions=definitions, figures=results.figures, balances=results.balances, until=place.at)


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
    wanted = asked.wanted(queues=False)
    counted, definitions, place = await _gathered(engine, campaign, current, asked, wanted, by_day=True)
    found: list[Sensitivity] = []
    for definition in definitions:
        days = _of_days(counted, definition)
        scope = (asked.line or "", asked.queue or "")
        sums = next((sums for each, sums in summed(days, "period", 0, wanted).items() if each[2:4] == scope), {})
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
    engine: AsyncEngine,
    campaign: str,
    current: Sequence[Definition],
    asked: Stretch,
    wanted: Asked,
    *,
    by_day: bool,
) -> tuple[dict[Key, dict[str, int]], tuple[Definition, ...], Place]:
    """Counts with what goes on, as they are at one instant, and the definitions."""
    if await is_behind(engine, campaign):
        await count_on(engine, campaign, current, most=_MOST_BATCHES, anew=False)
    definitions = await definitions_of(engine, campaign, current, asked)
    by_day = by_day and all(day_of(moment) == moment for moment in (asked.begins, asked.ends))
    async with snapshot(engine) as connection:
        place = await place_of(connection, campaign)
        counted = await counted_between(connection, campaign, asked.begins, asked.ends, wanted, by_day=by_day)
    first, last = int(asked.begins.timestamp()), int(asked.ends.timestamp())
    going_on = (key for key in place.going_on if first <= key.slot < last)
    add_running(counted, (_of_day(key) if by_day else key for key in going_on))
    return counted, definitions, place


def _of_day(key: Key) -> Key:
    return key._replace(slot=start_of("day", key.slot, 0))
