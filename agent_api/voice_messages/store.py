"""Voice messages in the database.

Owns the table voice_message: the fact that a message was left creates a row, and attending it sets the ticket. The
audio is an ordinary recording of `agent_api.recordings.store`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import Envelope, VoiceMessageLeft
from storage.tables import voice_message


class VoiceMessageProjection:
    """Creates a row for each message left; see `eventlog.journal.writer.Projection`."""

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Apply facts that are new to the journal."""
        rows = [_row_of(each, each.fact) for each in envelopes if isinstance(each.fact, VoiceMessageLeft)]
        if rows:
            await connection.execute(insert(voice_message).on_conflict_do_nothing(), rows)


def _row_of(envelope: Envelope, fact: VoiceMessageLeft) -> dict[str, Any]:
    return {
        "campaign": envelope.campaign,
        "recording": fact.recording,
        "call_id": envelope.call_id,
        "line": fact.line,
        "site_version": envelope.site_version,
        "left_at": envelope.at,
        "lasted_ms": fact.lasted_ms,
    }


async def mark_attended(
    connection: AsyncConnection, campaign: str, recording_id: str, *, number: str, user: str, at: datetime
) -> None:
    """Store the ticket with which a message was attended."""
    statement = update(voice_message).where(
        voice_message.c.campaign == campaign, voice_message.c.recording == recording_id
    )
    await connection.execute(statement.values(ticket=number, attended_by=user, attended_at=at))
