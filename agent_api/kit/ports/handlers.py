"""Handlers that a lower noun calls and a higher noun implements; `agent_api.app.wiring` registers them.

A noun can thus act on a noun that imports it. Owns only the types of the handlers.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.ports.queue_restrictions import QueueRestrictions
from call_router.service import CallRouter
from config.site.model import Site
from eventlog.facts import AnyFact


class CustomerTickets(Protocol):
    """The tickets of customers, for a merge and its reversal. Each method runs on the caller's connection."""

    async def count_by_customer(
        self, connection: AsyncConnection, campaign: str, customers: Collection[str]
    ) -> dict[str, int]:
        """Count the tickets of the customers; customers without tickets are left out."""
        ...

    async def move_to_customer(self, connection: AsyncConnection, campaign: str, merged: str, kept: str) -> list[str]:
        """Move the tickets of a merged customer to the surviving one, and return their numbers."""
        ...

    async def undo_move_to_customer(
        self, connection: AsyncConnection, campaign: str, numbers: Collection[str], kept: str, merged: str
    ) -> None:
        """Move tickets back to a customer that is separated again, unless they belong to another by now."""
        ...


class LargeClientName(NamedTuple):
    """An active large client; ``nit_print`` is the blind index of its NIT, as in customers."""

    id: str
    name: str
    nit_print: str


@dataclass(frozen=True)
class Handlers:
    """The handlers of an application.

    Attributes:
        sentence: write a fact's Spanish sentence.
        customer_tickets: for merges of customers.
        recordings_attended_with: by campaign and number of a ticket, list the recordings of the voice messages that
            were
            attended with it, the oldest first.
        after_sign_out: take an advisor off duty if their last session ended by a moment.
        after_evaluation_signed: by campaign and site, propose or annul the coaching about an evaluation, as the author
            of its new round.
        large_clients: by campaign, list the active large clients by name.
        queue_restrictions: return the queues that advisors must not serve now, with the reason.
    """

    sentence: Callable[[AnyFact, Site, datetime], str]
    customer_tickets: CustomerTickets
    recordings_attended_with: Callable[[AsyncConnection, str, str], Awaitable[list[str]]]
    after_sign_out: Callable[[AsyncEngine, CallRouter, str, datetime], Awaitable[None]]
    after_evaluation_signed: Callable[[AsyncConnection, str, Site, str, Author], Awaitable[None]]
    large_clients: Callable[[AsyncEngine, str], Awaitable[list[LargeClientName]]]
    queue_restrictions: QueueRestrictions
