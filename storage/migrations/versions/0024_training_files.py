"""Create the table of files of training material."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Create a table; a material was a link or the name of a document before."""
    op.create_table(
        "training_file",
        Column("campaign", Text, primary_key=True),
        Column("course", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("kind", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("name", LargeBinary, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
