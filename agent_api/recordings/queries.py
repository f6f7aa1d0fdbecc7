"""Queries that other nouns use: one recording, and those of a call."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from storage.recordings.master_keys import WrappedKey
from storage.recordings.vault import StoredFile
from storage.tables import recording

State = Literal["begun", "stored", "lost", "deleted"]
Kind = Literal["talk", "message"]
"""Both sides of a talk, or a caller's message after a tone."""


class RecordingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A recording.

    Attributes:
        line: of the call; it selects the retention rule.
        site_version: the call's.
        erased_by: act by which it was deleted at its holder's request, or None.
        vault_file: its file; None before it is stored and after it is deleted.
    """

    campaign: str
    id: str
    call_id: str
    line: str
    site_version: str
    state: State
    began_at: datetime
    duration_ms: int | None = None
    channels: int | None = None
    path: str | None = None
    kind: Kind = "talk"
    erased_by: str | None = None
    vault_file: StoredFile | None = None


async def find(connection: AsyncConnection, recording_id: str, *, lock: bool = False) -> RecordingRow | None:
    """Find a recording of any campaign; ``lock`` locks its row until the transaction ends."""
    query = select(recording).where(recording.c.id == recording_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else to_recording(row)


async def list_of_call(connection: AsyncConnection, campaign: str, call_id: str) -> list[RecordingRow]:
    """List the recordings of a call, oldest first."""
    query = select(recording).where(recording.c.campaign == campaign, recording.c.call_id == call_id)
    rows = await connection.execute(query.order_by(recording.c.began_at, recording.c.id))
    return [to_recording(row) for row in rows.mappings()]


async def list_of_calls(
    connection: AsyncConnection, campaign: str, call_ids: Collection[str], window: KeysetWindow
) -> list[RecordingRow]:
    """List the recordings of some calls within a window, the newest first."""
    query = select(recording).where(recording.c.campaign == campaign, recording.c.call_id.in_(call_ids))
    rows = await connection.execute(within_window(query, window, recording.c.began_at, recording.c.id))
    return [to_recording(row) for row in rows.mappings()]


def to_recording(row: Any) -> RecordingRow:
    """Convert a row of the table."""
    fields = {name: row[name] for name in RecordingRow.__struct_fields__ if name != "vault_file"}
    return RecordingRow(**fields, vault_file=_to_stored_file(row) if row["wrapped_key"] is not None else None)


def _to_stored_file(row: Any) -> StoredFile:
    return StoredFile(
        recording=row["id"],
        path=row["path"],
        size=row["size"],
        plain_size=row["plain_size"],
        digest=row["digest"],
        key=WrappedKey(row["key_id"], bytes(row["wrapped_key"])),
    )
