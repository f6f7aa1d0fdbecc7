"""The table outbox: facts written in the transaction that causes them, until the journal holds them.

Owns the rows and their turns. A row is deleted only in the transaction that journals its fact: it exists exactly as
long as the log might still lose it. It must not know how a fact enters the stream (`eventlog.outbox_relay`).

Turns: rows become visible in the order of their commits, not of their ids. So the relay gives each visible row the next
turn, one process at a time; every lower turn was visible before. So one number in Valkey, the last relayed turn, always
determines which rows are in the stream.
"""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import AnyFact
from eventlog.journal.codec import read_fact
from eventlog.outbox_row import OutboxRow
from storage.tables import outbox

NOTIFY_CHANNEL = "outbox"
"""Channel of NOTIFY; the payload is the campaign."""
STREAM_FIELD = b"outbox"
"""Field of a stream entry that came from the outbox; it holds the row's turn."""

_ASSIGN_TURNS = text(
    """
    WITH next AS MATERIALIZED (
        SELECT id FROM outbox WHERE campaign = :campaign AND turn IS NULL ORDER BY id LIMIT :most
    ), given AS MATERIALIZED (
        SELECT id, nextval('outbox_turn') AS turn FROM next
    )
    UPDATE outbox SET turn = given.turn FROM given WHERE outbox.id = given.id
    """
)


async def put(
    connection: AsyncConnection,
    campaign: str,
    facts: Sequence[AnyFact],
    *,
    actor: str,
    site_version: str,
    call_id: str = "",
) -> None:
    """Insert facts in the caller's transaction: they enter the log once, if and only if it commits."""
    columns = {"campaign": campaign, "call_id": call_id, "actor": actor, "site_version": site_version}
    if facts:
        await connection.execute(insert(outbox), [{**columns, "fact": msgspec.json.encode(fact)} for fact in facts])
        await connection.execute(text("SELECT pg_notify(:channel, :campaign)"), {"channel": NOTIFY_CHANNEL, **columns})


async def assign_turns(connection: AsyncConnection, campaign: str, limit: int) -> None:
    """Give the next turns to rows that have none; a concurrent call waits until this transaction ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:channel))"), {"channel": NOTIFY_CHANNEL})
    await connection.execute(_ASSIGN_TURNS, {"campaign": campaign, "most": limit})


async def read_waiting(connection: AsyncConnection, campaign: str, after: int, limit: int) -> list[OutboxRow]:
    """Return the rows with a turn greater than ``after``, in order.

    The transaction must begin after `assign_turns` committed.

    Raises:
        Unreadable: a row holds no fact that this release knows.
    """
    row = outbox.c
    query = select(row.turn, row.fact, row.call_id, row.actor, row.site_version)
    result = await connection.execute(
        query.where(row.campaign == campaign, row.turn > after).order_by(row.turn).limit(limit)
    )
    return [
        OutboxRow(
            turn=each.turn,
            fact=read_fact(each.fact),
            call_id=each.call_id,
            actor=each.actor,
            site_version=each.site_version,
        )
        for each in result
    ]


async def delete_rows(connection: AsyncConnection, turns: Iterable[int]) -> None:
    """Delete the rows of some turns in the transaction that journals their facts."""
    if journaled := list(turns):
        await connection.execute(delete(outbox).where(outbox.c.turn.in_(journaled)))


async def reset_turns(connection: AsyncConnection, campaign: str) -> int:
    """Reset the turns, so that the relay sends all unjournaled rows again: Valkey has lost data.

    Returns:
        A turn greater than every earlier one; entries that still arrive under an earlier turn are refused.
    """
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:channel))"), {"channel": NOTIFY_CHANNEL})
    await connection.execute(update(outbox).where(outbox.c.campaign == campaign).values(turn=None))
    return int((await connection.execute(text("SELECT nextval('outbox_turn')"))).scalar_one())
