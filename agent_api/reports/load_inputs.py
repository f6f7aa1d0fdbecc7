"""What a report is made of, read in one state of the database.

Owns which stretches are read and how they are named. All of it is of one snapshot, whose head of the chain the report
bears: who has the journal up to that row can count the same figures.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import names_of
from agent_api.indicators.store import Place, place_of
from agent_api.kit.dates import local_day
from agent_api.reports.context import Desk
from agent_api.reports.domain.display_names import called
from agent_api.reports.sources.continuity import Known, known_of
from agent_api.reports.sources.figures import count_up, definitions_of, link_of, results_of
from agent_api.reports.sources.petitions import petitions_of
from agent_api.reports.store import calls_set_aside, first_day_of_log
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.journal.codec import read_canonical
from eventlog.journal.stretches import facts_from, first_since
from metrics.indicators.results import Results, SlotKind
from metrics.reports.activity import READ, Tallies
from metrics.reports.document import Origin, ReportKind
from metrics.reports.from_results import EMPTY, Where, indicators_of, level_of, slots_of, stretches_of
from metrics.reports.inputs import Seen, Stretch
from metrics.reports.periods import Period, compared_with, period_of
from storage.postgres.engine import snapshot

INTERVAL: Final = timedelta(minutes=30)
_DAY: Final = timedelta(days=1)
_TYPES: Final = tuple(str(each.__struct_config__.tag) for each in READ)


class Reading(NamedTuple):
    """What was read, of which state of the journal, and up to when where the period is not over."""

    seen: Seen
    origin: Origin
    until: str


async def see(desk: Desk, kind: ReportKind, first: date, now: datetime) -> Reading:
    """All that a report tells.

    Args:
        desk: what reports are made with; its site names and defines.
        kind: of report.
        first: the local day, or the first one of the month.
        now: aware.

    Raises:
        NotCounted: the journal is ahead of what is counted.
        SealBroken: the name of a person was sealed with another key.
        StorageError: PostgreSQL is away.
    """
    period, site = period_of(kind, first), desk.site
    await count_up(desk.engine, site, anew=desk.counts_anew)
    async with snapshot(desk.engine) as connection:
        place = await place_of(connection, site.campaign)
        link = await link_of(connection, site.campaign, place.seq)
        reader = _Reader(connection, site, place)
        people = called(await names_of(connection, site, desk.sealer))
        known = await known_of(connection, desk, *_past(period, now))
        seen = await reader.seen(kind, period, now, known, people)
    origin = Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version)
    return Reading(seen, origin, _until(period, now))


class _Reader:
    """Reads one state of a journal."""

    def __init__(self, connection: AsyncConnection, site: Site, place: Place) -> None:
        self._connection = connection
        self._site = site
        self._place = place
        self._last = place.seq

    async def seen(
        self, kind: ReportKind, period: Period, now: datetime, known: Known, people: Mapping[str, str]
    ) -> Seen:
        """What a report of a period tells; ``known`` is what others know of it, ``people`` what each is called."""
        small: SlotKind = "interval" if kind == "presidency" else "day"
        results = await self._results(period, (small, "period"))
        whole = _by_place(stretches_of(results, "period"))
        tallies = await self._tallies(period)
        definitions = await definitions_of(self._connection, self._site, period)
        return Seen(
            first=period.first,
            last=period.last,
            indicators=indicators_of(definitions),
            level=level_of(definitions),
            total=whole.get(("", ""), EMPTY),
            lines=_lines(whole, self._site),
            queues=_queues(whole, self._site),
            slots=slots_of(stretches_of(results, small), _starts(period, small), _slot_name(small)),
            before=await self._before(kind, period),
            menus=tallies.menus(self._site),
            advisors=tallies.advisors(people),
            petitions=await petitions_of(self._connection, self._site, period.begins, period.ends, local_day(now)),
            incidents=known.incidents,
            availability=known.availability,
        )

    async def _results(self, period: Period, kinds: Iterable[SlotKind]) -> Results:
        return await results_of(self._connection, self._site, period, self._place, kinds)

    async def _whole(self, period: Period) -> Stretch:
        found = stretches_of(await self._results(period, ("period",)), "period")
        return _by_place(found).get(("", ""), EMPTY)

    async def _before(self, kind: ReportKind, period: Period) -> tuple[tuple[str, Stretch], ...]:
        """What lies wholly before the log begins is nothing to compare with."""
        begun = await first_day_of_log(self._connection, self._site.campaign)
        known = [each for each in compared_with(kind, period) if begun is not None and each.last >= begun]
        return tuple([(each.name, await self._whole(each)) for each in known])

    async def _tallies(self, period: Period) -> Tallies:
        campaign = self._site.campaign
        set_aside = await calls_set_aside(self._connection, campaign, period.begins, period.ends)
        tallies = Tallies(period.begins, period.ends, set_aside)
        first = await first_since(self._connection, campaign, period.begins, self._last)
        behind = await first_since(self._connection, campaign, period.ends, self._last)
        async for read, rows in facts_from(self._connection, campaign, first, self._last, types=_TYPES):
            await asyncio.to_thread(_count, tallies, rows)
            if read >= behind and period.ends_a_month:
                tallies.cut()
            if read >= behind and not tallies.pending:
                break
        return tallies


def _count(tallies: Tallies, rows: Iterable[bytes]) -> None:
    for each in rows:
        tallies.add(read_canonical(each))


def _by_place(stretches: Mapping[tuple[datetime, Where], Stretch]) -> dict[Where, Stretch]:
    """Of a period there is one stretch a place."""
    return {where: stretch for (_, where), stretch in stretches.items()}


def _lines(whole: Mapping[Where, Stretch], site: Site) -> dict[str, Stretch]:
    """Every line of the site, and those of an earlier version that had calls, by name."""
    there = {line: stretch for (line, queue), stretch in whole.items() if line and not queue}
    names = {id_: line.name for id_, line in site.lines.items()}
    return _named(there, names)


def _queues(whole: Mapping[Where, Stretch], site: Site) -> dict[str, Stretch]:
    there = {queue: stretch for (line, queue), stretch in whole.items() if queue and not line}
    names = {id_: queue.name for id_, queue in site.queues.items()}
    return _named(there, names)


def _named(there: Mapping[str, Stretch], names: Mapping[str, str]) -> dict[str, Stretch]:
    known = {name: there.get(id_, EMPTY) for id_, name in names.items()}
    return known | {id_: stretch for id_, stretch in sorted(there.items()) if id_ not in names}


def _starts(period: Period, small: SlotKind) -> list[datetime]:
    step = INTERVAL if small == "interval" else _DAY
    return [(period.begins + step * at).astimezone(UTC) for at in range((period.ends - period.begins) // step)]


def _slot_name(small: SlotKind) -> Callable[[datetime], str]:
    return lambda start: start.astimezone(COLOMBIA).strftime("%H:%M" if small == "interval" else "%d")


def _past(period: Period, now: datetime) -> tuple[datetime, datetime]:
    return period.begins, max(min(period.ends, now), period.begins)


def _until(period: Period, now: datetime) -> str:
    """Up to when a period was seen that is not over."""
    if now >= period.ends:
        return ""
    local = now.astimezone(COLOMBIA)
    return f"hasta las {local:%H:%M} del {local:%d/%m/%Y}"
