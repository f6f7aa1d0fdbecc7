"""Index the few facts of signed evaluations among all others, for the evaluations behind a figure."""

from alembic import op
from sqlalchemy import text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create a partial index; an upgrade has built it before, see `storage.postgres.early_indexes`."""
    op.create_index(
        "journal_evaluations",
        "journal",
        ["campaign", "seq"],
        postgresql_where=text("type IN ('EvaluationSigned', 'EvaluationCorrected')"),
        if_not_exists=True,
    )
