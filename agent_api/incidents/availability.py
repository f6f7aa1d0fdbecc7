"""The availability of each system in a month, and the data gaps of a period, from the records of the watch.

Owns which time counts in the fraction of `metrics.availability`. Time counts from the first probe of a system; for a
system without a probe, from the first probe of any system: before that Atención did not exist.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.incidents import store
from agent_api.incidents.domain.descriptions import describe_gap, describe_limits
from agent_api.incidents.domain.outage_detection import SystemState
from agent_api.incidents.schemas import DataGap, DataGaps, MonthAvailability, SystemAvailability
from agent_api.incidents.store import Gap
from agent_api.incidents.watch import state_store
from agent_api.incidents.watch.record import derive_incident_id
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import BadQuery
from config.site.calls.calendars import open_ranges
from config.site.model import Site
from config.site.oversight.systems import ALWAYS, System
from config.timezone import COLOMBIA
from eventlog.facts.incident import IncidentSource
from metrics.availability import Availability, Span, compute_availability, intersect_spans
from storage.postgres.engine import snapshot

Outage = tuple[str, IncidentSource, Span]


async def month_availability(engine: AsyncEngine, site: Site, month: str | None, now: datetime) -> MonthAvailability:
    """Return the availability of each system of the site in a month, up to now.

    ``month`` is ``YYYY-MM``; None for the current month.
    """
    now = now.replace(microsecond=0)
    month = month or f"{now.astimezone(COLOMBIA):%Y-%m}"
    begins, ends = month_span(month)
    ends = max(min(ends, now), begins)
    async with snapshot(engine) as connection:
        states = await state_store.load_states(connection, site.campaign)
        outages = await store.outages(connection, site.campaign, begins, ends)
        gaps = await store.gaps(connection, site.campaign, begins, ends, "unwatched")
    systems = [
        _system_availability(site, system, states, (begins, ends), outages=outages, gaps=gaps)
        for system in site.systems.values()
    ]
    return MonthAvailability(month=month, begins=begins, ends=ends, systems=systems)


def month_span(month: str) -> Span:
    """Return the span of a month (``YYYY-MM``), from its first local midnight to the next month's."""
    year, number = int(month[:4]), int(month[5:])
    begins = datetime(year, number, 1, tzinfo=COLOMBIA)
    return begins, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=COLOMBIA)


def measure_availability(
    site: Site,
    system: System,
    states: Mapping[str, SystemState],
    period: Span,
    *,
    outages: list[Outage],
    gaps: list[Gap],
) -> tuple[Span | None, Availability]:
    """Return the measured part of a period and the availability of the system in it.

    Args:
        site: its calendars say when the system is committed.
        system: the system to measure.
        states: the watch's state of each system that it has probed.
        period: ends now at the latest.
        outages: of all systems.
        gaps: the unwatched spans of all systems.
    """
    measured = _measured_span(system, states, period)
    if measured is None:
        return None, compute_availability([], watched=system.is_watched)
    own = [(source, span) for name, source, span in outages if name == system.id]
    dark = [(each.began_at, each.ended_at) for each in gaps if each.subject == system.id]
    state = states.get(system.id)
    if state is not None and state.seen_at < measured[1]:
        dark.append((state.seen_at, measured[1]))
    availability = compute_availability(
        _committed_spans(site, system, measured),
        outages=[span for source, span in own if source != "person"],
        declared=[span for source, span in own if source == "person"],
        unwatched=dark,
        watched=system.is_watched,
    )
    return measured, availability


def watch_start(states: Mapping[str, SystemState]) -> datetime | None:
    """Return when the watch began; None before the first probe."""
    return min((each.since for each in states.values()), default=None)


async def gaps_of(
    engine: AsyncEngine, site: Site, begins: datetime | None, ends: datetime | None, now: datetime
) -> DataGaps:
    """Return the data gaps of a period, those that continue included.

    ``begins`` defaults to the beginning of the day, ``ends`` to now.

    Raises:
        BadQuery: the period is empty.
    """
    begins = begins or start_of_local_day(ends - timedelta(microseconds=1) if ends else now)
    ends = ends or max(now, begins + timedelta(seconds=1))
    if begins >= ends:
        raise BadQuery("from", "Debe ser anterior a «to».")
    async with snapshot(engine) as connection:
        past_gaps = await store.gaps(connection, site.campaign, begins, ends)
        states = await state_store.load_states(connection, site.campaign)
    open_gaps = _open_gaps(site, states, begins, min(ends, now))
    gaps = [_present_gap(site, each, is_open=False) for each in past_gaps]
    gaps += [_present_gap(site, each, is_open=True) for each in open_gaps]
    limits = describe_limits(site, watch_start(states), begins, ends)
    return DataGaps(begins=begins, ends=ends, gaps=gaps, limits=limits)


def _open_gaps(site: Site, states: Mapping[str, SystemState], begins: datetime, until: datetime) -> list[Gap]:
    """Return gaps for the systems whose last sample is older than the site allows."""
    return [
        Gap(
            id=f"unwatched:{derive_incident_id(system.id, watched.seen_at)}",
            kind="unwatched",
            subject=system.id,
            began_at=watched.seen_at,
            ended_at=until,
        )
        for system in site.systems.values()
        if system.is_watched
        and (watched := states.get(system.id)) is not None
        and until > begins
        and until - watched.seen_at > system.silence_limit
    ]


def _measured_span(system: System, states: Mapping[str, SystemState], period: Span) -> Span | None:
    """Return the measured span of a system. It ends at the last sample, unless the next one is late."""
    begins, ends = period
    state = states.get(system.id) if system.is_watched else None
    since = state.since if state is not None else None if system.is_watched else watch_start(states)
    if since is None:
        return None
    if state is not None and state.seen_at < ends <= state.seen_at + system.silence_limit:
        ends = state.seen_at
    begins = max(begins, since)
    return (begins, ends) if begins < ends else None


def _committed_spans(site: Site, system: System, measured: Span) -> list[Span]:
    calendar = site.calendars.get(system.hours)
    if system.hours == ALWAYS or calendar is None:
        return [measured]
    return list(open_ranges(calendar, *measured))


def _system_availability(
    site: Site,
    system: System,
    states: Mapping[str, SystemState],
    period: Span,
    *,
    outages: list[Outage],
    gaps: list[Gap],
) -> SystemAvailability:
    measured, availability = measure_availability(site, system, states, period, outages=outages, gaps=gaps)
    own = [span for name, _, span in outages if name == system.id]
    return SystemAvailability(
        system=system.id,
        system_name=system.name,
        watched=system.is_watched,
        hours=system.hours,
        since=measured[0] if measured else None,
        committed_s=availability.committed_s,
        available_s=availability.available_s,
        out_s=availability.out_s,
        unknown_s=availability.unknown_s,
        percent=availability.ratio.percent(),
        at_most=availability.upper_bound.percent(),
        target=system.target,
        meets=availability.meets(system.target_hundredths),
        incidents=sum(bool(intersect_spans([span], [period])) for span in own),
    )


def _present_gap(site: Site, gap: Gap, *, is_open: bool) -> DataGap:
    return DataGap(
        id=gap.id,
        kind=gap.kind,
        subject=gap.subject,
        began_at=gap.began_at,
        ended_at=gap.ended_at,
        goes_on=is_open,
        calls=gap.calls,
        incident=gap.incident,
        told=describe_gap(gap, site),
    )
