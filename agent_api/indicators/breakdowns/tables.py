"""Compute the three tables from the counts of the indicators, so that both always agree.

Timeliness shows everything to those who read the contract's figures, and to anybody else only their own tickets.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.indicators.breakdowns.schemas import (
    AdvisorFigures,
    AdvisorTable,
    BreakdownQuery,
    ContactQuery,
    ContactReason,
    ContactReasons,
    SurveyResult,
    SurveyShare,
    Timeliness,
    TimelinessRow,
)
from agent_api.indicators.queries import details_between, is_behind, position_of
from agent_api.indicators.service import Selection, resolve_selection
from agent_api.indicators.store import count_new_facts
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import BadQuery
from config.site.calls.surveys import Survey
from config.site.model import Site
from config.site.tickets.typology import Topic, find_topic
from metrics.indicators.aggregation import day_of
from metrics.indicators.breakdown.contacts import (
    AdvisorWork,
    Reason,
    SurveyCount,
    reasons_of_counts,
    work_of_counts,
)
from metrics.indicators.breakdown.timeliness import NO_TERMS, Holder, TermCount, group_terms, terms_of_counts
from metrics.indicators.cells import CellKey, Counts, Population
from metrics.indicators.results import format_value
from storage.postgres.engine import snapshot

_MOST_BATCHES: Final = 20
TIER_NAMES: Final = {"1": "Teléfono", "2": "Canal escrito", "3": "Área"}
SEES_ALL: Final = "service_level.read"
"""Permission of those who see the figures of everybody."""


class _Cells(NamedTuple):
    selection: Selection
    cells: list[tuple[CellKey, Counts]]
    until: datetime | None


def days_of(query: BreakdownQuery, now: datetime) -> Selection:
    """Return the period of a query.

    Raises:
        BadQuery: it is empty or too long, or is not of whole days.
    """
    selection = resolve_selection(query.begins, query.ends, now)
    for field, moment in (("from", selection.begins), ("to", selection.ends)):
        if start_of_local_day(moment) != moment:
            raise BadQuery(field, "Debe ser una fecha, sin hora.")
    return selection


async def timeliness_of(context: ApiContext, principal: Principal, query: BreakdownQuery) -> Timeliness:
    """Return the timeliness of a period by area, tier and official.

    Raises:
        BadQuery: as `days_of`.
    """
    found = await _load(context, query, "answers", "", "")
    terms = terms_of_counts(counts for _, counts in found.cells)
    own = not principal.has_permission(SEES_ALL)
    if own:
        terms = {holder: each for holder, each in terms.items() if holder.owner == principal.user}
    owners = await find_names(context.engine, context.site, context.cipher, {each.owner for each in terms})
    areas = {id_: area.name for id_, area in context.site.areas.items()}
    return Timeliness(
        begins=found.selection.begins,
        ends=found.selection.ends,
        until=found.until,
        own=own,
        total=_row("", "Total", group_terms(terms, lambda _: "").get("", NO_TERMS)),
        areas=_rows(terms, lambda each: each.area, {"": "Sin área", **areas}),
        tiers=_rows(terms, lambda each: str(each.tier), TIER_NAMES),
        officials=_rows(terms, lambda each: each.owner, {"": "En una bandeja", **owners}),
    )


async def reasons_of(context: ApiContext, query: ContactQuery) -> ContactReasons:
    """Return the reasons for contact of a period by week and line.

    Raises:
        BadQuery: as `days_of`.
    """
    found = await _load(context, query, "reasons", query.line, query.queue)
    grouped: dict[tuple[date, str], list[Counts]] = {}
    for key, counts in found.cells:
        year, week, _ = day_of(key.slot).isocalendar()
        grouped.setdefault((date.fromisocalendar(year, week, 1), key.line), []).append(counts)
    reasons = [
        _reason(context.site, monday, line, reason, number)
        for (monday, line), cells in sorted(grouped.items())
        for reason, number in reasons_of_counts(cells).items()
    ]
    return ContactReasons(
        begins=found.selection.begins,
        ends=found.selection.ends,
        until=found.until,
        calls=sum(each.calls for each in reasons),
        reasons=reasons,
    )


async def advisors_of(context: ApiContext, query: ContactQuery) -> AdvisorTable:
    """Return the figures of a period by advisor.

    Raises:
        BadQuery: as `days_of`.
    """
    found = await _load(context, query, "by_advisor", query.line, query.queue)
    work, answers = work_of_counts(counts for _, counts in found.cells)
    advisors = sorted({*work, *(each.advisor for each in answers)})
    names = await find_names(context.engine, context.site, context.cipher, advisors)
    minimum = context.site.survey.minimum_answers if context.site.survey else 0
    return AdvisorTable(
        begins=found.selection.begins,
        ends=found.selection.ends,
        until=found.until,
        minimum=minimum,
        advisors=sorted(
            (
                _advisor(
                    each,
                    names.get(each, each),
                    work.get(each, AdvisorWork()),
                    _survey_results(context.site.survey, each, answers, minimum),
                )
                for each in advisors
            ),
            key=lambda each: (each.name, each.advisor),
        ),
    )


async def _load(
    context: ApiContext,
    query: BreakdownQuery,
    population: Population,
    line: str | None = None,
    queue: str | None = None,
) -> _Cells:
    """Count what is new, and load the cells of a population by day."""
    selection = days_of(query, context.now())
    if await is_behind(context.engine, context.campaign):
        await count_new_facts(
            context.engine, context.campaign, context.site.indicators, max_batches=_MOST_BATCHES, recount=False
        )
    async with snapshot(context.engine) as connection:
        position = await position_of(connection, context.campaign)
        cells = await details_between(
            connection, context.campaign, selection.begins, selection.ends, population, line=line, queue=queue
        )
    return _Cells(selection, cells, position.at)


def _rows(
    terms: Mapping[Holder, TermCount], key: Callable[[Holder], str], names: Mapping[str, str]
) -> list[TimelinessRow]:
    rows = [_row(id_, names.get(id_, id_), each) for id_, each in group_terms(terms, key).items()]
    return sorted(rows, key=lambda each: (each.id == "", each.name))


def _row(id_: str, name: str, terms: TermCount) -> TimelinessRow:
    value = format_value(terms.in_time, terms.due, "percent")
    return TimelinessRow(id=id_, name=name, in_time=terms.in_time, due=terms.due, value=value)


def _reason(site: Site, monday: date, line: str, reason: Reason, number: int) -> ContactReason:
    year, week, _ = monday.isocalendar()
    return ContactReason(
        week=f"{year}-W{week:02}",
        week_begins=monday,
        line=line,
        kind=reason.kind,
        theme=reason.theme,
        subtheme=reason.subtheme,
        name=topic_name(site, reason),
        calls=number,
    )


def topic_name(site: Site, reason: Reason) -> str:
    """Return a reason in words; ids that the site no longer has stay ids."""
    leaf = find_topic(site.typology, Topic(*reason))
    if leaf is None:
        return " · ".join(filter(None, reason))
    names = (leaf.kind.name, leaf.theme.name, leaf.subtheme.name if leaf.subtheme else "")
    return " · ".join(filter(None, names))


def _advisor(advisor: str, name: str, work: AdvisorWork, survey: list[SurveyResult]) -> AdvisorFigures:
    return AdvisorFigures(
        advisor=advisor,
        name=name,
        calls=work.calls,
        talk_ms=work.talk_ms - work.hold_ms,
        hold_ms=work.hold_ms,
        wrap_ms=work.wrap_ms,
        handle_time=format_value(work.handled_ms, work.calls, "seconds"),
        holds=work.holds,
        transfers=work.transfers,
        untyped=work.untyped,
        untyped_share=format_value(work.untyped, work.calls, "percent"),
        survey=survey,
    )


def _survey_results(
    survey: Survey | None, advisor: str, answers: Mapping[SurveyCount, int], minimum: int
) -> list[SurveyResult]:
    """Return the results of an advisor by question; without answers where too few callers answered."""
    questions: dict[str, dict[str, int]] = {}
    for each, number in answers.items():
        if each.advisor == advisor:
            questions.setdefault(each.question, {})[each.answer] = number
    return [_survey_result(survey, question, given, minimum) for question, given in questions.items()]


def _survey_result(survey: Survey | None, question: str, counts: Mapping[str, int], minimum: int) -> SurveyResult:
    definition = survey.find_question(question) if survey else None
    names = definition.answers if definition else {}
    answered = sum(counts.values())
    keys: Iterable[str] = dict.fromkeys((*names, *counts)) if answered >= minimum else ()
    return SurveyResult(
        question=question,
        name=definition.name if definition else question,
        answered=answered,
        sufficient=answered >= minimum,
        answers=[_survey_share(key, names.get(key, key), counts.get(key, 0), answered) for key in keys],
    )


def _survey_share(answer: str, name: str, callers: int, answered: int) -> SurveyShare:
    return SurveyShare(answer=answer, name=name, callers=callers, share=format_value(callers, answered, "percent"))
