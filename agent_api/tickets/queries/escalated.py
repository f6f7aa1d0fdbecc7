"""Queries for the tickets that were escalated and are not answered: all, by area, and page by page.

Owns those queries, for the periodic report to leaders and areas and for their screen. Their cost grows with the open
tickets, not with the past.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, case, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.tables import ticket, ticket_entry

ESCALATED_STATES: Final = ("received", "in_area", "in_review", "ready")
"""States of an escalated ticket whose answer is not being sent."""


ANSWERED_STATES: Final = ("in_review", "ready")
"""Of those, the states in which the area, or the written channel itself, has answered."""


class EscalatedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """An escalated ticket with its times.

    Attributes:
        escalated_at: the last escalation; the filing, if it came to the written channel directly.
        answered_at: the answer that waits for review or for its sending; None while there is none.
    """

    filed: FiledTicket
    escalated_at: datetime
    answered_at: datetime | None


class EscalatedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of escalated tickets.

    Attributes:
        areas: business areas that have the ticket; None means all of them.
        written: whether tickets of the written channel match.
        overdue_on: only tickets whose last day is before this day; None means no condition.
        answered: only tickets with an answer, or without; None means both.
    """

    areas: tuple[str, ...] | None = None
    written: bool = True
    overdue_on: date | None = None
    answered: bool | None = None


class EscalatedCount(msgspec.Struct, frozen=True, kw_only=True):
    """The escalated tickets of one area, or of the written channel (``area`` empty).

    Attributes:
        answered: those with an answer.
        overdue: those past their last day.
        first_due_on: the earliest last day.
    """

    area: str
    total: int
    answered: int
    overdue: int
    first_due_on: date


async def list_escalated(connection: AsyncConnection, campaign: str) -> list[tuple[FiledTicket, datetime]]:
    """List open tickets of the written channel or an area, each with the moment at which it arrived there."""
    query = _select(campaign, EscalatedFilter()).order_by(ticket.c.due_on)
    return [(each.filed, each.escalated_at) for each in await _fetch(connection, query)]


async def escalated_page(
    connection: AsyncConnection, campaign: str, filter_: EscalatedFilter, limit: int, after: tuple[date, str] | None
) -> list[EscalatedTicket]:
    """Return a page of escalated tickets, the earliest last day first, after a last day and number."""
    order = tuple_(ticket.c.due_on, ticket.c.number)
    query = _select(campaign, filter_)
    if after is not None:
        query = query.where(order > tuple_(*after))
    return await _fetch(connection, query.order_by(ticket.c.due_on, ticket.c.number).limit(limit))


async def count_escalated(
    connection: AsyncConnection, campaign: str, filter_: EscalatedFilter, today: date
) -> list[EscalatedCount]:
    """Count escalated tickets by area."""
    row = ticket.c
    area = case((row.tier == 3, row.area), else_="").label("area")
    query = select(
        area,
        func.count().label("total"),
        func.count().filter(row.state.in_(ANSWERED_STATES)).label("answered"),
        func.count().filter(row.due_on < today).label("overdue"),
        func.min(row.due_on).label("first_due_on"),
    )
    rows = await connection.execute(query.where(*_conditions(campaign, filter_)).group_by(area))
    return [EscalatedCount(**each) for each in rows.mappings()]


def _select(campaign: str, filter_: EscalatedFilter) -> Select[Any]:
    escalated_at = func.coalesce(_last_step("escalate", "send_back"), ticket.c.filed_at)
    answered_at = case((ticket.c.state.in_(ANSWERED_STATES), _last_step("give_back", "answer")))
    query = select(*COLUMNS, escalated_at.label("escalated_at"), answered_at.label("answered_at"))
    return query.where(*_conditions(campaign, filter_))


def _conditions(campaign: str, filter_: EscalatedFilter) -> Collection[Any]:
    row = ticket.c
    conditions = [row.campaign == campaign, row.status == "open", row.state.in_(ESCALATED_STATES)]
    if filter_.areas is not None:
        in_areas = and_(row.tier == 3, row.area.in_(filter_.areas))
        conditions.append(or_(in_areas, row.tier == 2) if filter_.written else in_areas)
    elif not filter_.written:
        conditions.append(row.tier == 3)
    if filter_.overdue_on is not None:
        conditions.append(row.due_on < filter_.overdue_on)
    if filter_.answered is not None:
        conditions.append(row.state.in_(ANSWERED_STATES) == filter_.answered)
    return conditions


def _last_step(*names: str) -> Any:
    """Return the moment of a ticket's last step of some names, as a subquery."""
    entry = ticket_entry.c
    of_ticket = entry.campaign == ticket.c.campaign, entry.number == ticket.c.number
    named = or_(*(entry.step.like(f'%"step":"{name}"%') for name in names))
    return select(func.max(entry.at)).where(*of_ticket, named).scalar_subquery()


async def _fetch(connection: AsyncConnection, query: Select[Any]) -> list[EscalatedTicket]:
    return [_read(dict(row)) for row in (await connection.execute(query)).mappings()]


def _read(row: dict[str, Any]) -> EscalatedTicket:
    escalated_at, answered_at = row.pop("escalated_at"), row.pop("answered_at")
    return EscalatedTicket(filed=FiledTicket(**row), escalated_at=escalated_at, answered_at=answered_at)
