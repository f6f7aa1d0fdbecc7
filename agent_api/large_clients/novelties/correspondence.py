"""Mails of novelties: the novelty itself to a recipient, and a reminder of a reply that is late.

A recipient may have no user, so the mail carries the description. It is posted in the transaction of its cause; without
mail settings or addresses none is posted.
"""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.domain.deadline import OwedReply
from agent_api.large_clients.novelties.domain.state_machine import NoveltyStep
from agent_api.large_clients.novelties.presenters import channel_name
from agent_api.large_clients.novelties.store import NoveltyRow
from agent_api.large_clients.register.queries import names_of_clients
from agent_api.mail.domain.contents import MessageContent, NoveltyReminderText, NoveltySentText
from agent_api.mail.domain.messages import Recipient as MailRecipient
from agent_api.mail.service import OutgoingMessage, post
from config.site.model import Site
from eventlog.facts.large_client import Recipient
from storage.encryption.field_cipher import FieldCipher


class NoveltySender(Protocol):
    """The site and the cipher, which the contexts of a request and of a job have."""

    @property
    def cipher(self) -> FieldCipher:
        """The cipher of stored messages."""
        ...

    @property
    def site(self) -> Site:
        """The site, with the addresses."""
        ...


async def post_novelty(
    connection: AsyncConnection, context: ApiContext, row: NoveltyRow, step: NoveltyStep, actor: str
) -> None:
    """Post a novelty to the addresses of the recipient of a sending."""
    assert step.recipient
    assert step.receipt_due_on is not None
    assert step.answer_due_on is not None
    site, names = context.site, await names_of_clients(connection, context.campaign, [row.client])
    text = NoveltySentText(
        number=row.id,
        kind=labels.NOVELTY_KINDS[row.kind],
        client=names.get(row.client, row.client),
        channel=channel_name(site, row.channel),
        source=labels.NOVELTY_SOURCES[row.source],
        description=store.decrypt_description(context.cipher, context.campaign, row),
        receipt_day=step.receipt_due_on,
        answer_day=step.answer_due_on,
        link=site.notices.novelty_link(row.id),
    )
    await _post(connection, context, step.recipient, text, actor=actor, now=context.now())


async def post_reminder(
    connection: AsyncConnection, sender: NoveltySender, row: NoveltyRow, owed: OwedReply, *, actor: str, now: datetime
) -> None:
    """Post a reminder of a reply to the recipient that owes it."""
    text = NoveltyReminderText(
        number=row.id,
        missing_answer=owed.missing == "answer",
        last_day=owed.due_on,
        link=sender.site.notices.novelty_link(row.id),
    )
    await _post(connection, sender, owed.recipient, text, actor=actor, now=now)


async def _post(
    connection: AsyncConnection,
    sender: NoveltySender,
    recipient: Recipient,
    text: MessageContent,
    *,
    actor: str,
    now: datetime,
) -> None:
    rules = sender.site.large_clients.recipient(recipient)
    for address in rules.mail if sender.site.mail else ():
        message = OutgoingMessage(to=MailRecipient(address=address, name=rules.name), content=text)
        await post(connection, message, site=sender.site, cipher=sender.cipher, actor=actor, now=now)
