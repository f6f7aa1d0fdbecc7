"""The data of the summary of a ticket, read from its history and from the messages about it.

Owns which step began the present state and which message was the last. It decides nothing about disclosure.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.masking import mask_email
from agent_api.mail import letter_service
from agent_api.mail.domain.stored_message import RECIPIENT, MessageState, MessageSummary
from agent_api.mail.queries import list_messages_about
from agent_api.tickets import history_store
from agent_api.tickets.domain.message_labels import delivery_method_of
from agent_api.tickets.domain.steps import AskCompletion
from agent_api.tickets.history_store import StepEntry
from agent_api.tickets.sentences import area_name
from agent_api.tickets.status.domain.summary import Arrival, SentMessage, TicketSituation
from agent_api.tickets.store import FiledTicket
from config.law.terms import day_of_receipt
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_MAIL_ARRIVALS: Final[dict[MessageState, Arrival]] = {
    "waiting": "leaving",
    "claimed": "leaving",
    "handed": "on_its_way",
    "sent": "delivered",
    "bounced": "lost",
    "failed": "lost",
    "uncertain": "unknown",
}
_LETTER_ARRIVALS: Final[dict[letter_service.State, Arrival]] = {
    "written": "leaving",
    "dispatched": "on_its_way",
    "delivered": "delivered",
    "returned": "lost",
}


async def read_situation(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, filed: FiledTicket, today: date
) -> TicketSituation:
    """Read the data of the summary of a ticket; ``today`` is the local date."""
    history = await history_store.list_history(connection, cipher, site.campaign, filed.number)
    return TicketSituation(
        ticket=filed.ticket,
        since=_state_since(history, filed),
        area_name=area_name(site, filed.area),
        missing=next((each.note for each in reversed(history) if isinstance(each.step, AskCompletion)), ""),
        answer=await _last_sent(connection, cipher, site.campaign, filed.number, "ticket_answered"),
        extension=await _last_sent(connection, cipher, site.campaign, filed.number, "term_extended"),
        today=today,
    )


def _state_since(history: Iterable[StepEntry], filed: FiledTicket) -> datetime:
    """Return when a ticket entered its state, or arrived at its present area."""
    since, stage = filed.filed_at, None
    for each in history:
        if (each.state, each.round) != stage:
            since, stage = each.at, (each.state, each.round)
    return since


async def _last_sent(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, template: str
) -> SentMessage | None:
    """Return the last message about a ticket from a template, by mail or on paper."""
    mails = [
        (each.posted_at, _mail_arrival(cipher, each))
        for each in await list_messages_about(connection, campaign, number)
        if each.template == template
    ]
    letters = [
        (each.written_at, _letter_arrival(each))
        for each in await letter_service.list_letters_about(connection, campaign, number, cipher=cipher)
        if each.template == template
    ]
    return max((*mails, *letters), key=lambda each: each[0])[1] if mails or letters else None


def _mail_arrival(cipher: FieldCipher, sent: MessageSummary) -> SentMessage:
    to = mask_email(cipher.decrypt(sent.recipient, field=RECIPIENT, row=sent.id))
    return SentMessage(by="mail", to=to, on=day_of_receipt(sent.posted_at), arrival=_MAIL_ARRIVALS[sent.state])


def _letter_arrival(letter: letter_service.StoredLetter) -> SentMessage:
    return SentMessage(
        by=delivery_method_of(letter),
        to="",
        on=day_of_receipt(letter.written_at),
        arrival=_LETTER_ARRIVALS[letter.state],
    )
