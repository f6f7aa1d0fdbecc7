"""Where a report learns of failures and availability.

Owns what is asked of whoever keeps incidents; a system in which nobody does says so instead of telling of none.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.reports.desk import Desk
from metrics.reports.seen import AvailabilitySeen, IncidentSeen


class Known(NamedTuple):
    """Failures that touch a period, and availability in it; None where it is not kept."""

    incidents: tuple[IncidentSeen, ...] | None
    availability: tuple[AvailabilitySeen, ...] | None


class Continuity(Protocol):
    """Whoever keeps incidents."""

    async def __call__(self, connection: AsyncConnection, desk: Desk, begins: datetime, ends: datetime) -> Known:
        """What is known of a period.

        Args:
            connection: of the database.
            desk: what reports are made with.
            begins: aware.
            ends: aware, out again; not in the future.
        """


async def unknown(connection: AsyncConnection, desk: Desk, begins: datetime, ends: datetime) -> Known:
    """Where nobody keeps incidents."""
    return Known(None, None)
