"""Create the tables of the staff register."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create two tables; no person was registered before, so the roles of all accounts hold as they did."""
    op.create_table(
        "staff_member",
        *_keys("campaign", "user"),
        Column("full_name", LargeBinary, nullable=False),
        Column("document", LargeBinary),
        Column("document_print", Text),
        Column("period", Integer, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "staff_member_document",
        "staff_member",
        ["campaign", "document_print"],
        unique=True,
        postgresql_where=text("document_print is not null"),
    )
    _create_period_table()


def _create_period_table() -> None:
    op.create_table(
        "staff_period",
        *_keys("campaign", "user"),
        Column("number", Integer, primary_key=True, autoincrement=False),
        _text("cause"),
        Column("begins_on", Date, nullable=False),
        Column("ends_on", Date),
        Column("closed", Boolean, nullable=False),
        *map(_text, ("ending", "destination", "employer", "position", "line", "channel", "coordinator")),
        Column("roles", ARRAY(Text), nullable=False),
        Column("reason", LargeBinary),
        Column("at", DateTime(timezone=True), nullable=False),
        *map(_text, ("who", "who_name")),
        Column("end_reason", LargeBinary),
        Column("ended_at", DateTime(timezone=True)),
        *map(_text, ("ended_by", "ended_by_name")),
    )
    op.create_index("staff_period_open", "staff_period", ["campaign", "ends_on"], postgresql_where=text("not closed"))


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in names]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)
