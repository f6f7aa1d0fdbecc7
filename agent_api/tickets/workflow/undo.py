"""The sending of an answer, and its undo while the message waits.

The site says how long a message waits. The wait is stored with the message and with the ticket, in the transaction of
the step, so that a process which ends in between changes nothing: the message leaves when its time comes, or never if
the undo is stored. The undo and the postman race for the row of the message, and only one of them gets it.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.mail.letter_service import cancel_written
from agent_api.mail.service import cancel_waiting
from agent_api.tickets.notifications.mail_handler import ANSWER_TEMPLATE
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.store import FiledTicket
from config.site.mail import UNDO_SECONDS
from config.site.model import Site


def undo_seconds(site: Site) -> int:
    """Return how long the sending of an answer can be undone; 0 if it leaves at once."""
    return site.mail.undo_seconds if site.mail else UNDO_SECONDS


async def take_back(connection: AsyncConnection, context: ApiContext, filed: FiledTicket, author: Author) -> None:
    """Take back the message of an answer, in the transaction of the step that undoes its sending.

    Raises:
        StepNotPossible: the message has left, or is leaving; nothing is undone.
    """
    campaign, number = context.campaign, filed.number
    cancelled = await cancel_waiting(
        connection, campaign, number, ANSWER_TEMPLATE, actor=author.actor, now=author.at
    ) or await cancel_written(connection, campaign, number, ANSWER_TEMPLATE, actor=author.actor)
    if not cancelled:
        raise StepNotPossible("La respuesta ya está saliendo: el envío no se puede deshacer.", "message_left")
