"""Handler for the delivery of mails with an answer: it closes the ticket, or returns it.

Owns which messages tickets wait for: of several mails with an answer, only the last. It is called in the transaction
that settles the message (`agent_api.mail.service.DeliveryHandler`), so that both are stored or neither.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail.domain.stored_message import MailRow
from agent_api.mail.service import FinalState
from agent_api.tickets.notifications.answer_delivery import close_delivered, reopen_returned
from storage.encryption.field_cipher import FieldCipher
from storage.tables import mail

ANSWER_TEMPLATE: Final = "ticket_answered"
"""The template of answers."""


class AnswerDeliveryHandler:
    """Applies mail deliveries to the tickets whose answers were sent."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def __call__(
        self, connection: AsyncConnection, row: MailRow, state: FinalState, why: str, now: datetime
    ) -> None:
        """Apply the final state of a mail; see `agent_api.mail.service.DeliveryHandler`."""
        if row.template != ANSWER_TEMPLATE or not row.about or await _last_answer_id(connection, row) != row.id:
            return
        if state == "sent":
            await close_delivered(connection, row.campaign, row.about, now)
        else:
            await reopen_returned(connection, row.campaign, row.about, now, why=why, cipher=self._cipher)


async def _last_answer_id(connection: AsyncConnection, row: MailRow) -> str | None:
    """Return the id of the ticket's last mail with an answer; earlier ones, and those taken back, no longer matter."""
    of_ticket = mail.c.campaign == row.campaign, mail.c.about == row.about
    query = select(mail.c.id).where(*of_ticket, mail.c.template == ANSWER_TEMPLATE, mail.c.state != "cancelled")
    answer_id: str | None = await connection.scalar(query.order_by(mail.c.posted_at.desc(), mail.c.id).limit(1))
    return answer_id
