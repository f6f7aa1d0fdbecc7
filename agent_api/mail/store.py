"""Store messages in PostgreSQL.

Owns the tables mail and mail_tally, and the states of a message:

``waiting`` for its next attempt; ``claimed`` by an attempt before the handover; ``handed`` over without a recorded
reply; then ``sent``, ``bounced``, ``failed`` or ``uncertain``; ``cancelled`` before its first attempt. Each attempt has
its own claim, and its result is written only while the message has that claim, so that two workers never settle one
attempt, and a late one changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail.domain.stored_message import TALLY_KEYS, MailRow, MessageState, TallyKey
from storage.tables import mail, mail_tally


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """The messages without a final state.

    Attributes:
        count: messages that wait or are being sent.
        oldest: when the first of them was posted; None without any.
        uncertain: messages about which a person must decide.
    """

    count: int
    oldest: datetime | None
    uncertain: int


async def add(connection: AsyncConnection, row: MailRow) -> None:
    """Store a new message."""
    await connection.execute(insert(mail).values(**msgspec.structs.asdict(row)))


async def claim_next(
    connection: AsyncConnection, campaign: str, *, claim: str, now: datetime, lease: datetime
) -> MailRow | None:
    """Claim the message that is due first and that no other transaction is claiming.

    Commit the transaction before sending. ``claim`` is a new unique name of the attempt, ``lease`` the end of its time.
    """
    due = (
        select(mail.c.id)
        .where(mail.c.campaign == campaign, mail.c.state == "waiting", mail.c.next_at <= now)
        .order_by(mail.c.next_at, mail.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = update(mail).where(mail.c.id.in_(due.scalar_subquery()))
    statement = statement.values(state="claimed", claim=claim, lease_until=lease, tries=mail.c.tries + 1)
    row = (await connection.execute(statement.returning(*_COLUMNS))).mappings().one_or_none()
    return None if row is None else MailRow(**row)


async def mark_handed(connection: AsyncConnection, row: MailRow) -> bool:
    """Mark a message as handed over; return False if the claim is lost.

    Until a reply is recorded, the result of the message is unknown.
    """
    return await _update_where(connection, row, ("claimed",), state="handed")


async def settle(connection: AsyncConnection, row: MailRow, **values: Any) -> bool:
    """Store the result of an attempt if the message still has its claim; return whether it does.

    An attempt whose lease expired may still settle, unless another one has begun. ``values`` are columns.
    """
    return await _update_where(
        connection, row, ("claimed", "handed", "waiting", "uncertain"), lease_until=None, **values
    )


async def update_message(connection: AsyncConnection, row: MailRow, **values: Any) -> None:
    """Update a message that this transaction has locked and no attempt holds."""
    await connection.execute(update(mail).where(mail.c.id == row.id).values(**values))


async def erase_message(connection: AsyncConnection, id_: str, *, recipient: bytes, content: bytes) -> None:
    """Replace all data about the recipient, in any state of the message."""
    emptied: dict[str, Any] = {"recipient_print": "", "answer": None}
    await connection.execute(
        update(mail).where(mail.c.id == id_).values(recipient=recipient, content=content, **emptied)
    )


async def _update_where(
    connection: AsyncConnection, row: MailRow, states: Iterable[MessageState], **values: Any
) -> bool:
    statement = update(mail).where(mail.c.id == row.id, mail.c.claim == row.claim, mail.c.state.in_(tuple(states)))
    changed: CursorResult[Any] = await connection.execute(statement.values(**values))
    return bool(changed.rowcount)


async def lock_abandoned(connection: AsyncConnection, campaign: str, now: datetime, limit: int) -> list[MailRow]:
    """Lock the messages whose lease expired, without those that another transaction has locked."""
    query = select(*_COLUMNS).where(mail.c.campaign == campaign, mail.c.lease_until <= now)
    rows = await connection.execute(query.limit(limit).with_for_update(skip_locked=True))
    return [MailRow(**each) for each in rows.mappings()]


async def lock_unsent(connection: AsyncConnection, campaign: str, about: str, template: str) -> list[MailRow]:
    """Lock the messages about a ticket that no attempt has claimed yet, without those that another transaction has."""
    unsent = mail.c.state == "waiting", mail.c.tries == 0
    query = select(*_COLUMNS).where(mail.c.campaign == campaign, mail.c.about == about, mail.c.template == template)
    rows = await connection.execute(query.where(*unsent).with_for_update(skip_locked=True))
    return [MailRow(**each) for each in rows.mappings()]


async def lock_by_message_id(connection: AsyncConnection, campaign: str, message_id: str) -> MailRow | None:
    """Return a message by its Message-ID, locked."""
    return await _lock_one(connection, mail.c.campaign == campaign, mail.c.message_id == message_id)


async def lock_message(connection: AsyncConnection, campaign: str, id_: str) -> MailRow | None:
    """Return a message, locked."""
    return await _lock_one(connection, mail.c.campaign == campaign, mail.c.id == id_)


async def _lock_one(connection: AsyncConnection, *conditions: Any) -> MailRow | None:
    row = (await connection.execute(select(*_COLUMNS).where(*conditions).with_for_update())).mappings().one_or_none()
    return None if row is None else MailRow(**row)


async def list_by_state(
    connection: AsyncConnection, campaign: str, states: Iterable[MessageState], limit: int
) -> list[MailRow]:
    """List the messages in some states, the latest first."""
    query = select(*_COLUMNS).where(mail.c.campaign == campaign, mail.c.state.in_(tuple(states)))
    rows = await connection.execute(query.order_by(mail.c.posted_at.desc(), mail.c.id).limit(limit))
    return [MailRow(**each) for each in rows.mappings()]


async def increment_tally(connection: AsyncConnection, campaign: str, outcome: TallyKey) -> None:
    """Count a result, in the transaction that records it."""
    one = insert(mail_tally).values(campaign=campaign, outcome=outcome, n=1)
    more = one.on_conflict_do_update(index_elements=["campaign", "outcome"], set_={"n": mail_tally.c.n + 1})
    await connection.execute(more)


async def read_tally(connection: AsyncConnection, campaign: str) -> dict[str, int]:
    """Return the number of messages with each result, zeros included."""
    query = select(mail_tally.c.outcome, mail_tally.c.n).where(mail_tally.c.campaign == campaign)
    tally = {each.outcome: int(each.n) for each in await connection.execute(query)}
    return {outcome: tally.get(outcome, 0) for outcome in TALLY_KEYS}


async def read_backlog(connection: AsyncConnection, campaign: str) -> Backlog:
    """Return the messages without a final state, as counts."""
    uncertain = mail.c.state == "uncertain"
    query = select(
        func.count().filter(~uncertain), func.min(mail.c.posted_at).filter(~uncertain), func.count().filter(uncertain)
    ).where(mail.c.campaign == campaign, mail.c.settled_at.is_(None))
    number, oldest, unknown = (await connection.execute(query)).one()
    return Backlog(count=number, oldest=oldest, uncertain=unknown)


_COLUMNS = [mail.c[name] for name in MailRow.__struct_fields__]
