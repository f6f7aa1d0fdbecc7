"""Messages sent to people, as their mail programs would show them."""

from email import message_from_string
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import select

from agent_api.mail.domain import stored_message as mails
from storage.postgres.engine import read_connection
from storage.tables import mail
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER


async def sent_messages(desk: AdvisorDesk, template: str) -> list[tuple[str, EmailMessage]]:
    """Return the recipient and the parsed message of each mail of a template."""
    async with read_connection(desk.rig.engine) as connection:
        rows = await connection.execute(select(mail).where(mail.c.template == template).order_by(mail.c.posted_at))
        return [
            (
                SEALER.decrypt(row.recipient, field=mails.RECIPIENT, row=row.id),
                message_from_string(
                    SEALER.decrypt(row.content, field=mails.CONTENT, row=row.id), _class=EmailMessage, policy=default
                ),  # type: ignore[arg-type]
            )
            for row in rows
        ]


def plain_text(message: EmailMessage) -> str:
    """Return the plain-text part of a message."""
    plain = message.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())
