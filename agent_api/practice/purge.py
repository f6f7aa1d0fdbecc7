"""The retention of what practices leave in their campaign: calls, typifications, petitions and numbers of callers.

Owns which rows are deleted, also those of tables of other nouns: every row of the practice campaign is of an invented
call. A call waits until its recording has no file; files of petitions are removed by the sweep of files without a row.
The practice itself stays with its result, because it is a record of training; so do the facts, which have no texts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.practice.campaign import PracticeCampaign
from eventlog import person_data
from storage.postgres.engine import unit_of_work
from storage.tables import (
    attachment,
    call,
    call_speaker,
    customer_view,
    disposition,
    draft,
    identity_check,
    letter,
    lookup_made,
    mail,
    notification,
    recording,
    recording_play,
    ticket,
    ticket_answer_opening,
    ticket_entry,
    ticket_follower,
    ticket_link,
    ticket_status_check,
)

BATCH_SIZE: Final = 200
_OF_TICKET: Final = (
    *(attachment.c.ticket, letter.c.about, mail.c.about, lookup_made.c.ticket),
    *(ticket_answer_opening.c.number, ticket_entry.c.number, ticket_follower.c.number, ticket_link.c.number),
    *(ticket_status_check.c.number, ticket.c.number),
)
"""The columns with a filing number; the words of a petition are deleted with its row."""
_OF_CALL: Final = (
    *(call_speaker.c.call_id, customer_view.c.call_id, disposition.c.call_id, draft.c.call_id),
    *(identity_check.c.call_id, lookup_made.c.call_id, ticket_status_check.c.call_id, recording.c.call_id),
    call.c.call_id,
)
log = structlog.get_logger(__name__)


async def purge_practices(campaign: PracticeCampaign, now: datetime) -> int:
    """Delete what is older than the site's period; return the number of calls and petitions.

    Raises:
        StorageError: PostgreSQL is away; committed deletions stay.
    """
    before, deleted, batch = now - timedelta(days=campaign.practice.record_days), 0, BATCH_SIZE
    while batch >= BATCH_SIZE:
        async with unit_of_work(campaign.engine) as connection:
            batch = await _delete_batch(connection, campaign.site.campaign, before, now)
        deleted += batch
    if deleted:
        log.info("practices_purged", campaign=campaign.site.campaign, deleted=deleted)
    return deleted


async def _delete_batch(connection: AsyncConnection, campaign: str, before: datetime, now: datetime) -> int:
    due = ticket.c.campaign == campaign, ticket.c.filed_at < before
    numbers = (await connection.scalars(select(ticket.c.number).where(*due).limit(BATCH_SIZE))).all()
    await _delete(connection, campaign, _OF_TICKET, numbers)
    has_file = (
        select(recording.c.id)
        .where(recording.c.campaign == campaign, recording.c.call_id == call.c.call_id)
        .where(recording.c.erased_at.is_(None), recording.c.state != "lost")
        .exists()
    )
    ended = call.c.campaign == campaign, call.c.arrived_at < before, call.c.ended_at.is_not(None), ~has_file
    query = select(call.c.call_id, call.c.caller_ref).where(*ended).order_by(call.c.arrived_at).limit(BATCH_SIZE)
    calls = (await connection.execute(query)).all()
    for each in calls:
        if each.caller_ref:
            await person_data.erase(connection, each.caller_ref, now)
    ids = [each.call_id for each in calls]
    recordings = select(recording.c.id).where(recording.c.campaign == campaign, recording.c.call_id.in_(ids))
    plays = recording_play.c.campaign == campaign, recording_play.c.recording.in_(recordings)
    await connection.execute(delete(recording_play).where(*plays))
    await _delete(connection, campaign, _OF_CALL, ids)
    await connection.execute(
        delete(notification).where(notification.c.campaign == campaign, notification.c.at < before)
    )
    return max(len(numbers), len(calls))


async def _delete(
    connection: AsyncConnection, campaign: str, columns: Sequence[ColumnElement[Any]], keys: Sequence[str]
) -> None:
    """Delete the rows of the campaign whose column has one of the keys, table by table."""
    if not keys:
        return
    for column in columns:
        table: Any = column.table
        await connection.execute(delete(table).where(table.c.campaign == campaign, column.in_(keys)))
