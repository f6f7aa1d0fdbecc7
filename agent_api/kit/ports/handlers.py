"""What a higher noun does for a lower one: the lower calls a handler, and `agent_api.app.wiring` registers it.

So a noun may act on one that imports it. Owns the types of the handlers alone.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from call_router.service import CallRouter
from config.site.model import Site
from eventlog.facts import AnyFact


class CustomerTickets(Protocol):
    """The tickets of customers, for a merge and its undoing. Each runs on the caller's connection."""

    async def count_by_customer(
        self, connection: AsyncConnection, campaign: str, customers: Collection[str]
    ) -> dict[str, int]:
        """Count the tickets of some customers; those without one are left out."""
        ...

    async def move_to_customer(self, connection: AsyncConnection, campaign: str, merged: str, kept: str) -> list[str]:
        """Give the tickets of a merged customer to the one that remains, and return their numbers."""
        ...

    async def undo_move_to_customer(
        self, connection: AsyncConnection, campaign: str, numbers: Collection[str], kept: str, merged: str
    ) -> None:
        """Give tickets back to a customer that is separated again, unless they belong to another by now."""
        ...


@dataclass(frozen=True)
class Handlers:
    """The handlers of an application.

    Attributes:
        sentence: write a fact's Spanish sentence.
        customer_tickets: for merges of customers.
        recordings_attended_with: by campaign and number of a ticket, list the recordings of the voice messages that
            were attended with it, in the order in which they were left.
        after_sign_out: take an advisor off duty whose last session has ended by a moment.
    """

    sentence: Callable[[AnyFact, Site, datetime], str]
    customer_tickets: CustomerTickets
    recordings_attended_with: Callable[[AsyncConnection, str, str], Awaitable[list[str]]]
    after_sign_out: Callable[[AsyncEngine, CallRouter, str, datetime], Awaitable[None]]
