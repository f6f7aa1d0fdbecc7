"""Practices as responses, with the names of advisors and scenarios."""

from collections.abc import Mapping, Sequence

from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.kit.pagination import Cursor
from agent_api.practice import service
from agent_api.practice.domain.practice import PracticeRow, compare, is_open
from agent_api.practice.problems import NoPracticeCalls
from agent_api.practice.schemas import PracticeBoard, PracticeDetail, PracticeList, PracticePoint, ScenarioSummary
from config.site.calls.practice import Practice, PracticeScenario
from config.site.model import Site


async def present_board(context: ApiContext, user: str) -> PracticeBoard:
    """Return the scenarios, the user's open practice and the real calls that wait."""
    rules, current = context.site.practice, await service.find_open(context, user)
    return PracticeBoard(
        scenarios=[_summary(each) for each in rules.scenarios.values()] if rules else [],
        current=(await present(context, [current]))[0] if current else None,
        waiting=await service.count_waiting(context),
        end_when_waiting=rules.end_when_waiting if rules else 0,
        obstacle="" if context.places_practice_calls else NoPracticeCalls.explanation,
    )


async def present_page(context: ApiContext, rows: Sequence[PracticeRow], limit: int) -> PracticeList:
    """Return a page; `rows` has one more than `limit` if another page follows."""
    last = rows[limit - 1] if len(rows) > limit else None
    return PracticeList(
        practices=await present(context, rows[:limit]),
        next=Cursor(last.started_at, last.id).encode() if last else None,
    )


async def present(context: ApiContext, rows: Sequence[PracticeRow]) -> list[PracticeDetail]:
    """Return practices as responses."""
    names = await find_names(context.engine, context.site, context.cipher, {row.advisor for row in rows})
    return [_detail(context, row, names) for row in rows]


def _detail(context: ApiContext, row: PracticeRow, names: Mapping[str, str]) -> PracticeDetail:
    scenario = _scenario(context.site.practice, row.scenario)
    return PracticeDetail(
        id=row.id,
        advisor=row.advisor,
        advisor_name=names.get(row.advisor, row.advisor),
        scenario=row.scenario,
        scenario_name=scenario.name if scenario else row.scenario,
        started_at=row.started_at,
        started_by=row.started_by,
        expires_at=row.expires_at,
        open=is_open(row, context.now()),
        ended_at=row.ended_at,
        end=row.end,
        talk_s=row.done.talk_s,
        points=_points(context.site, scenario, row) if scenario and row.ended_at else [],
    )


def _points(site: Site, scenario: PracticeScenario, row: PracticeRow) -> list[PracticePoint]:
    points = []
    for each in compare(scenario, row.done):
        texts = (each.expected, each.done)
        expected, done = (_topic_name(site, text) for text in texts) if each.point == "topic" else texts
        points.append(PracticePoint(point=each.point, expected=expected, done=done, met=each.met))
    return points


def _topic_name(site: Site, topic: str) -> str:
    """Return the names of kind, theme and sub-theme; the ids where the typology no longer has them."""
    if not topic:
        return ""
    ids = topic.split("/")
    kind = site.typology.get(ids[0])
    theme = kind.themes.get(ids[1]) if kind and len(ids) > 1 else None
    subtheme = theme.subthemes.get(ids[2]) if theme and len(ids) > 2 else None
    names = [each.name for each in (kind, theme, subtheme) if each is not None]
    return ", ".join(names) if len(names) == len(ids) else topic


def _summary(scenario: PracticeScenario) -> ScenarioSummary:
    return ScenarioSummary(id=scenario.id, name=scenario.name, summary=scenario.summary)


def _scenario(rules: Practice | None, id_: str) -> PracticeScenario | None:
    return rules.scenarios.get(id_) if rules else None
