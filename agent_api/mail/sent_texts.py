"""The messages about a ticket with their texts, as they were composed for sending."""

from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail.domain.contents import STAFF_TEMPLATES
from agent_api.mail.domain.stored_message import CONTENT, RECIPIENT, MessageState
from storage.encryption.field_cipher import FieldCipher
from storage.tables import mail


class SentText(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a petitioner, decrypted.

    Attributes:
        subject: empty if the message was erased.
        text: its plain part; the notice of the erasure if it was erased.
    """

    id: str
    template: str
    posted_at: datetime
    state: MessageState
    tries: int
    to: str
    subject: str
    text: str


async def list_texts_about(
    connection: AsyncConnection, campaign: str, number: str, *, cipher: FieldCipher
) -> list[SentText]:
    """List the messages to the petitioner of a ticket, the oldest first."""
    columns = ("id", "template", "posted_at", "state", "tries", "recipient", "content")
    query = select(*(mail.c[name] for name in columns)).where(mail.c.campaign == campaign, mail.c.about == number)
    query = query.where(mail.c.template.not_in(STAFF_TEMPLATES)).order_by(mail.c.posted_at, mail.c.id)
    texts = []
    for row in await connection.execute(query):
        subject, text = _read(cipher.decrypt(row.content, field=CONTENT, row=row.id))
        texts.append(
            SentText(
                id=row.id,
                template=row.template,
                posted_at=row.posted_at,
                state=row.state,
                tries=row.tries,
                to=cipher.decrypt(row.recipient, field=RECIPIENT, row=row.id),
                subject=subject,
                text=text,
            )
        )
    return texts


def _read(content: str) -> tuple[str, str]:
    """Return subject and plain text of a composed message; an erased one is a notice without headers."""
    message = message_from_string(content, _class=EmailMessage, policy=SMTP)
    body = message.get_body(("plain",))
    if body is None or "Subject" not in message:
        return "", content
    return str(message["Subject"]), str(body.get_content())
