"""The delivery of a released answer: accepted by the mail server or carrier, or returned.

Owns the two steps that no person takes (M5-1-05, A20). The sender calls them in the transaction that records the
delivery.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.tickets import history_store, store
from agent_api.tickets.domain import state_machine, steps
from agent_api.tickets.domain.steps import MailAccepted, MailReturned
from agent_api.tickets.domain.ticket import TransitionResult
from agent_api.tickets.notifications.user_notifications import notify_users
from storage.encryption.field_cipher import FieldCipher

ACTOR = "system:mail"


async def close_delivered(connection: AsyncConnection, campaign: str, number: str, now: datetime) -> bool:
    """Close the ticket whose answer the mail server, or the carrier of a letter, accepted.

    ``number`` is the filing number, as messages have it in ``about``.

    Returns:
        False if no ticket waits for that, which makes repeated reports harmless.
    """
    return await _take_step(connection, campaign, number, steps.MailAccepted(), now)


async def reopen_returned(
    connection: AsyncConnection,
    campaign: str,
    number: str,
    now: datetime,
    *,
    why: str = "",
    cipher: FieldCipher | None = None,
) -> bool:
    """Return the ticket to the person who released the answer, because it was not delivered, even if it is closed.

    Returns False as `close_delivered` does. ``why`` is stored encrypted in the history; without it, the cipher may be
    None.
    """
    return await _take_step(connection, campaign, number, steps.MailReturned(), now, why=why, cipher=cipher)


async def _take_step(
    connection: AsyncConnection,
    campaign: str,
    number: str,
    step: MailAccepted | MailReturned,
    now: datetime,
    *,
    why: str = "",
    cipher: FieldCipher | None = None,
) -> bool:
    filed = await store.lock_ticket(connection, campaign, number)
    moved = state_machine.apply_step(filed.ticket, step, state_machine.SYSTEM_ACTOR, now) if filed else None
    if filed is None or not isinstance(moved, TransitionResult):
        return False
    after = filed.with_ticket(moved.ticket)
    await store.update_ticket(connection, campaign, filed, after)
    author = Author(
        actor=ACTOR,
        at=now,
        site_version=after.site_version,
        call_id=after.call_id,
        user=state_machine.SYSTEM_ACTOR.user,
        name="Correo",
    )
    await history_store.add_entry(connection, cipher, campaign, after, step, author=author, note=why)
    await append_facts(connection, campaign, moved.facts, author)
    await notify_users(connection, campaign, after, step, author)
    return True
