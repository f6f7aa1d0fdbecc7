"""Sub-themes: tickets and dispositions may say what they are about more narrowly than by the theme.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns; what was typified before has none, and stays readable by its theme."""
    op.add_column("ticket", sa.Column("subtheme", sa.Text))
    op.add_column("disposition", sa.Column("subtheme", sa.Text))


def downgrade() -> None:
    """Forget the sub-themes; kind and theme stay."""
    op.drop_column("disposition", "subtheme")
    op.drop_column("ticket", "subtheme")
