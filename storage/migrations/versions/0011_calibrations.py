"""Create the tables of calibration sessions."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create seven tables; nothing was calibrated in a session before."""
    _create_calibration_table()
    op.create_table(
        "calibration_item",
        *_key("item"),
        Column("position", Integer, nullable=False),
        Column("week", Text, nullable=False),
    )
    op.create_index("calibration_item_item", "calibration_item", ["campaign", "item"])
    op.create_table(
        "calibration_person",
        *_key("user"),
        Column("name", Text, nullable=False),
        Column("part", Text, nullable=False),
        Column("absent", Boolean),
    )
    op.create_table(
        "calibration_round",
        *_key("item", "user"),
        Column("evaluation", Text, nullable=False),
        Column("round", Integer, nullable=False),
    )
    op.create_table(
        "calibration_change",
        *_key("criterion"),
        Column("tied_at", DateTime(timezone=True)),
        *(Column(name, Text) for name in ("site_version", "form", "form_version", "form_label")),
    )
    _create_signed_tables()


def _create_calibration_table() -> None:
    op.create_table(
        "calibration",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("title", LargeBinary, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("channel", "site_version", "form", "form_version")),
        Column("tolerance", Text, nullable=False),
        Column("held_on", Date, nullable=False),
        Column("planned_at", DateTime(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("planned_by", "planned_by_name", "state")),
        Column("ready_at", DateTime(timezone=True)),
        Column("opened_at", DateTime(timezone=True)),
        Column("minutes", LargeBinary),
        Column("revision", Integer, nullable=False),
        Column("version", Integer, nullable=False),
    )
    op.create_index("calibration_planned_at", "calibration", ["campaign", "planned_at", "id"])


def _create_signed_tables() -> None:
    op.create_table(
        "calibration_minutes",
        *_key(),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("signed_at", DateTime(timezone=True), nullable=False),
        Column("signed_by", Text, nullable=False),
        Column("signed_by_name", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("reason", LargeBinary),
        Column("digest", Text, nullable=False),
    )
    op.create_table(
        "calibration_step",
        *_key(),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("who", "who_name", "act", "state")),
        Column("text", LargeBinary),
    )


def _key(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, primary_key=True) for name in ("campaign", "calibration", *names))
