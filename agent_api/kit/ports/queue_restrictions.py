"""The port that keeps advisors from queues: the queues that they may not serve now, with the reason in words.

Owns the port and its empty default. `agent_api.roster` applies it wherever it computes the queues of an advisor.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from config.site.model import Site


class QueueRestrictions(Protocol):
    """Returns the queues that advisors must not serve now."""

    async def __call__(
        self, connection: AsyncConnection, site: Site, advisors: Collection[str], now: datetime
    ) -> Mapping[str, Mapping[str, str]]:
        """Return the reason by queue id, by advisor; advisors without a restriction are left out.

        A reason is a Spanish sentence that the advisor and the supervisor read. Queues that the advisor does not serve
        may be named too; they have no effect.
        """
        ...


async def no_queue_restrictions(
    connection: AsyncConnection, site: Site, advisors: Collection[str], now: datetime
) -> Mapping[str, Mapping[str, str]]:
    """Return no restriction."""
    return {}
