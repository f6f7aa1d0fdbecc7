"""Notifications under the bell about the steps of tickets, written in the transaction of the step.

Owns which step concerns which user: the new owner of a ticket, the owner whose answer was not delivered, and the
colleagues whom a note mentions. A ticket without an owner causes no notification: the inbox lists it. Alarms are
`agent_api.notices`'.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.state_machine import SYSTEM_ACTOR
from agent_api.tickets.domain.steps import Step
from agent_api.tickets.store import FiledTicket

_OWNER_KINDS: Final[dict[type[Step], NotificationKind]] = {
    steps.Escalate: "assigned",
    steps.Assign: "assigned",
    steps.GiveBack: "given_back",
    steps.SendBack: "sent_back",
    steps.MailReturned: "undelivered",
}
"""Steps that concern the owner of the ticket after them."""


async def notify_users(
    connection: AsyncConnection, campaign: str, filed: FiledTicket, step: Step, author: Author
) -> None:
    """Notify the users whom a step concerns; ``filed`` is the ticket after it."""
    users: Collection[str] = ()
    kind = _OWNER_KINDS.get(type(step))
    if isinstance(step, steps.Note):
        kind, users = "mentioned", step.mentions
    elif kind is not None:
        users = (filed.owner,)
    if kind is None or not users:
        return
    by_user = "" if author.user == SYSTEM_ACTOR.user else author.user
    cause = NotificationCause(kind=kind, number=filed.number, event=f"step {filed.version}", by_user=by_user)
    await notify(connection, campaign, cause, users, author.at)
