"""The whole schema in one step; `0001_baseline.sql` holds its statements, each apart from the next by an empty line."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make tables, indexes, the journal's guard and the function that tidies customers after an import."""
    connection = op.get_bind()
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n\n"):
        connection.exec_driver_sql(statement)
