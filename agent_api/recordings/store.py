"""Recordings in the database.

Owns the tables recording and recording_play. The fact that a recording began creates its row. Each change of state is
in one transaction with its fact, so a repeated change happens once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.recordings.queries import RecordingRow, to_recording
from config.site.calls.recordings import RecordingRules
from eventlog.facts import Envelope, RecordingBegan, RecordingLost, VoiceMessageBegan
from storage.recordings.master_keys import WrappedKey
from storage.recordings.vault import StoredFile
from storage.tables import call, recording, recording_play


class RetentionCursor(msgspec.Struct, frozen=True):
    """Position after a page of recordings, oldest first."""

    began_at: datetime
    id: str


class RecordingProjection:
    """Creates a row for each recording that begins; see `eventlog.journal.writer.Projection`.

    A recording that the gateway gave up is marked as lost at once, until its file turns up.
    """

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Apply facts that are new to the journal."""
        rows = [
            _row_of(each, each.fact) for each in envelopes if isinstance(each.fact, RecordingBegan | VoiceMessageBegan)
        ]
        if rows:
            await connection.execute(insert(recording).on_conflict_do_nothing(), rows)
        lost = [(each.campaign, each.fact.recording) for each in envelopes if isinstance(each.fact, RecordingLost)]
        if lost:
            begun = (tuple_(recording.c.campaign, recording.c.id).in_(lost), recording.c.state == "begun")
            await connection.execute(update(recording).where(*begun).values(state="lost"))


def _row_of(envelope: Envelope, fact: RecordingBegan | VoiceMessageBegan) -> dict[str, Any]:
    return {
        "campaign": envelope.campaign,
        "id": fact.recording,
        "call_id": envelope.call_id,
        "line": fact.line,
        "site_version": envelope.site_version,
        "state": "begun",
        "began_at": envelope.at,
        "kind": "message" if isinstance(fact, VoiceMessageBegan) else "talk",
    }


async def list_due(
    connection: AsyncConnection,
    campaign: str,
    rules: RecordingRules,
    *,
    days_ago: Callable[[int], datetime],
    limit: int,
    after: RetentionCursor | None = None,
) -> list[RecordingRow]:
    """List and lock stored recordings past their period, oldest first; skip rows locked by others.

    ``days_ago`` returns the moment that many days ago.
    """
    query = select(recording).where(
        recording.c.campaign == campaign, recording.c.state == "stored", _is_expired(rules, days_ago)
    )
    if after is not None:
        query = query.where(tuple_(recording.c.began_at, recording.c.id) > tuple_(after.began_at, after.id))
    ordered = query.order_by(recording.c.began_at, recording.c.id).limit(limit)
    rows = await connection.execute(ordered.with_for_update(skip_locked=True))
    return [to_recording(row) for row in rows.mappings()]


def _is_expired(rules: RecordingRules, days_ago: Callable[[int], datetime]) -> ColumnElement[bool]:
    own = {line: rule.days for line, rule in rules.lines.items() if rule.days is not None}
    by_own_rule = [and_(recording.c.line == line, recording.c.began_at < days_ago(days)) for line, days in own.items()]
    by_line = or_(and_(recording.c.line.not_in(list(own)), recording.c.began_at < days_ago(rules.days)), *by_own_rule)
    if rules.message_days is None:
        return by_line
    is_old = recording.c.began_at < days_ago(rules.message_days)
    return or_(and_(recording.c.kind == "message", is_old), and_(recording.c.kind != "message", by_line))


async def list_undelivered(
    connection: AsyncConnection, campaign: str, before: datetime, limit: int
) -> list[RecordingRow]:
    """List and lock recordings that no gateway delivered, of calls that ended before a moment."""
    ended = exists().where(
        call.c.campaign == recording.c.campaign, call.c.call_id == recording.c.call_id, call.c.ended_at < before
    )
    query = select(recording).where(recording.c.campaign == campaign, recording.c.state == "begun", ended)
    ordered = query.order_by(recording.c.began_at).limit(limit)
    rows = await connection.execute(ordered.with_for_update(skip_locked=True))
    return [to_recording(row) for row in rows.mappings()]


async def list_unerased(connection: AsyncConnection, campaign: str, limit: int) -> list[RecordingRow]:
    """List deleted recordings whose file may still exist."""
    query = select(recording).where(
        recording.c.campaign == campaign, recording.c.state == "deleted", recording.c.erased_at.is_(None)
    )
    return [to_recording(row) for row in (await connection.execute(query.limit(limit))).mappings()]


async def list_wrapped_with_other_key(connection: AsyncConnection, key_id: str, limit: int) -> list[RecordingRow]:
    """List and lock stored recordings of all campaigns whose key is wrapped with another master key."""
    query = select(recording).where(recording.c.state == "stored", recording.c.key_id != key_id).limit(limit)
    return [to_recording(row) for row in (await connection.execute(query.with_for_update())).mappings()]


async def count_by_key(connection: AsyncConnection) -> dict[str, int]:
    """Count the recordings of each master key."""
    query = select(recording.c.key_id, func.count()).where(recording.c.state == "stored").group_by(recording.c.key_id)
    return {key_id: int(count) for key_id, count in await connection.execute(query)}


async def update_row(connection: AsyncConnection, row: RecordingRow, **values: Any) -> None:
    """Update a recording."""
    statement = update(recording).where(recording.c.campaign == row.campaign, recording.c.id == row.id)
    await connection.execute(statement.values(**values))


async def mark_stored(
    connection: AsyncConnection, row: RecordingRow, file: StoredFile, duration_ms: int, channels: int
) -> None:
    """Mark a recording as stored in a file of the vault."""
    await update_row(
        connection,
        row,
        state="stored",
        stored_at=func.now(),
        duration_ms=duration_ms,
        channels=channels,
        path=file.path,
        size=file.size,
        plain_size=file.plain_size,
        digest=file.digest,
        **_columns_of(file.key),
    )


async def mark_deleted(connection: AsyncConnection, row: RecordingRow, *, erased_by: str | None = None) -> None:
    """Delete a recording's key in this transaction; its file may be removed later.

    ``erased_by`` is the act if its holder requested it.
    """
    values = {"state": "deleted", "key_id": None, "wrapped_key": None, "erased_by": erased_by}
    await update_row(connection, row, **values, deleted_at=func.now())


async def set_wrapped_key(connection: AsyncConnection, row: RecordingRow, key: WrappedKey) -> None:
    """Store a recording's key as wrapped with another master key."""
    await update_row(connection, row, **_columns_of(key))


async def begin_play(connection: AsyncConnection, row: RecordingRow, user: str, now: datetime, since: datetime) -> bool:
    """Record a play and return True, unless the user's last play began after ``since``.

    The transaction must hold the recording's row.
    """
    statement = insert(recording_play).values(campaign=row.campaign, recording=row.id, listener=user, at=now)
    upsert = statement.on_conflict_do_update(
        index_elements=["campaign", "recording", "listener"], set_={"at": now}, where=recording_play.c.at <= since
    )
    return (await connection.execute(upsert.returning(recording_play.c.at))).first() is not None


def _columns_of(key: WrappedKey) -> dict[str, Any]:
    return {"key_id": key.key_id, "wrapped_key": key.data}
