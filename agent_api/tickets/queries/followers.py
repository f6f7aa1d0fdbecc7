"""Followers of a ticket: the people who filed, escalated or answered it, and the areas that answered it.

Owns the table ticket_follower. A follower can find the ticket wherever it is, closed or open.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import Step
from agent_api.tickets.store import FiledTicket
from storage.tables import ticket_follower

FOLLOWING_STEPS: Final[tuple[type[Step], ...]] = (
    steps.File,
    steps.Escalate,
    steps.SendBack,
    steps.GiveBack,
    steps.Answer,
    steps.Accept,
    steps.Send,
    steps.AskCompletion,
    steps.Extend,
    steps.Transfer,
    steps.Close,
)
"""Steps whose author follows the ticket from then on."""
_REOPENING_STEPS: Final = (steps.Reopen, steps.MailReturned)


def user_key(user: str) -> str:
    """Return a person's key in the table."""
    return f"user:{user}"


def area_key(area: str) -> str:
    """Return a business area's key in the table."""
    return f"area:{area}"


def follower_keys_of(user: str, areas: Iterable[str]) -> list[str]:
    """Return the keys of a person and of their areas."""
    return [user_key(user), *(area_key(area) for area in areas)]


async def is_follower(connection: AsyncConnection, campaign: str, number: str, keys: Iterable[str]) -> bool:
    """Return whether one of some keys follows a ticket."""
    row = ticket_follower.c
    query = select(row.number).where(row.campaign == campaign, row.number == number, row.follower.in_(list(keys)))
    return (await connection.scalar(query.limit(1))) is not None


async def list_followers(connection: AsyncConnection, campaign: str, number: str) -> list[str]:
    """Return the keys of those who follow a ticket."""
    row = ticket_follower.c
    query = select(row.follower).where(row.campaign == campaign, row.number == number)
    return list((await connection.execute(query)).scalars())


def new_followers(filed: FiledTicket, step: Step, user: str) -> set[str]:
    """Return the keys of those who follow a ticket since a step of a user."""
    keys = {user_key(user)} if isinstance(step, FOLLOWING_STEPS) else set()
    return keys | ({area_key(filed.area)} if isinstance(step, steps.GiveBack) else set())


async def record_followers(
    connection: AsyncConnection, campaign: str, filed: FiledTicket, step: Step, user: str
) -> None:
    """Store the new followers of a ticket after a step, and whether it is closed, in the transaction of the step."""
    keys = sorted(new_followers(filed, step, user))
    rows = [{"campaign": campaign, "number": filed.number, "follower": key} for key in keys]
    if rows:
        await connection.execute(insert(ticket_follower).values(rows).on_conflict_do_nothing())
    if filed.closed_at is not None or isinstance(step, _REOPENING_STEPS):
        of_ticket = ticket_follower.c.campaign == campaign, ticket_follower.c.number == filed.number
        await connection.execute(update(ticket_follower).where(*of_ticket).values(closed_at=filed.closed_at))
