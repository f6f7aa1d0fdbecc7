"""The tables of what people leave on a call: typification, form, recording, message; and the site that it had.

Owns names and types of columns. Imported from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Every site that calls have had, as it was.
site_version = Table(
    "site_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("content", JSONB, nullable=False),
)

# What a call was about, as its advisor last said; note is sealed.
disposition = Table(
    "disposition",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("subtheme", Text, nullable=False, server_default=""),
    Column("site_version", Text, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", Text, nullable=False),
)

# Half-filled forms; form is sealed.
draft = Table(
    "draft",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("form", LargeBinary, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

# What was recorded, from its beginning in the log on; the file's key is wrapped, and gone once it is deleted. Where its
# holder asked for that, erased_by is the act.
recording = Table(
    "recording",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("stored_at", Moment),
    Column("duration_ms", BigInteger),
    Column("channels", Integer),
    Column("path", Text),
    Column("size", BigInteger),
    Column("plain_size", BigInteger),
    Column("digest", Text),
    Column("key_id", Text),
    Column("wrapped_key", LargeBinary),
    Column("deleted_at", Moment),
    Column("erased_at", Moment),
    Column("kind", Text, nullable=False, server_default="talk"),
    Column("erased_by", Text),
    UniqueConstraint("id", name="recording_id_once"),
    Index("recording_call_id", "campaign", "call_id"),
    Index("recording_due", "campaign", "state", "began_at", "id"),
)

# Messages that callers left, from the fact of it on, and the ticket with which each was attended.
voice_message = Table(
    "voice_message",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("left_at", Moment, nullable=False),
    Column("lasted_ms", BigInteger, nullable=False),
    Column("ticket", Text),
    Column("attended_at", Moment),
    Column("attended_by", Text),
    Index("voice_message_left_at", "campaign", "left_at", "recording"),
    Index("voice_message_call_id", "campaign", "call_id"),
    Index("voice_message_ticket", "campaign", "ticket"),
)

# When somebody last began to listen to a recording, so that a player's many requests are one play.
recording_play = Table(
    "recording_play",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("listener", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
