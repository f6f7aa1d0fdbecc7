"""Petitions of a period, counted by kind, and by channel, authority and priority.

A reopened ticket counts in its current state.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, and_, cast, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.kit.dates import local_date
from config.site.model import Site
from config.timezone import COLOMBIA
from metrics.reports.inputs import PetitionKind
from storage.tables import ticket

_ANSWERED: Final = ("first_contact", "answered")
_DAY: Final = timedelta(days=1)
_GROUPINGS: Final[tuple[tuple[ColumnElement[Any], str, Mapping[Any, str]], ...]] = (
    (ticket.c.channel, "Canal", labels.CHANNELS),
    (ticket.c.authority, "Autoridad", labels.AUTHORITIES),
    (ticket.c.priority, "Prioridad", labels.PRIORITY_REASONS),
)


async def petitions_of(
    connection: AsyncConnection, site: Site, begins: datetime, ends: datetime, today: date
) -> tuple[PetitionKind, ...]:
    """Count the petitions of each kind, in the order of the typology; omit kinds without any.

    Args:
        connection: to read with.
        site: its typology names and orders the kinds.
        begins: local midnight, aware.
        ends: local midnight after the last day, aware.
        today: local date; earlier due dates are over.
    """
    counts = [func.count().filter(holds).label(name) for name, holds in _counted_columns(begins, ends, today).items()]
    query = select(ticket.c.kind, *counts).where(ticket.c.campaign == site.campaign).group_by(ticket.c.kind)
    kinds = {row["kind"]: _petition_kind(site, dict(row)) for row in (await connection.execute(query)).mappings()}
    order = (*site.typology, *sorted(set(kinds) - set(site.typology)))
    return tuple(kinds[kind] for kind in order if kind in kinds and _has_any(kinds[kind]))


async def petition_groups_of(
    connection: AsyncConnection, site: Site, begins: datetime, ends: datetime, today: date
) -> tuple[PetitionKind, ...]:
    """Count the petitions of each channel, of each authority that set a term, and of each priority; omit the others.

    The arguments are those of `petitions_of`.
    """
    counts = [func.count().filter(holds).label(name) for name, holds in _counted_columns(begins, ends, today).items()]
    groups = []
    for column, prefix, names in _GROUPINGS:
        query = select(column.label("group"), *counts).where(ticket.c.campaign == site.campaign, column.is_not(None))
        rows = {row["group"]: dict(row) for row in (await connection.execute(query.group_by(column))).mappings()}
        for value, label in names.items():
            if value in rows:
                del rows[value]["group"]
                groups.append(PetitionKind(name=f"{prefix}: {label}", **rows[value]))
    return tuple(each for each in groups if _has_any(each))


async def transferred_between(connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime) -> int:
    """Count the petitions that were transferred to another authority in a period."""
    row = ticket.c
    query = select(func.count()).where(row.campaign == campaign, row.outcome == "transferred")
    return int(await connection.scalar(query.where(row.closed_at >= begins, row.closed_at < ends)) or 0)


def _counted_columns(begins: datetime, ends: datetime, today: date) -> dict[str, ColumnElement[bool]]:
    """Return the counted conditions on a ticket."""
    row = ticket.c
    filed = and_(row.filed_at >= begins, row.filed_at < ends)
    due = row.due_on.between(local_date(begins), local_date(ends - _DAY / 2))
    closed_on = cast(func.timezone(COLOMBIA.key, row.closed_at), Date)
    ended = and_(row.closed_at >= begins, row.closed_at < ends, row.outcome.in_(_ANSWERED))
    by_then = func.coalesce(row.closed_at <= row.authority_due_at, closed_on <= row.due_on)  # an authority sets an hour
    in_time = and_(row.closed_at.is_not(None), by_then)
    return {
        "filed": filed,
        "first_contact": and_(filed, row.outcome == "first_contact"),
        "due": due,
        "in_term": and_(ended, by_then),
        "late": and_(ended, not_(by_then)),
        "breached": and_(due, row.due_on < today, not_(in_time)),
        "open": and_(row.filed_at < ends, or_(row.status == "open", row.closed_at >= ends)),
    }


def _petition_kind(site: Site, row: dict[str, Any]) -> PetitionKind:
    kind = site.typology.get(row["kind"])
    return PetitionKind(name=kind.name if kind else row["kind"], **{key: row[key] for key in row if key != "kind"})


def _has_any(kind: PetitionKind) -> bool:
    return any((kind.filed, kind.due, kind.in_term, kind.late, kind.open))
