"""The figures that a wall display reads: the floor and the service levels of the board, without any person.

Owns the choice of figures. It must not read names of advisors, numbers or calls: it counts them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from agent_api.contingency import service as contingency
from agent_api.contingency.domain.message import MessageRow
from agent_api.desk.domain.entities import ServiceLevelEntity
from agent_api.desk.domain.floor import Floor
from agent_api.desk.hub import Hub
from agent_api.desk.service_levels import ALL_LINES
from agent_api.displays.domain.display import DisplayRow
from agent_api.displays.schemas import (
    Wall,
    WallAdvisors,
    WallContingency,
    WallFigures,
    WallLevel,
    WallQueue,
    WallSettings,
    WallTarget,
)
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from config.site.model import Site
from config.site.oversight.indicators import IndicatorKind
from eventlog.facts import ADVISOR_STATES
from eventlog.facts.labels import ADVISOR_STATE_LABELS
from metrics.service_level import Ratio


async def read_wall(context: ApiContext, hub: Hub, display: DisplayRow) -> Wall:
    """Return the figures that a display shows now.

    Raises:
        RouterError: Valkey is unavailable.
        StorageError: PostgreSQL is unavailable, so the service levels would be old.
    """
    floor, levels = await hub.current_floor(), await hub.current_levels()
    messages, site, now = (await contingency.list_messages(context)).in_force, context.site, context.now()
    return Wall(
        at=now,
        entity=site.entity,
        settings=WallSettings(
            name=display.name, panels=list(display.panels), seconds=display.seconds, theme=display.theme
        ),
        total=_level(levels, ALL_LINES, ""),
        lines=[_level(levels, line.id, line.name) for line in site.lines.values()],
        service_target=_target(site, "service_level", now),
        abandon_target=_target(site, "abandon_rate", now),
        queues=[_queue(site, floor, queue) for queue in floor.queues],
        advisors=_advisors(floor),
        contingency=_messages(site, messages),
    )


def _level(levels: Mapping[str, ServiceLevelEntity], line: str, name: str) -> WallLevel:
    return WallLevel(name=name, day=_figures(levels[f"day:{line}"]), interval=_figures(levels[f"interval:{line}"]))


def _figures(level: ServiceLevelEntity) -> WallFigures:
    return WallFigures(
        begins=datetime.fromisoformat(level.begins),
        ends=datetime.fromisoformat(level.ends),
        within=level.within,
        ingressed=level.ingressed,
        service_percent=level.share,
        queued=level.queued,
        abandoned=level.abandoned,
        abandon_percent=Ratio(level.abandoned, level.queued).percent(),
    )


def _target(site: Site, kind: IndicatorKind, now: datetime) -> WallTarget | None:
    """Return the target of the first indicator of a kind that is in force today and has one."""
    today = local_date(now)
    for each in site.indicators:
        if each.formula.kind == kind and each.target is not None and each.is_in_force_on(today):
            return WallTarget(percent=each.target, at_least=each.sense == "at_least")
    return None


def _queue(site: Site, floor: Floor, name: str) -> WallQueue:
    now, settings = floor.queue(name), site.queues.get(name)
    return WallQueue(
        name=labels.queue_name(site, name),
        waiting=now.waiting,
        longest_since=now.longest_since,
        threshold_s=settings.threshold_s if settings else None,
    )


def _advisors(floor: Floor) -> list[WallAdvisors]:
    counts = Counter(each.state for each in floor.advisors.values())
    return [
        WallAdvisors(state=state, name=ADVISOR_STATE_LABELS[state], count=counts[state]) for state in ADVISOR_STATES
    ]


def _messages(site: Site, messages: Iterable[MessageRow]) -> list[WallContingency]:
    return [
        WallContingency(
            line=labels.line_name(site, each.line),
            message=labels.contingency_name(site, each.message),
            mode=each.mode,
            until=each.until,
        )
        for each in messages
    ]
