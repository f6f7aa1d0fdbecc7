"""What became of the mail that took an answer: the ticket is closed by it, or comes back.

Owns which messages tickets wait for: those with an answer, and of several the last. It is called in the transaction
that settles the message (`agent_api.mail.service.Follow`), so that one is never told without the other.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail.service import Became
from agent_api.mail.store import Row
from agent_api.tickets.notifications.answer_delivery import mail_accepted, mail_returned
from storage.encryption.field_cipher import Sealer
from storage.tables import mail

ANSWER: Final = "ticket_answered"
"""The template of answers."""


class AnswersSent:
    """Follows the mail of a campaign's answers.

    Args:
        sealer: of personal data.
    """

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def __call__(self, connection: AsyncConnection, row: Row, became: Became, why: str, now: datetime) -> None:
        """See `agent_api.mail.service.Follow`."""
        if row.template != ANSWER or not row.about or await _last(connection, row) != row.id:
            return
        if became == "sent":
            await mail_accepted(connection, row.campaign, row.about, now)
        else:
            await mail_returned(connection, row.campaign, row.about, now, why=why, sealer=self._sealer)


async def _last(connection: AsyncConnection, row: Row) -> str | None:
    """The last answer that was posted to a ticket; an earlier one says nothing of it any more."""
    wanted = select(mail.c.id).where(
        mail.c.campaign == row.campaign, mail.c.about == row.about, mail.c.template == ANSWER
    )
    found: str | None = await connection.scalar(wanted.order_by(mail.c.posted_at.desc(), mail.c.id).limit(1))
    return found
