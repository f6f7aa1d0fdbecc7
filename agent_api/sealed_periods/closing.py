"""How a month was closed, as far as sealing it needs to know.

Owns that question; closing a month is another noun's (`agent_api.indicators`).
"""

from typing import Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A month that was closed.

    Attributes:
        seq: number of the fact that says so, in the journal.
        definitions: those that were frozen, as `config.indicators.definitions_to_json` writes them.
    """

    seq: int
    definitions: bytes


class Closing(Protocol):
    """Knows which months are closed."""

    async def __call__(self, connection: AsyncConnection, campaign: str, month: str) -> Closed | None:
        """How a month was closed; None where it was not, or where the journal does not hold it yet.

        Args:
            connection: of the database.
            campaign: whose.
            month: ``YYYY-MM``.
        """


async def unknown(connection: AsyncConnection, campaign: str, month: str) -> Closed | None:
    """Of a system in which no month can be closed."""
    return None
