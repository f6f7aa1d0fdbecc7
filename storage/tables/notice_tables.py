"""The table of notices, as queries see it.

Owns names and types of columns. Had from `storage.tables`, as all are.
"""

from sqlalchemy import Column, Table, Text

from storage.tables.columns import Moment, metadata

# Which periodic reports went out: each period of an area once, whoever sends it.
notice_report = Table(
    "notice_report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
