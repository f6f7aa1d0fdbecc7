"""Find the calls of returning callers, one local month at a time.

Owns that query. `metrics.indicators.callers` defines a caller: calls of a line and month that share a number or a
verified customer.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from metrics.indicators.callers import root_of
from metrics.indicators.ledger import LINGER_LIMIT, MARK
from storage.tables import call, journal

ReturningCalls = dict[int, list[str]]
"""Call ids by a number of days: the same caller had already called within those days."""


class CallerNames(NamedTuple):
    """A call with the names that identify its caller in its line, at least one."""

    call_id: str
    arrived_at: datetime
    names: tuple[str, ...]


async def returning_calls_in(
    connection: AsyncConnection,
    campaign: str,
    month: tuple[datetime, datetime],
    days: Collection[int],
    line: str | None,
) -> ReturningCalls:
    """Find the calls of a month whose caller had called within each of the numbers of days.

    ``month`` is its first moment and the first one after it; without ``line`` all lines count.
    """
    c, fact = call.c, journal.c
    content = func.convert_from(fact.bytes, "UTF8")
    mark = func.substring(content, '"caller_mark":"([0-9a-f]+)"')
    customer = func.substring(content, '"customer_ref":"([^"]*)"')
    in_time = or_(c.ended_at.is_(None), fact.at <= c.ended_at + LINGER_LIMIT)
    # With the campaign in the condition, a plan may read its whole index for each call, so it is compared below.
    query = (
        select(c.call_id, c.line, c.arrived_at, mark.label("mark"), customer.label("customer"), fact.campaign)
        .join(journal, fact.call_id == c.call_id)
        .where(c.campaign == campaign, c.arrived_at >= month[0], c.arrived_at < month[1], c.of_call == "", in_time)
        .where(c.set_aside == "", fact.type.in_(("CallIngressed", "IdentityVerified")))
        .order_by(fact.seq)
    )
    if line is not None:
        query = query.where(c.line == line)
    rows = (await connection.execute(query)).all()
    of_campaign = (row[:5] for row in rows if row.campaign == campaign)
    return await asyncio.to_thread(lambda: returning_calls(_caller_names(of_campaign), days))


def returning_calls(calls: Sequence[CallerNames], days: Collection[int]) -> ReturningCalls:
    """Find the calls of one local month whose caller had called within each of the numbers of days."""
    links: dict[str, str] = {}
    for each in calls:
        for name in each.names[1:]:
            one, other = root_of(each.names[0], links), root_of(name, links)
            if one != other:
                links[other] = one
    returning: ReturningCalls = {each: [] for each in days}
    last: dict[str, datetime] = {}
    for each in sorted(calls, key=lambda of: of.arrived_at):
        caller = root_of(each.names[0], links)
        before, last[caller] = last.get(caller), each.arrived_at
        for number in days:
            if before is not None and each.arrived_at - before <= timedelta(days=number):
                returning[number].append(each.call_id)
    return returning


def _caller_names(rows: Iterable[Sequence[object]]) -> list[CallerNames]:
    """Return the calls with a known caller; if a call verified several customers, the first counts."""
    marks: dict[str, str] = {}
    customers: dict[str, str] = {}
    arrivals: dict[str, datetime] = {}
    for call_id, line, arrived_at, mark, customer in rows:
        assert isinstance(call_id, str)
        assert isinstance(arrived_at, datetime)
        arrivals[call_id] = arrived_at
        if mark:
            marks[call_id] = f"{line}|{MARK}{mark}"
        if customer:
            customers.setdefault(call_id, f"{line}|{customer}")
    names = ((call_id, (marks.get(call_id), customers.get(call_id))) for call_id in arrivals)
    names_by_call = ((call_id, tuple(each for each in both if each is not None)) for call_id, both in names)
    return [CallerNames(call_id, arrivals[call_id], both) for call_id, both in names_by_call if both]
