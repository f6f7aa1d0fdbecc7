"""Incidents, what is known of each system that is watched, and the gaps of what is known.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, empty: of the time before nobody watched."""
    _incident()
    _incident_note()
    _system_watch()
    _data_gap()


def downgrade() -> None:
    """Forget them; the facts stay in the log."""
    for table in ("data_gap", "system_watch", "incident_note", "incident"):
        op.drop_table(table)


def _incident() -> None:
    op.create_table(
        "incident",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("system", "kind", "source", "code")),
        sa.Column("title", sa.LargeBinary),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("began_at", _Moment, nullable=False),
        sa.Column("ended_at", _Moment),
        sa.Column("answered_at", _Moment),
        sa.Column("opened_at", _Moment, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("closed_at", _Moment),
        sa.Column("closed_by", sa.Text),
    )
    op.create_index("incident_began_at", "incident", ["campaign", "began_at", "id"])
    one_at_a_time = sa.text("ended_at IS NULL AND source = 'watch'")
    op.create_index(
        "incident_open_once", "incident", ["campaign", "system"], unique=True, postgresql_where=one_at_a_time
    )


def _incident_note() -> None:
    op.create_table(
        "incident_note",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("campaign", "incident")),
        sa.Column("at", _Moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "who_name")),
        sa.Column("text", sa.LargeBinary, nullable=False),
    )
    op.create_index("incident_note_incident", "incident_note", ["campaign", "incident", "id"])


def _system_watch() -> None:
    op.create_table(
        "system_watch",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "system")),
        *(sa.Column(name, _Moment, nullable=False) for name in ("since", "seen_at")),
        sa.Column("answered_at", _Moment),
        sa.Column("misses", sa.Integer, nullable=False),
        sa.Column("missing_since", _Moment),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("down", sa.Boolean, nullable=False),
    )


def _data_gap() -> None:
    op.create_table(
        "data_gap",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "subject")),
        *(sa.Column(name, _Moment, nullable=False) for name in ("began_at", "ended_at")),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("incident", sa.Text),
        sa.Column("settled", sa.Boolean, nullable=False),
    )
    op.create_index("data_gap_began_at", "data_gap", ["campaign", "began_at", "id"])
