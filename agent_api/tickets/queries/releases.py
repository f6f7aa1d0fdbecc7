"""Query for the release of a ticket's answer, for other nouns."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import AnyStep, Step, decode_step, step_name
from storage.tables import ticket_entry

_ANSWERING: Final[tuple[type[Step], ...]] = (steps.Answer, steps.GiveBack, steps.Accept, steps.Send, steps.UndoSend)


class AnswerRelease(msgspec.Struct, frozen=True, kw_only=True):
    """The last release of the answer of a ticket.

    Attributes:
        user: login of the person who released it.
        people: logins of all who wrote, returned, accepted or released an answer of the ticket.
    """

    user: str
    at: datetime
    people: frozenset[str]


async def find_release(connection: AsyncConnection, campaign: str, number: str) -> AnswerRelease | None:
    """Return the last release of a ticket's answer; None if there is none, or if it was undone."""
    row = ticket_entry.c
    named = or_(*(row.step.contains(f'"step":"{step_name(each)}"') for each in _ANSWERING))
    query = select(row.who, row.at, row.step).where(row.campaign == campaign, row.number == number, named)
    entries = [
        (each.who, each.at, decode_step(each.step)) for each in await connection.execute(query.order_by(row.version))
    ]
    sendings: list[tuple[str, datetime, AnyStep]] = [
        each for each in entries if isinstance(each[2], steps.Send | steps.UndoSend)
    ]
    if not sendings or isinstance(sendings[-1][2], steps.UndoSend):
        return None
    user, at, _ = sendings[-1]
    return AnswerRelease(user=user, at=at, people=frozenset(who for who, _, _ in entries))
