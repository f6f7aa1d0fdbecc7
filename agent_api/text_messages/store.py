"""Store text messages in PostgreSQL.

Owns the table text_message, and the states of a message: ``waiting`` for its next attempt; ``claimed`` by an attempt;
then ``sent``, ``failed`` or ``uncertain``. Each attempt has its own claim, and its result is written only while the
message has that claim, so that two workers never settle one attempt.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import CursorResult, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.text_messages.domain.stored_message import TextMessageRow
from storage.tables import text_message

_row = text_message.c
_COLUMNS = [_row[name] for name in TextMessageRow.__struct_fields__]
_PETITION_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('text message ' || :petition, 0))")


async def lock_petition(connection: AsyncConnection, campaign: str, about: str) -> None:
    """Lock the messages about a petition against other postings until the transaction ends."""
    await connection.execute(_PETITION_LOCK, {"petition": f"{campaign} {about}"})


async def add(connection: AsyncConnection, row: TextMessageRow) -> None:
    """Store a new message."""
    await connection.execute(insert(text_message).values(**msgspec.structs.asdict(row)))


async def list_about(connection: AsyncConnection, campaign: str, about: str) -> list[TextMessageRow]:
    """List the messages about a petition, the oldest first."""
    query = select(*_COLUMNS).where(_row.campaign == campaign, _row.about == about)
    rows = await connection.execute(query.order_by(_row.posted_at, _row.id))
    return [TextMessageRow(**each) for each in rows.mappings()]


async def claim_next(
    connection: AsyncConnection, campaign: str, *, claim: str, now: datetime, lease: datetime
) -> TextMessageRow | None:
    """Claim the message that is due first and that no other transaction is claiming.

    Commit the transaction before sending. ``claim`` is a new unique name of the attempt, ``lease`` the end of its time.
    """
    due = (
        select(_row.id)
        .where(_row.campaign == campaign, _row.settled_at.is_(None), _row.state == "waiting", _row.next_at <= now)
        .order_by(_row.next_at, _row.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = update(text_message).where(_row.id.in_(due.scalar_subquery()))
    statement = statement.values(state="claimed", claim=claim, lease_until=lease, tries=_row.tries + 1)
    row = (await connection.execute(statement.returning(*_COLUMNS))).mappings().one_or_none()
    return None if row is None else TextMessageRow(**row)


async def settle(connection: AsyncConnection, row: TextMessageRow, **values: Any) -> bool:
    """Store the result of an attempt if the message still has its claim; return whether it does."""
    statement = update(text_message).where(_row.id == row.id, _row.claim == row.claim, _row.state == "claimed")
    changed: CursorResult[Any] = await connection.execute(statement.values(lease_until=None, **values))
    return bool(changed.rowcount)


async def lock_abandoned(connection: AsyncConnection, campaign: str, now: datetime, limit: int) -> list[TextMessageRow]:
    """Lock the messages whose lease expired, without those that another transaction has locked."""
    query = select(*_COLUMNS).where(_row.campaign == campaign, _row.settled_at.is_(None), _row.lease_until <= now)
    rows = await connection.execute(query.limit(limit).with_for_update(skip_locked=True))
    return [TextMessageRow(**each) for each in rows.mappings()]
