"""Closed months with the definitions that each keeps permanently.

Owns the table period. A month is closed once: by its row and the fact, in one transaction.
"""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import ClassVar

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.errors import ApiError
from agent_api.kit.facts import append_facts
from config.site.oversight.indicators import IndicatorDefinition, definitions_from_json, definitions_to_json
from config.spanish_dates import spoken_month
from eventlog.facts import PeriodClosed
from metrics.indicators.periods import applied_definitions, bounds_of, last_day_of
from storage.tables import call, period


class ClosedPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A closed month.

    Attributes:
        month: YYYY-MM, local.
        site_version: the site version that its definitions come from.
    """

    month: str
    closed_at: datetime
    closed_by: str
    closed_by_name: str
    site_version: str
    definitions: tuple[IndicatorDefinition, ...]


class PeriodNotOver(ApiError):
    """The month has not ended."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "period_not_over"
    retryable: ClassVar[bool] = True

    def __init__(self, month: str) -> None:
        super().__init__(
            f"El mes de {spoken_month(month)} no ha terminado: ciérrelo a partir del primer día del mes siguiente."
        )


class PeriodAlreadyClosed(ApiError):
    """The month is already closed and keeps its definitions."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "period_already_closed"

    def __init__(self, month: str) -> None:
        super().__init__(
            f"El mes de {spoken_month(month)} ya está cerrado y conserva sus definiciones: no se cierra dos veces."
        )


class PeriodBeforeFirstCall(ApiError):
    """The month is before the first call: closing it would fix definitions without any data."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "period_without_calls"

    def __init__(self, month: str) -> None:
        super().__init__(f"En el mes de {spoken_month(month)} todavía no había llamadas: no hay nada que cerrar.")


async def closed_periods(connection: AsyncConnection, campaign: str) -> list[ClosedPeriod]:
    """Return the closed months, the latest first."""
    query = select(period).where(period.c.campaign == campaign).order_by(period.c.month.desc())
    return [
        ClosedPeriod(
            month=row.month,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            closed_by_name=row.closed_by_name,
            site_version=row.site_version,
            definitions=definitions_from_json(row.definitions),
        )
        for row in await connection.execute(query)
    ]


async def closable_months(connection: AsyncConnection, campaign: str, today: date) -> list[str]:
    """Return the months that can be closed: ended, not before the first call, not closed; the latest first."""
    first = await _first_day(connection, campaign)
    closed = await connection.execute(select(period.c.month).where(period.c.campaign == campaign))
    return months_between(first, today, set(closed.scalars())) if first is not None else []


async def check_has_begun(connection: AsyncConnection, campaign: str, month: str) -> None:
    """Check that a month did not end before the first call.

    Raises:
        PeriodBeforeFirstCall: it did, or there is no call yet.
    """
    first = await _first_day(connection, campaign)
    if first is None or month < f"{first:%Y-%m}":
        raise PeriodBeforeFirstCall(month)


async def _first_day(connection: AsyncConnection, campaign: str) -> date | None:
    first = await connection.scalar(select(func.min(call.c.arrived_at)).where(call.c.campaign == campaign))
    return None if first is None else local_date(first)


def months_between(first: date, today: date, closed: Collection[str]) -> list[str]:
    """Return the ended months from that of a day on, without closed ones, the latest first."""
    months, day = [], first.replace(day=1)
    while last_day_of(day) < today:
        months.append(f"{day:%Y-%m}")
        day = last_day_of(day) + timedelta(days=1)
    return [month for month in reversed(months) if month not in closed]


def _valid_in_month(definitions: tuple[IndicatorDefinition, ...], first: date) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions valid on some day of the month."""
    return tuple(each for each in definitions if applied_definitions([each], {}, first, last_day_of(first)))


async def close_period(
    connection: AsyncConnection,
    campaign: str,
    month: str,
    definitions: tuple[IndicatorDefinition, ...],
    author: Author,
) -> ClosedPeriod:
    """Close a month (YYYY-MM) with the site's definitions that are valid in it.

    Raises:
        PeriodNotOver: it has not ended.
        PeriodAlreadyClosed: it is closed.
    """
    begins, ends = bounds_of(month)
    if author.at < ends:
        raise PeriodNotOver(month)
    frozen = _valid_in_month(definitions, begins.date())
    content = definitions_to_json(frozen)
    closed = ClosedPeriod(
        month=month,
        closed_at=author.at,
        closed_by=author.user,
        closed_by_name=author.name,
        site_version=author.site_version,
        definitions=frozen,
    )
    await _insert(connection, campaign, closed, content)
    fact = PeriodClosed(month=month, definitions=hashlib.sha256(content).hexdigest())
    await append_facts(connection, campaign, [fact], author)
    return closed


async def _insert(connection: AsyncConnection, campaign: str, closed: ClosedPeriod, definitions: bytes) -> None:
    statement = insert(period).values(
        campaign=campaign, **{**msgspec.structs.asdict(closed), "definitions": definitions}
    )
    inserted = await connection.execute(statement.on_conflict_do_nothing().returning(period.c.month))
    if inserted.one_or_none() is None:
        raise PeriodAlreadyClosed(closed.month)
