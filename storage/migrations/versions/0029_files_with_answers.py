"""Files that go with an answer, a message and a letter.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0029"
down_revision = "0028"
_COLUMNS = {"ticket": "answer_attachments", "mail": "attachments", "letter": "attachments"}


def upgrade() -> None:
    """Add the columns; nothing that was sent before had files of its ticket."""
    for table, column in _COLUMNS.items():
        op.add_column(table, sa.Column(column, ARRAY(sa.Text), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Drop the columns; a message with files that still waits would go out without them."""
    for table, column in _COLUMNS.items():
        op.drop_column(table, column)
