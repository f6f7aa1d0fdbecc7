"""Find the calls behind a figure, with the conditions of its formula on the call rows.

Owns that query. A test checks that each kind of indicator that counts calls returns as many calls as its figure.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.returning_callers import ReturningCalls, returning_calls_in
from agent_api.indicators.service import Selection
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from config.site.oversight.indicators import Formula, IndicatorDefinition, IndicatorKind
from eventlog.folds.call_record import CallRecord
from eventlog.journal.reader import record_from_row
from metrics.indicators.ledger import LINGER_LIMIT
from metrics.indicators.periods import bounds_of, midnight, month_of
from storage.postgres.engine import read_connection
from storage.tables import call, journal

Part = Literal["numerator", "denominator"]
_DAY: Final = timedelta(days=1)
_MS: Final = timedelta(milliseconds=1)
_Condition = ColumnElement[bool]


async def calls_behind(
    engine: AsyncEngine,
    campaign: str,
    definitions: Sequence[IndicatorDefinition],
    selection: Selection,
    part: Part,
    *,
    limit: int,
    after: Cursor | None = None,
) -> tuple[list[CallRecord], Cursor | None]:
    """Return a page of the calls behind a figure, the latest arrival first, and its cursor if there are more.

    ``definitions`` are of one indicator, each with the days on which it applies; ``after`` is the cursor of the
    previous
    page.

    Raises:
        StorageError: PostgreSQL is away.
    """
    days = {each.formula.repeat_days for each in definitions if each.formula.kind == "repeat_callers"}
    by_month = bool(days) and part == "numerator"
    records: list[CallRecord] = []
    async with read_connection(engine) as connection:
        for piece in _months_of(selection, after) if by_month else (selection,):
            month = bounds_of(month_of(local_date(piece.begins)))
            returning = await returning_calls_in(connection, campaign, month, days, selection.line) if by_month else {}
            condition = or_(*(_counted_on_days(each, piece, part, returning) for each in definitions))
            query = _select_newest(campaign, piece, after, condition).limit(limit + 1 - len(records))
            records += [record_from_row(row) for row in (await connection.execute(query)).mappings()]
            if len(records) > limit:
                break
    page = records[:limit]
    return page, Cursor(page[-1].arrived_at, page[-1].call_id) if len(records) > limit else None


def _select_newest(campaign: str, selection: Selection, after: Cursor | None, condition: _Condition) -> Select[Any]:
    """Select the calls that meet a condition, the latest arrival first."""
    c = call.c
    query = select(call).where(c.campaign == campaign, *_page_conditions(selection, after), condition)
    return query.order_by(c.arrived_at.desc(), c.call_id.desc())


def _months_of(selection: Selection, after: Cursor | None) -> Iterator[Selection]:
    """Yield the part of the selection in each local month, the last month first, from the page's start on."""
    ends = selection.ends
    while ends > selection.begins:
        first = midnight(local_date(ends - _MS).replace(day=1))
        begins = max(first, selection.begins)
        if after is None or begins <= after.at:
            yield msgspec.structs.replace(selection, begins=begins, ends=ends)
        ends = first


def _page_conditions(selection: Selection, after: Cursor | None) -> list[_Condition]:
    """Return the conditions for the calls of the selection after the previous page."""
    c = call.c
    conditions: list[_Condition] = [c.arrived_at >= selection.begins, c.arrived_at < selection.ends, c.set_aside == ""]
    if selection.line is not None:
        conditions.append(c.line == selection.line)
    if after is not None:
        conditions.append(tuple_(c.arrived_at, c.call_id) < tuple_(literal(after.at), literal(after.id)))
    return conditions


def _counted_on_days(
    definition: IndicatorDefinition, selection: Selection, part: Part, returning: ReturningCalls
) -> _Condition:
    """Return the formula's condition, limited to the days of the definition."""
    ends = definition.valid_to or date(2099, 12, 30)
    days = and_(call.c.arrived_at >= midnight(definition.valid_from), call.c.arrived_at < midnight(ends + _DAY))
    return and_(days, _conditions_of(definition.formula, selection, returning)(part))


def _conditions_of(formula: Formula, selection: Selection, returning: ReturningCalls) -> Callable[[Part], _Condition]:
    queue = selection.queue
    if queue is None:
        return _call_conditions(formula, returning)
    if formula.kind in _OF_THE_FIRST_ANSWER:
        of_calls = _call_conditions(formula, returning)
        return lambda part: and_(call.c.queue == queue, of_calls(part))
    return _queue_conditions(formula, queue)


def _call_conditions(formula: Formula, returning: ReturningCalls) -> Callable[[Part], _Condition]:
    """Return the conditions on whole calls."""
    c = call.c
    answered = c.answered_at.is_not(None)
    waited = c.answered_at - (c.queued_at if formula.wait_from == "queue" else c.arrived_at)
    short = and_(c.outcome == "abandoned_queue", c.ended_at - c.queued_at < timedelta(seconds=formula.short_abandon_s))
    parts = _Conditions(
        returning,
        population=_population(formula),
        entered=true(),
        queued=c.queued_at.is_not(None),
        answered=answered,
        within=_within(formula, waited),
        abandoned=c.outcome == "abandoned_queue",
        short=func.coalesce(short, False),
    )
    return lambda part: and_(c.of_call == "", _condition(formula, parts, part))


def _population(formula: Formula) -> _Condition:
    ingressed = call.c.received_from == ""
    if formula.kind not in _OVER_A_CHOICE:
        return true()
    if formula.denominator == "ingressed":
        return and_(ingressed, call.c.in_hours)
    return ingressed if formula.denominator == "all_ingressed" else true()


def _within(formula: Formula, waited: ColumnElement[timedelta]) -> _Condition:
    bound = timedelta(seconds=formula.threshold_s)
    return waited <= bound if formula.bound == "at_most" else waited < bound


class _Conditions:
    """The conditions for the terms of a formula, on calls or on visits."""

    def __init__(self, returning: ReturningCalls, **conditions: _Condition) -> None:
        self.returning = returning
        self.population, self.entered = conditions["population"], conditions["entered"]
        self.queued, self.answered, self.within = conditions["queued"], conditions["answered"], conditions["within"]
        self.abandoned, self.short = conditions["abandoned"], conditions["short"]


def _queue_conditions(formula: Formula, queue: str) -> Callable[[Part], _Condition]:
    """Return the conditions on a call's visits to one queue; a call counts once, however many visits it has."""
    visit = func.jsonb_array_elements(cast(call.c.visits, JSONB)).table_valued("value").alias("visit")
    value = cast(visit.c.value, JSONB)
    outcome, answered_ms = value["left"].astext, cast(value["answered_ms"].astext, BigInteger)
    began_ms = cast(value["queued_ms"].astext, BigInteger)
    since = began_ms if formula.wait_from == "queue" else _ms(call.c.arrived_at)
    bound = formula.threshold_s * 1000
    waited: ColumnElement[int] = answered_ms - since
    parts = _Conditions(
        {},
        population=true(),
        entered=true(),
        queued=true(),
        answered=answered_ms.is_not(None),
        within=waited <= bound if formula.bound == "at_most" else waited < bound,
        abandoned=outcome == "abandoned_queue",
        short=and_(outcome == "abandoned_queue", _ms(call.c.ended_at) - began_ms < formula.short_abandon_s * 1000),
    )

    def condition(part: Part) -> _Condition:
        visit_matches = and_(value["queue"].astext == queue, _condition(formula, parts, part))
        return exists(select(literal(1)).select_from(visit).where(visit_matches))

    return condition


def _ms(moment: Any) -> Any:
    """Return a column's moment in ms since the Unix epoch; exact, because moments are stored in milliseconds."""
    return cast(func.extract("epoch", moment) * 1000, BigInteger)


def _condition(formula: Formula, parts: _Conditions, part: Part) -> _Condition:
    return and_(parts.population, _FORMULAS[formula.kind](formula, parts, part))


def _denominator(formula: Formula, parts: _Conditions) -> _Condition:
    match formula.denominator:
        case "queued":
            return parts.queued
        case "queued_less_short":
            return and_(parts.queued, ~parts.short)
        case "answered":
            return parts.answered
    return parts.entered


def _over_chosen_denominator(
    numerator: Callable[[Formula, _Conditions], _Condition],
) -> Callable[[Formula, _Conditions, Part], _Condition]:
    """Return the condition of an indicator whose denominator the contract chooses."""

    def condition(formula: Formula, parts: _Conditions, part: Part) -> _Condition:
        return numerator(formula, parts) if part == "numerator" else _denominator(formula, parts)

    return condition


def _abandoned(formula: Formula, parts: _Conditions) -> _Condition:
    without_short = formula.denominator == "queued_less_short"
    return and_(parts.abandoned, ~parts.short) if without_short else parts.abandoned


def _short_abandoned(_: Formula, parts: _Conditions, part: Part) -> _Condition:
    return parts.short if part == "numerator" else parts.queued


def _answered(_: Formula, parts: _Conditions, part: Part) -> _Condition:
    return parts.answered


def _typified(_: Formula, parts: _Conditions, part: Part) -> _Condition:
    return and_(parts.answered, _has_fact("CallTypified")) if part == "numerator" else parts.answered


def _first_contact(_: Formula, parts: _Conditions, part: Part) -> _Condition:
    filed = and_(parts.answered, _has_fact("TicketFiled"))
    return and_(filed, _has_fact("TicketClosed", '"outcome":"first_contact"')) if part == "numerator" else filed


def _repeat_callers(formula: Formula, parts: _Conditions, part: Part) -> _Condition:
    """Return the calls with a known caller; as numerator, those whose caller had called shortly before."""
    if part == "numerator":
        returning_ids = bindparam(None, parts.returning.get(formula.repeat_days, []), type_=ARRAY(Text))
        return call.c.call_id == any_(returning_ids)
    return or_(_has_fact("CallIngressed", '"caller_mark":"'), _has_fact("IdentityVerified"))


def _has_fact(tag: str, within: str = "") -> _Condition:
    """Return the condition that the call has such a fact, up to LINGER_LIMIT after its end."""
    fact = journal.c
    matches = and_(fact.call_id == call.c.call_id, fact.campaign == call.c.campaign, fact.type == tag)
    in_time = or_(call.c.ended_at.is_(None), fact.at <= call.c.ended_at + LINGER_LIMIT)
    like = func.convert_from(fact.bytes, "UTF8").contains(within, autoescape=True) if within else true()
    return exists(select(literal(1)).where(matches, in_time, like))


_FORMULAS: Final[dict[IndicatorKind, Callable[[Formula, _Conditions, Part], _Condition]]] = {
    "service_level": _over_chosen_denominator(lambda _, parts: parts.within),
    "answer_rate": _over_chosen_denominator(lambda _, parts: parts.answered),
    "abandon_rate": _over_chosen_denominator(_abandoned),
    "short_abandon_rate": _short_abandoned,
    "speed_of_answer": _answered,
    "handle_time": _answered,
    "typified": _typified,
    "first_contact": _first_contact,
    "repeat_callers": _repeat_callers,
}
_OF_THE_FIRST_ANSWER: Final = frozenset({"typified", "first_contact", "repeat_callers"})
_OVER_A_CHOICE: Final = frozenset({"service_level", "answer_rate", "abandon_rate"})
