"""Queries of voice messages: waiting ones, single ones, and those of tickets or calls."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.recordings.queries import State
from storage.tables import call, recording, ticket, voice_message


class StoredVoiceMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A voice message.

    Attributes:
        recording: id of its recording.
        queue: in which the caller waited, or empty.
        caller_ref: opaque reference to the caller's number, or empty.
        lasted_ms: from the tone to its end.
        state: of the recording.
        ticket: with which it was attended, or None; so are the next two.
    """

    recording: str
    call_id: str
    line: str
    queue: str
    site_version: str
    caller_ref: str
    left_at: datetime
    lasted_ms: int
    state: State
    ticket: str | None
    attended_at: datetime | None
    attended_by: str | None


async def page(
    connection: AsyncConnection,
    campaign: str,
    *,
    attended: bool,
    line: str | None = None,
    limit: int,
    after: Cursor | None = None,
) -> list[StoredVoiceMessage]:
    """Return a page of messages, of a line or of all: waiting ones oldest first, or attended ones newest first."""
    query = _messages(campaign).where(
        voice_message.c.ticket.is_not(None) if attended else voice_message.c.ticket.is_(None)
    )
    if line is not None:
        query = query.where(voice_message.c.line == line)
    order = (voice_message.c.left_at, voice_message.c.recording)
    if after is not None:
        position, end = tuple_(*order), tuple_(after.at, after.id)
        query = query.where(position < end if attended else position > end)
    in_order = query.order_by(*(each.desc() if attended else each for each in order))
    rows = await connection.execute(in_order.limit(limit))
    return [StoredVoiceMessage(**row) for row in rows.mappings()]


async def find(
    connection: AsyncConnection, campaign: str, recording_id: str, *, lock: bool = False
) -> StoredVoiceMessage | None:
    """Find a message; ``lock`` locks its row until the transaction ends."""
    query = _messages(campaign).where(voice_message.c.recording == recording_id)
    rows = await connection.execute(query.with_for_update(of=voice_message) if lock else query)
    row = rows.mappings().one_or_none()
    return None if row is None else StoredVoiceMessage(**row)


async def recordings_attended_with(connection: AsyncConnection, campaign: str, number: str) -> list[str]:
    """Return the recordings of messages attended with a ticket, oldest first."""
    conditions = voice_message.c.campaign == campaign, voice_message.c.ticket == number
    query = select(voice_message.c.recording).where(*conditions).order_by(voice_message.c.left_at)
    return list((await connection.execute(query)).scalars())


async def held_calls(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Return the calls that have a message without a ticket, or with an open one."""
    query = (
        select(voice_message.c.call_id)
        .outerjoin(
            ticket, (ticket.c.campaign == voice_message.c.campaign) & (ticket.c.number == voice_message.c.ticket)
        )
        .where(
            voice_message.c.campaign == campaign,
            voice_message.c.call_id.in_(call_ids),
            or_(voice_message.c.ticket.is_(None), ticket.c.status == "open"),
        )
    )
    return set((await connection.execute(query)).scalars())


async def calls_with_open_tickets(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Return the calls whose message was attended with a ticket that is still open."""
    same = (ticket.c.campaign == voice_message.c.campaign) & (ticket.c.number == voice_message.c.ticket)
    query = select(voice_message.c.call_id).join(ticket, same)
    of_calls = voice_message.c.campaign == campaign, voice_message.c.call_id.in_(call_ids), ticket.c.status == "open"
    return set((await connection.execute(query.where(*of_calls))).scalars())


async def calls_of_tickets(connection: AsyncConnection, campaign: str, numbers: Collection[str]) -> set[str]:
    """Return the calls whose message was attended with one of the tickets."""
    row = voice_message.c
    query = select(row.call_id).where(row.campaign == campaign, row.ticket.in_(numbers))
    return set((await connection.execute(query)).scalars())


async def unattended_recordings(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Return the recordings of unattended messages of the calls."""
    row = voice_message.c
    query = select(row.recording).where(row.campaign == campaign, row.call_id.in_(call_ids), row.ticket.is_(None))
    return set((await connection.execute(query)).scalars())


def _messages(campaign: str) -> Select[Any]:
    of_message = ("recording", "call_id", "line", "site_version", "left_at", "lasted_ms")
    attending = ("ticket", "attended_at", "attended_by")
    return (
        select(
            *(voice_message.c[name] for name in (*of_message, *attending)),
            call.c.queue,
            call.c.caller_ref,
            recording.c.state,
        )
        .join(
            recording,
            (recording.c.campaign == voice_message.c.campaign) & (recording.c.id == voice_message.c.recording),
        )
        .join(call, (call.c.campaign == voice_message.c.campaign) & (call.c.call_id == voice_message.c.call_id))
        .where(voice_message.c.campaign == campaign)
    )
