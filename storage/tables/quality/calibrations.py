"""Tables of calibration sessions: plan, items, people, compared rounds, minutes, changes of the form, and history.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Calibration sessions. minutes (encrypted) are those that are being written, saved with revision; version counts the
# signed ones. ready_at is null until all have signed, opened_at until the results are open.
calibration = Table(
    "calibration",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("tolerance", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("planned_by_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("ready_at", Moment),
    Column("opened_at", Moment),
    Column("minutes", LargeBinary),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("calibration_planned_at", "campaign", "planned_at", "id"),
)

# Calls or tickets that all evaluate, in order; week is that of the sample which has one, or empty.
calibration_item = Table(
    "calibration_item",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("week", Text, nullable=False),
    Index("calibration_item_item", "campaign", "item"),
)

# People of a session by part: evaluator, master or observer. absent is null until the results are open.
calibration_person = Table(
    "calibration_person",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("absent", Boolean),
)

# Rounds that count in the results of a session. Rows are added when they are opened, and never changed.
calibration_round = Table(
    "calibration_round",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("evaluation", Text, nullable=False),
    Column("round", Integer, nullable=False),
)

# Signed minutes; content and reason of a correction are encrypted, digest is the SHA-256 of the content. Rows are
# added, never changed.
calibration_minutes = Table(
    "calibration_minutes",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("signed_at", Moment, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("signed_by_name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("reason", LargeBinary),
    Column("digest", Text, nullable=False),
)

# Criteria that the signed minutes want changed; the columns from tied_at on are null until the site has the change.
calibration_change = Table(
    "calibration_change",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("criterion", Text, primary_key=True),
    Column("tied_at", Moment),
    Column("site_version", Text),
    Column("form", Text),
    Column("form_version", Text),
    Column("form_label", Text),
)

# The acts on a session; text (a reason) is encrypted. Rows are added, never changed.
calibration_step = Table(
    "calibration_step",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("calibration", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("text", LargeBinary),
)
