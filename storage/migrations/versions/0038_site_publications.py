"""Create the publications of the site, and the files that its versions name."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, LargeBinary, Text, Uuid

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Create two tables; a campaign gets its first publication at the next start."""
    op.create_table(
        "site_file",
        Column("digest", Text, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_table(
        "site_publication",
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("campaign", Text, nullable=False),
        Column("version", Text, ForeignKey("site_version.version"), nullable=False),
        Column("effective_at", DateTime(timezone=True), nullable=False),
        Column("published_at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("approver", Text, nullable=False, server_default=""),
        Column("approver_name", Text, nullable=False, server_default=""),
        Column("origin", Text, nullable=False),
        Column("draft", Uuid(as_uuid=False)),
        Column("reason", Text, nullable=False),
        Column("cancelled_at", DateTime(timezone=True)),
        Column("canceller", Text, nullable=False, server_default=""),
        Column("canceller_name", Text, nullable=False, server_default=""),
        Column("cancel_reason", Text, nullable=False, server_default=""),
        Index("site_publication_effective", "campaign", "effective_at", "id"),
    )
