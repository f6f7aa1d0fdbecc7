"""Sub-themes: tickets and dispositions may say what they are about more narrowly than by the theme.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns; what was typified before has an empty one, and stays readable by its theme.

    A ticket may have its column by an earlier step already.
    """
    op.execute("ALTER TABLE ticket ADD COLUMN IF NOT EXISTS subtheme text NOT NULL DEFAULT ''")
    op.add_column("disposition", sa.Column("subtheme", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Forget the sub-themes; kind and theme stay."""
    op.drop_column("disposition", "subtheme")
    op.execute("ALTER TABLE ticket DROP COLUMN IF EXISTS subtheme")
