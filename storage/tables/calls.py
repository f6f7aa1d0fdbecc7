"""Tables of the data added to a call: typification, form, recording, message.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# The last typification of a call by its advisor; note is encrypted.
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
    Index("disposition_topic", "campaign", "kind", "theme", "subtheme"),
)

# Drafts of forms; form is encrypted.
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

# Recordings, from the fact of their start; the key of a file is wrapped, and removed with it. If the holder of the data
# requested the erasure, erased_by is the act.
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

# Voice messages, from the fact of each, and the ticket that attends it.
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

# The last start of a recording by a listener, so that the many requests of a player count as one play.
recording_play = Table(
    "recording_play",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("listener", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Practices of advisors with an invented caller. The call is in the practice campaign; topic, verified and filed
# are read when the practice ends.
practice = Table(
    "practice",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("advisor", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("end", Text, nullable=False, server_default=""),
    Column("ended_by", Text, nullable=False, server_default=""),
    Column("call_id", Text, nullable=False, server_default=""),
    Column("talk_s", Integer),
    Column("topic", Text, nullable=False, server_default=""),
    Column("verified", Boolean, nullable=False, server_default=false()),
    Column("filed", Boolean, nullable=False, server_default=false()),
    Index("practice_by_start", "campaign", "started_at", "id"),
)
for name in ("advisor", "slot"):
    Index(
        f"practice_{name}_open",
        practice.c.campaign,
        practice.c[name],
        unique=True,
        postgresql_where=practice.c.ended_at.is_(None),
    )

# Recordings of prompts as callers hear them, by the digest of their content, each with the text that it says.
prompt_sound = Table(
    "prompt_sound",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("prompt", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("wav", LargeBinary, nullable=False),
    Column("measures", JSONB, nullable=False),
    Column("original_digest", Text, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("stored_by", Text, nullable=False),
)

# The sound chosen for a text of a prompt; with none, the synthesiser speaks it.
prompt_choice = Table(
    "prompt_choice",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("prompt", Text, primary_key=True),
    Column("text_digest", Text, primary_key=True),
    Column("sound", Text),
    Column("chosen_at", Moment, nullable=False),
    Column("chosen_by", Text, nullable=False),
)

# Messages that callers of a line hear before or instead of the greeting; reason is encrypted.
contingency_message = Table(
    "contingency_message",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("line", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("end", Text, nullable=False, server_default=""),
    Column("ended_by", Text, nullable=False, server_default=""),
    Index("contingency_message_by_start", "campaign", "started_at", "id"),
)
Index(
    "contingency_message_line_open",
    contingency_message.c.campaign,
    contingency_message.c.line,
    unique=True,
    postgresql_where=contingency_message.c.ended_at.is_(None),
)
