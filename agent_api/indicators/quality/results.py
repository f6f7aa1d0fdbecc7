"""Read the results of quality of a period from the counts of the indicators.

The same counts give the contract's figures, so both always agree.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.indicators.quality.schemas import (
    AdvisorResults,
    ChannelResults,
    QualityFamily,
    QualityResult,
    QualityResults,
    ResultsQuery,
    SlotResults,
    present_figures,
)
from agent_api.indicators.queries import counts_between, details_between, is_behind, position_of
from agent_api.indicators.service import Selection, resolve_selection
from agent_api.indicators.store import count_new_facts
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import BadQuery
from config.site.quality.rules import Quality
from config.site.quality.vocabulary import QualityChannel
from metrics.indicators.aggregation import ScopeFilter
from metrics.indicators.cells import REPLACED, CellKey
from metrics.indicators.ledger import month_of
from metrics.indicators.quality_folds import EVALUATED
from metrics.indicators.quality_results import CountedResult, figures_of, results_of_counts, split_results
from metrics.quality.interval import SufficiencyRule, is_sufficient
from storage.postgres.engine import snapshot

_MOST_BATCHES = 20
_OF_NO_LINE = ScopeFilter("", None, False)
_Counted = Mapping[CellKey, Mapping[str, int]]


async def results_of(context: ApiContext, principal: Principal, query: ResultsQuery) -> QualityResults:
    """Return the results of each channel in whole local days, by default of the current month.

    Raises:
        BadQuery: the period is empty or too long, or is not of whole days.
    """
    selection = resolve_selection(query.begins, query.ends, context.now())
    for field, moment in (("from", selection.begins), ("to", selection.ends)):
        if start_of_local_day(moment) != moment:
            raise BadQuery(field, "Debe ser una fecha, sin hora.")
    if await is_behind(context.engine, context.campaign):
        await count_new_facts(
            context.engine, context.campaign, context.site.indicators, max_batches=_MOST_BATCHES, recount=False
        )
    async with snapshot(context.engine) as connection:
        position = await position_of(connection, context.campaign)
        period = (connection, context.campaign, selection.begins, selection.ends)
        counted: dict[CellKey, Mapping[str, int]] = {**await counts_between(*period, _OF_NO_LINE, by_day=True)}
        counted.update(await details_between(*period, "evaluated", line="", queue=""))
    return await _present(context, principal, selection, counted, position.at)


async def _present(
    context: ApiContext, principal: Principal, selection: Selection, counted: _Counted, until: datetime | None
) -> QualityResults:
    quality = context.site.quality
    by_day = {key.slot: cell for key, cell in counted.items() if key.population == "evaluated"}
    results = await asyncio.to_thread(results_of_counts, by_day.values())
    channels = {each.channel for each in quality.forms.values()} if quality else set[QualityChannel]()
    advisors = {each.advisor for each in results}
    names = await find_names(context.engine, context.site, context.cipher, advisors)
    if quality and quality.evaluations.pseudonymous and principal.has_permission("evaluation.write"):
        names = _pseudonyms(advisors, selection.begins)
    return QualityResults(
        begins=selection.begins,
        ends=selection.ends,
        until=until,
        families=[QualityFamily(id=family, name=name) for family, name in quality.families.items()] if quality else [],
        minimum=quality.evaluations.minimum_sample if quality else 0,
        learning_months=quality.evaluations.learning_months if quality else 0,
        channels=[
            _channel_results(channel, results, by_day, counted, quality=quality, names=names)
            for channel in EVALUATED
            if quality and channel in channels
        ],
    )


def _pseudonyms(advisors: Iterable[str], begins: datetime) -> dict[str, str]:
    """Number advisors in an order that tells nothing about them and differs from period to period."""
    shuffled = sorted(advisors, key=lambda each: hashlib.sha256(f"{begins.isoformat()}|{each}".encode()).digest())
    return {advisor: f"Asesor {number:02}" for number, advisor in enumerate(shuffled, 1)}


def _channel_results(
    channel: QualityChannel,
    results: Mapping[CountedResult, int],
    by_day: Mapping[int, Mapping[str, int]],
    counted: _Counted,
    *,
    quality: Quality,
    names: Mapping[str, str],
) -> ChannelResults:
    own = {each: number for each, number in results.items() if each.channel == channel}
    rule = SufficiencyRule(minimum=quality.evaluations.minimum_sample)
    lines, advisors = split_results(own, lambda each: each.line), split_results(own, lambda each: each.advisor)
    of_advisors = [_advisor_results(names.get(each, each), channel, advisors[each], rule) for each in advisors]
    return ChannelResults(
        channel=channel,
        total=_result(channel, own),
        learning=_result(channel, own, new=True),
        replaced=sum(cell.get(REPLACED, 0) for key, cell in counted.items() if key.population == EVALUATED[channel]),
        lines=[SlotResults(place=line, **_result(channel, each).model_dump()) for line, each in lines.items()],
        months=[
            SlotResults(place=month, **_result(channel, results_of_counts(cells)).model_dump())
            for month, cells in _by_month(by_day).items()
        ],
        advisors=sorted(of_advisors, key=lambda each: each.name),
    )


def _by_month(by_day: Mapping[int, Mapping[str, int]]) -> dict[str, list[Mapping[str, int]]]:
    months: dict[str, list[Mapping[str, int]]] = {}
    for slot in sorted(by_day):
        months.setdefault(month_of(slot), []).append(by_day[slot])
    return months


def _result(channel: QualityChannel, results: Mapping[CountedResult, int], *, new: bool = False) -> QualityResult:
    figures = present_figures(figures_of(results, channel, new=new))
    wanted = "new" if new else "counted"
    evaluations = sum(
        number
        for each, number in results.items()
        if each.channel == channel and each.tenure == wanted and each.measure.startswith("mark|")
    )
    return QualityResult(evaluations=evaluations, figures=figures)


def _advisor_results(
    name: str, channel: QualityChannel, results: Mapping[CountedResult, int], rule: SufficiencyRule
) -> AdvisorResults:
    """Return the results of an advisor; without figures where the sample is too small to say anything."""
    is_new = any(each.tenure == "new" for each in results)
    result = _result(channel, results, new=is_new and not any(each.tenure == "counted" for each in results))
    sufficient = is_sufficient(result.evaluations, result.evaluations, rule)
    return AdvisorResults(
        name=name,
        learning=is_new,
        evaluations=result.evaluations,
        sufficient=sufficient,
        figures=result.figures if sufficient else [],
    )
