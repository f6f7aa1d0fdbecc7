"""Record what a watcher saw: outages and gaps, each with its facts, in one transaction.

Owns that one outage becomes one incident, however many watchers or other sources report it. Times follow the database's
clock, computed from the age of each sample, so that the clocks of the nodes do not matter.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.incidents import store
from agent_api.incidents.domain.outage_detection import (
    OutageBegan,
    OutageEnded,
    OutageRule,
    SystemState,
    TimedRun,
    UnwatchedSpan,
    WatchBegan,
    WatchEvent,
    apply_run,
)
from agent_api.incidents.domain.samples import SampleRun
from agent_api.incidents.gaps import system_of
from agent_api.incidents.store import Gap, IncidentRow
from agent_api.incidents.watch import state_store
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.site.oversight.systems import System
from eventlog.facts import AnyFact
from eventlog.facts.incident import IncidentClosed, IncidentOpened, SystemUnwatched, SystemWatchBegan
from storage.postgres.engine import unit_of_work

ACTOR: Final = "system:watch"
SETTLE_DELAY: Final = timedelta(minutes=3)
"""How long a gap in the facts waits until the watcher can record the outage that it belongs to."""
_MATCH_TOLERANCE: Final = timedelta(minutes=1)


class WatchContext(msgspec.Struct, frozen=True):
    """The dependencies of a recording.

    Attributes:
        clock: monotonic seconds, the same clock as in the samples.
    """

    engine: AsyncEngine
    site: Site
    clock: Callable[[], float]


async def record_runs(context: WatchContext, runs: Sequence[SampleRun]) -> int:
    """Record the runs of a watcher, in the order of their beginning; return the number of facts.

    Raises:
        StorageError: PostgreSQL is away; nothing was written, so keep the runs.
    """
    async with unit_of_work(context.engine) as connection:
        now = await state_store.lock_watch(connection, context.site.campaign)
        facts = await _apply_runs(connection, context.site, context.clock, runs, now)
        facts += await _settle_gaps(connection, context.site, now)
        author = Author(actor=ACTOR, at=now, site_version=context.site.version)
        await append_facts(connection, context.site.campaign, facts, author)
    return len(facts)


def derive_incident_id(system: str, began: datetime) -> str:
    """Return the incident id of an outage; all watchers derive the same one."""
    return f"{system}-{began:%Y%m%dT%H%M%SZ}"


async def _apply_runs(
    connection: AsyncConnection, site: Site, clock: Callable[[], float], runs: Sequence[SampleRun], now: datetime
) -> list[AnyFact]:
    read_s = clock()
    states: dict[str, SystemState] = await state_store.load_states(connection, site.campaign)
    before: Mapping[str, SystemState] = dict(states)
    facts: list[AnyFact] = []
    for spell in runs:
        system = site.systems.get(spell.system)
        if system is None:
            continue
        rule = OutageRule(misses=system.misses, max_gap=system.silence_limit)
        states[system.id], events = apply_run(states.get(system.id), _timed_run(spell, now, read_s), rule)
        for each in events:
            facts += await _record_event(connection, site, system, each, now)
    for name, watched in states.items():
        if watched != before.get(name):
            await state_store.save_state(connection, site.campaign, name, watched)
    return facts


def _timed_run(run: SampleRun, now: datetime, read_s: float) -> TimedRun:
    began, ended = (
        (now - timedelta(seconds=max(read_s - at_s, 0.0))).replace(microsecond=0) for at_s in (run.began_s, run.ended_s)
    )
    return TimedRun(works=run.works, code=run.code, began=began, ended=ended, samples=run.samples)


async def _record_event(
    connection: AsyncConnection, site: Site, system: System, event: WatchEvent, now: datetime
) -> list[AnyFact]:
    """Record one event and return its facts."""
    match event:
        case WatchBegan(at):
            return [SystemWatchBegan(system=system.id, since_ms=to_milliseconds(at))]
        case UnwatchedSpan(began, ended):
            gap = Gap(
                id=f"unwatched:{derive_incident_id(system.id, began)}",
                kind="unwatched",
                subject=system.id,
                began_at=began,
                ended_at=ended,
            )
            await store.add_gap(connection, site.campaign, gap, settled=True)
            return [SystemUnwatched(system=system.id, began_ms=to_milliseconds(began), ended_ms=to_milliseconds(ended))]
        case OutageBegan():
            return await _open_incident(connection, site.campaign, _outage_incident(site, system, event, now))
        case OutageEnded(went_down_at, at):
            identity = derive_incident_id(system.id, went_down_at)
            if not await store.close_open(connection, site.campaign, identity, ended_at=at, at=now, by=ACTOR):
                return []
            return [IncidentClosed(incident=identity, system=system.id, ended_ms=to_milliseconds(at))]


def _outage_incident(site: Site, system: System, event: OutageBegan, now: datetime) -> IncidentRow:
    return IncidentRow(
        id=derive_incident_id(system.id, event.at),
        system=system.id,
        kind="outage",
        source="watch",
        code=event.code,
        site_version=site.version,
        began_at=event.at,
        answered_at=event.answered_at,
        opened_at=now,
        opened_by=ACTOR,
    )


async def _open_incident(connection: AsyncConnection, campaign: str, opened: IncidentRow) -> list[AnyFact]:
    if not await store.add(connection, campaign, opened):
        return []
    began = to_milliseconds(opened.began_at)
    identity, system = opened.id, opened.system
    facts: list[AnyFact] = [
        IncidentOpened(incident=identity, system=system, kind=opened.kind, source=opened.source, began_ms=began)
    ]
    if opened.ended_at is not None:
        facts.append(IncidentClosed(incident=identity, system=system, ended_ms=to_milliseconds(opened.ended_at)))
    return facts


async def _settle_gaps(connection: AsyncConnection, site: Site, now: datetime) -> list[AnyFact]:
    """Assign each gap in the facts to its incident, or open a new one for it."""
    facts: list[AnyFact] = []
    for gap in await store.unsettled_gaps(connection, site.campaign, now - SETTLE_DELAY):
        system = system_of(gap, site)
        incident = None if system is None else await _nearby_incident(connection, site.campaign, gap, system)
        if system is not None and incident is None:
            incident = _incident_of_gap(site, system, gap, now)
            facts += await _open_incident(connection, site.campaign, incident)
        await store.settle_gap(connection, site.campaign, gap.id, incident.id if incident else None)
    return facts


async def _nearby_incident(connection: AsyncConnection, campaign: str, gap: Gap, system: System) -> IncidentRow | None:
    near = await store.page(
        connection,
        campaign,
        begins=gap.began_at - _MATCH_TOLERANCE,
        ends=gap.ended_at + _MATCH_TOLERANCE,
        still_open=None,
        limit=100,
    )
    return next((each for each in near if each.system == system.id), None)


def _incident_of_gap(site: Site, system: System, gap: Gap, now: datetime) -> IncidentRow:
    """Build a degradation incident: the watch saw no outage, so the system worked, but calls were lost."""
    began = gap.began_at.replace(microsecond=0)
    return IncidentRow(
        id=f"{derive_incident_id(system.id, began)}-{gap.kind}",
        system=system.id,
        kind="degraded",
        source="facts",
        code=gap.kind,
        site_version=site.version,
        began_at=began,
        ended_at=max(gap.ended_at.replace(microsecond=0), began + timedelta(seconds=1)),
        opened_at=now,
        opened_by=ACTOR,
        closed_at=now,
        closed_by=ACTOR,
    )
