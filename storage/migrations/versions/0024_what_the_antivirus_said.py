"""What the antivirus said of each attachment.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Of what there is nothing was examined."""
    op.add_column("attachment", sa.Column("examined_at", sa.DateTime(timezone=True)))
    op.add_column("attachment", sa.Column("finding", sa.Text, nullable=False, server_default=""))
    unexamined, withheld = sa.text("examined_at IS NULL"), sa.text("finding <> ''")
    op.create_index("attachment_unexamined", "attachment", ["campaign", "path"], postgresql_where=unexamined)
    op.create_index("attachment_withheld", "attachment", ["campaign"], postgresql_where=withheld)


def downgrade() -> None:
    """Forget it; what was withheld can be opened again."""
    for index in ("attachment_withheld", "attachment_unexamined"):
        op.drop_index(index, "attachment")
    for column in ("finding", "examined_at"):
        op.drop_column("attachment", column)
