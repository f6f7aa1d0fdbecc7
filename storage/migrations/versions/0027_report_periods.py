"""Let a kind of report have periods of several lengths, and let the worker make the files of a signed review.

A year begins on the day of its first month. A review is signed before its files exist.
"""

from alembic import op
from sqlalchemy import text

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Replace the unique index of scheduled reports, and allow reviews without files.

    An upgrade has built the new index before, see `storage.postgres.early_indexes`.
    """
    columns = ["campaign", "kind", "first_day", "last_day"]
    op.create_index(
        *("report_once_of_period", "report", columns),
        unique=True,
        postgresql_where=text("by_itself"),
        if_not_exists=True,
    )
    op.drop_index("report_once_by_itself", "report")
    for name in ("pdf_digest", "pdf", "xlsx", "csv"):
        op.alter_column("access_log_review", name, nullable=True)
