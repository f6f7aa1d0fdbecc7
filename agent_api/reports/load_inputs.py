"""Inputs of a report, read in one snapshot of the database.

Owns which periods are read and how they are named. The report shows the head of the chain at that snapshot: with the
journal up to that row, anyone can compute the same figures.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.user_names import load_names
from agent_api.indicators.queries import CountPosition, position_of
from agent_api.indicators.update_counts import update_counts
from agent_api.kit.dates import local_date
from agent_api.reports.domain.display_names import display_names
from agent_api.reports.sources.access_requests import access_requests_of
from agent_api.reports.sources.continuity import Continuity, continuity_of
from agent_api.reports.sources.figures import definitions_of, link_of, results_of
from agent_api.reports.sources.petitions import petition_groups_of, petitions_of, transferred_between
from agent_api.reports.sources.timeliness import terms_of
from agent_api.reports.store import calls_set_aside, first_day_of_log
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import first_row_from, read_fact_bytes
from metrics.indicators.results import Results, SlotKind
from metrics.reports.activity import FACT_TYPES, Activity
from metrics.reports.document import PETITION_KINDS, Origin, ReportKind
from metrics.reports.from_results import NO_TOTALS, Scope, indicators_of, service_level_id, slots_of, totals_by_scope
from metrics.reports.inputs import PetitionInputs, ReportInputs, Totals
from metrics.reports.periods import Period, compared_with
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import snapshot

INTERVAL: Final = timedelta(minutes=30)
_DAY: Final = timedelta(days=1)
_TYPES: Final = tuple(str(each.__struct_config__.tag) for each in FACT_TYPES)


class LoadedInputs(NamedTuple):
    """The inputs, the state of the journal, and the end of what was read if the period is not over."""

    inputs: ReportInputs | PetitionInputs
    origin: Origin
    until: str


async def load_inputs(
    engine: AsyncEngine,
    cipher: FieldCipher,
    site: Site,
    kind: ReportKind,
    period: Period,
    *,
    may_recount: bool,
    now: datetime,
) -> LoadedInputs:
    """Load the inputs of a report.

    ``may_recount`` allows a recount of indicators that another release or site counted.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        DecryptionFailed: a person's name was encrypted with another key.
        StorageError: PostgreSQL is away.
    """
    await update_counts(engine, site, may_recount=may_recount)
    async with snapshot(engine) as connection:
        position = await position_of(connection, site.campaign)
        link = await link_of(connection, site.campaign, position.seq)
        reader = _Reader(connection, site, position)
        inputs: ReportInputs | PetitionInputs
        if kind in PETITION_KINDS:
            inputs = await _petition_inputs(connection, site, period, now)
        else:
            people = display_names(await load_names(connection, site, cipher))
            continuity = await continuity_of(connection, cipher, site, *_elapsed(period, now))
            inputs = await reader.inputs(kind, period, now, continuity, people)
    origin = Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version)
    return LoadedInputs(inputs, origin, until_label(period, now))


async def _petition_inputs(connection: AsyncConnection, site: Site, period: Period, now: datetime) -> PetitionInputs:
    scope = connection, site, period.begins, period.ends, local_date(now)
    return PetitionInputs(
        first=period.first,
        last=period.last,
        petitions=await petitions_of(*scope),
        petition_groups=await petition_groups_of(*scope),
        terms=await terms_of(connection, site, period),
        transferred=await transferred_between(connection, site.campaign, period.begins, period.ends),
        requests=await access_requests_of(connection, site, period.begins, period.ends),
    )


class _Reader:
    """Reader of one state of a journal."""

    def __init__(self, connection: AsyncConnection, site: Site, position: CountPosition) -> None:
        self._connection = connection
        self._site = site
        self._position = position
        self._last = position.seq

    async def inputs(
        self, kind: ReportKind, period: Period, now: datetime, continuity: Continuity, names: Mapping[str, str]
    ) -> ReportInputs:
        """Return a period's inputs; ``names`` maps logins to display names."""
        small: SlotKind = "interval" if kind == "presidency" else "day"
        results = await self._results(period, (small, "period"))
        totals = _by_scope(totals_by_scope(results, "period"))
        tallies = await self._activity(period)
        definitions = await definitions_of(self._connection, self._site, period)
        petition_scope = self._connection, self._site, period.begins, period.ends, local_date(now)
        return ReportInputs(
            first=period.first,
            last=period.last,
            indicators=indicators_of(definitions),
            level=service_level_id(definitions),
            total=totals.get(("", ""), NO_TOTALS),
            lines=_lines(totals, self._site),
            queues=_queues(totals, self._site),
            slots=slots_of(totals_by_scope(results, small), _starts(period, small), _slot_name(small)),
            compared=await self._compared_periods(kind, period),
            menus=tallies.menus(self._site),
            advisors=tallies.advisors(names),
            petitions=await petitions_of(*petition_scope),
            petition_groups=await petition_groups_of(*petition_scope),
            incidents=continuity.incidents,
            availability=continuity.availability,
            terms=await terms_of(self._connection, self._site, period, names) if kind == "management" else (),
        )

    async def _results(self, period: Period, kinds: Iterable[SlotKind]) -> Results:
        return await results_of(self._connection, self._site, period, self._position, kinds)

    async def _totals(self, period: Period) -> Totals:
        totals = totals_by_scope(await self._results(period, ("period",)), "period")
        return _by_scope(totals).get(("", ""), NO_TOTALS)

    async def _compared_periods(self, kind: ReportKind, period: Period) -> tuple[tuple[str, Totals], ...]:
        """Return the comparison periods, except those wholly before the log begins."""
        log_begins = await first_day_of_log(self._connection, self._site.campaign)
        logged = [each for each in compared_with(kind, period) if log_begins is not None and each.last >= log_begins]
        return tuple([(each.name, await self._totals(each)) for each in logged])

    async def _activity(self, period: Period) -> Activity:
        campaign = self._site.campaign
        set_aside = await calls_set_aside(self._connection, campaign, period.begins, period.ends)
        tallies = Activity(period.begins, period.ends, set_aside)
        first = await first_row_from(self._connection, campaign, period.begins, self._last)
        end = await first_row_from(self._connection, campaign, period.ends, self._last)
        async for read, rows in read_fact_bytes(self._connection, campaign, first, self._last, types=_TYPES):
            await asyncio.to_thread(_add_facts, tallies, rows)
            if read >= end and period.ends_a_month:
                tallies.end_period()
            if read >= end and not tallies.pending:
                break
        return tallies


def _add_facts(tallies: Activity, rows: Iterable[bytes]) -> None:
    for each in rows:
        tallies.add(read_canonical(each))


def _by_scope(stretches: Mapping[tuple[datetime, Scope], Totals]) -> dict[Scope, Totals]:
    """Index by scope; a whole period has one entry for each."""
    return {where: stretch for (_, where), stretch in stretches.items()}


def _lines(totals: Mapping[Scope, Totals], site: Site) -> dict[str, Totals]:
    """Return totals by name for every line of the site, and for lines of earlier versions with calls."""
    by_line = {line: stretch for (line, queue), stretch in totals.items() if line and not queue}
    names = {id_: line.name for id_, line in site.lines.items()}
    return _by_name(by_line, names)


def _queues(totals: Mapping[Scope, Totals], site: Site) -> dict[str, Totals]:
    by_queue = {queue: stretch for (line, queue), stretch in totals.items() if queue and not line}
    names = {id_: queue.name for id_, queue in site.queues.items()}
    return _by_name(by_queue, names)


def _by_name(totals: Mapping[str, Totals], names: Mapping[str, str]) -> dict[str, Totals]:
    named = {name: totals.get(id_, NO_TOTALS) for id_, name in names.items()}
    return named | {id_: stretch for id_, stretch in sorted(totals.items()) if id_ not in names}


def _starts(period: Period, small: SlotKind) -> list[datetime]:
    step = INTERVAL if small == "interval" else _DAY
    return [(period.begins + step * at).astimezone(UTC) for at in range((period.ends - period.begins) // step)]


def _slot_name(small: SlotKind) -> Callable[[datetime], str]:
    return lambda start: start.astimezone(COLOMBIA).strftime("%H:%M" if small == "interval" else "%d")


def _elapsed(period: Period, now: datetime) -> tuple[datetime, datetime]:
    return period.begins, max(min(period.ends, now), period.begins)


def until_label(period: Period, now: datetime) -> str:
    """Return the end of what was read, for a period that is not over."""
    if now >= period.ends:
        return ""
    local = now.astimezone(COLOMBIA)
    return f"hasta las {local:%H:%M} del {local:%d/%m/%Y}"
