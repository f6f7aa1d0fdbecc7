"""Mail: messages that wait or went out, how many came to what, and letters with the proof of their delivery.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _mail()
    op.create_table(
        "mail_tally",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )
    _letter()


def downgrade() -> None:
    """Forget them."""
    for table in ("letter", "mail_tally", "mail"):
        op.drop_table(table)


def _mail() -> None:
    texts = ("campaign", "template", "about", "site_version", "call_id", "posted_by")
    op.create_table(
        "mail",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("posted_at", _Moment, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("recipient", sa.LargeBinary, nullable=False),
        sa.Column("recipient_print", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", _Moment, nullable=False),
        sa.Column("try_until", _Moment, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("lease_until", _Moment),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("answer_code", sa.Integer, nullable=False),
        sa.Column("settled_at", _Moment),
        sa.UniqueConstraint("message_id", name="mail_message_id_once"),
    )
    op.create_index("mail_about", "mail", ["campaign", "about"])
    op.create_index("mail_recipient", "mail", ["campaign", "recipient_print"])
    where = {"mail_due": "state = 'waiting'", "mail_claimed": "lease_until IS NOT NULL"}
    columns = {"mail_due": "next_at", "mail_claimed": "lease_until", "mail_unsettled": "posted_at"}
    for name, column in columns.items():
        only = sa.text(where.get(name, "settled_at IS NULL"))
        op.create_index(name, "mail", ["campaign", column], postgresql_where=only)


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("campaign", "template", "about", "site_version")),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", _Moment, nullable=False),
        sa.Column("recipient", sa.LargeBinary, nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("dispatched_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("receipt", sa.LargeBinary),
    )
    op.create_index("letter_about", "letter", ["campaign", "about"])
    op.create_index(
        "letter_guide", "letter", ["carrier", "guide"], unique=True, postgresql_where=sa.text("guide <> ''")
    )
