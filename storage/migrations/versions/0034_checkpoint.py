"""The checkpoint: what a recovery needs, so that it need not fold the journal from its first fact.

Owns this step only; it must not know anything of later ones. The tables are empty: what follows every migration, before
anything else runs, folds the journal into them in batches (`eventlog.checkpoint.store.catch_up`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Make the tables, and an index for what every start looks for among the personal data and never finds."""
    op.create_table(
        "checkpoint",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    # Their rows change again and again: in the free half of a page that touches no index.
    op.create_table(
        "checkpoint_total",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "checkpoint_advisor",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("advisor", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index("person_data_plain", "person_data", ["ref"], postgresql_where=sa.text("value IS NOT NULL"))


def downgrade() -> None:
    """Fold the journal at each recovery again."""
    op.drop_index("person_data_plain", "person_data")
    for table in ("checkpoint_advisor", "checkpoint_total", "checkpoint"):
        op.drop_table(table)
