"""Lists of calls for the API: their pages with names, their counts and their export.

Owns the conversion of an API query into a filter, and the value of each column. `store` has the queries.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names
from agent_api.calls.person_filters import PersonCallKeys, find_person_calls, record_person_search
from agent_api.calls.schemas import CallColumn, CallCounts, CallExportForm, CallFilters, CallSearchForm, call_fields
from agent_api.calls.store import CallFilter, Sort, count_by_outcome, find_calls
from agent_api.dispositions.queries import topics_by_call
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from config.site.model import Site
from eventlog.facts.labels import OUTCOME_LABELS
from eventlog.folds.call_record import CallRecord
from storage.postgres.engine import read_connection

_NOT_FILTERS: Final = ("sort", "columns", "format")
_COUNTED_PERIOD: Final = timedelta(days=92)
"""The longest period of a count, which reads every row of it."""


class NamedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call with the names of its advisor and topic, each empty if it has none."""

    record: CallRecord
    advisor_name: str
    topic: str


async def load_page(
    context: ApiContext,
    query: CallFilters,
    sort: Sort,
    limit: int,
    after: Cursor | None = None,
    *,
    person: PersonCallKeys | None = None,
) -> tuple[list[NamedCall], Cursor | None]:
    """Return a page of calls, and the cursor of the next page if any; with ``person``, only that person's."""
    criteria = _filter_of(query)
    if person is not None:
        criteria = msgspec.structs.replace(criteria, caller_refs=person.caller_refs, call_ids=person.call_ids)
    records, more = await find_calls(context.engine, context.campaign, criteria, limit, after=after, sort=sort)
    return await _add_names(context, records), more


async def load_page_of_person(
    context: ApiContext, principal: Principal, form: CallSearchForm, after: Cursor | None
) -> tuple[list[NamedCall], Cursor | None]:
    """Return a page of the calls of a number or of a customer; the first page is recorded as a fact.

    Raises:
        Forbidden, IdentityRequired: the person may not see numbers, or the customer.
        BadQuery: the number is too short.
    """
    person = await find_person_calls(context, principal, form)
    page, more = await load_page(context, form, form.sort, form.limit, after, person=person)
    if after is None:
        await record_person_search(context, principal, form, len(page))
    return page, more


async def count_list(context: ApiContext, query: CallFilters) -> CallCounts:
    """Count the calls of a list; the counts by outcome ignore the filter by outcome.

    Raises:
        BadQuery: the period is open or too long.
    """
    begins, ends = query.begins, query.ends or context.now()
    if begins is None or ends - begins > _COUNTED_PERIOD:
        raise BadQuery("from", f"Elija un período de {_COUNTED_PERIOD.days} días a lo sumo para contar las llamadas.")
    unfiltered = query.model_copy(update={"outcome": None})
    counts = dict(await count_by_outcome(context.engine, context.campaign, _filter_of(unfiltered)))
    running = counts.pop(None, 0)
    outcomes = {outcome: count for outcome, count in counts.items() if outcome is not None}
    if query.outcome is None:
        total = sum(outcomes.values()) + running
    else:
        total = running if query.outcome == "in_progress" else outcomes.get(query.outcome, 0)
    return CallCounts(total=total, outcomes=outcomes, in_progress=running)


async def export_calls(context: ApiContext, principal: Principal, form: CallExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden, IdentityRequired: the person may not read calls, see numbers, or read the customer.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("calls.read"):
        raise Forbidden
    person = await find_person_calls(context, principal, form) if form.number or form.customer_id else None
    summaries, _ = await load_page(context, form, form.sort, ROWS_LIMIT + 1, person=person)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Llamadas",
            headings=[labels.CALL_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](context.site, each) for column in form.columns] for each in summaries],
        ),
        exported="calls",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def listed_fields(summary: NamedCall) -> dict[str, Any]:
    """Return the fields of a `ListedCall`."""
    return {
        **call_fields(summary.record),
        "advisor_name": summary.advisor_name or None,
        "topic": summary.topic or None,
    }


async def _add_names(context: ApiContext, records: Sequence[CallRecord]) -> list[NamedCall]:
    advisors = {each.advisor for each in records if each.advisor}
    names = await find_names(context.engine, context.site, context.cipher, advisors)
    async with read_connection(context.engine) as connection:
        topics = await topics_by_call(connection, context.campaign, [each.call_id for each in records])
    sites = {version: await context.load_site_version(version) for *_, version in topics.values()}
    return [
        NamedCall(
            record=each,
            advisor_name=names.get(each.advisor, each.advisor),
            topic=_topic_label(sites, topics.get(each.call_id)),
        )
        for each in records
    ]


def _topic_label(sites: Mapping[str, Site], topic: tuple[str, str, str, str] | None) -> str:
    if topic is None:
        return ""
    kind, theme, subtheme, version = topic
    return labels.topic_label(sites[version], kind, theme, subtheme)


def _filter_of(query: CallFilters) -> CallFilter:
    running = query.outcome == "in_progress"
    return CallFilter(
        line=query.line,
        queue=query.queue,
        advisor=query.advisor,
        outcome=None if query.outcome == "in_progress" else query.outcome,
        in_progress=running,
        begins=query.begins,
        ends=query.ends,
        set_aside=query.set_aside,
        without_talk=query.without_talk or False,
        kind=query.kind,
        theme=query.theme,
        subtheme=query.subtheme,
        min_wait=_seconds(query.min_wait_s),
        max_wait=_seconds(query.max_wait_s),
        min_talk=_seconds(query.min_talk_s),
        max_talk=_seconds(query.max_talk_s),
    )


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def _outcome_label(record: CallRecord) -> str:
    if record.set_aside:
        return "Tráfico anómalo"
    return OUTCOME_LABELS[record.outcome] if record.outcome else "En curso"


_CELLS: Mapping[CallColumn, Callable[[Site, NamedCall], Cell]] = {
    "arrived_at": lambda _, each: each.record.arrived_at,
    "outcome": lambda _, each: _outcome_label(each.record),
    "line": lambda site, each: labels.line_name(site, each.record.line),
    "queue": lambda site, each: labels.queue_name(site, each.record.queue) if each.record.queue else "",
    "wait": lambda _, each: _rounded(each.record.wait_ms),
    "talk": lambda _, each: _rounded(call_fields(each.record)["talk_ms"]),
    "advisor": lambda _, each: each.advisor_name,
    "topic": lambda _, each: each.topic,
    "ended_by": lambda _, each: labels.ENDED_BY.get(each.record.ended_by, each.record.ended_by),
}


def _rounded(milliseconds: int | None) -> int | None:
    """Return whole seconds, rounded down, as a call's clock shows them."""
    return None if milliseconds is None else milliseconds // 1000
