"""The table of reports, as queries see it.

Owns names and types of columns. Had from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Reports as they were made and sent; content is the report's own JSON, the rest are its files. Rows are never changed.
report = Table(
    "report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("by_itself", Boolean, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("xlsx", LargeBinary, nullable=False),
    Column("csv", LargeBinary, nullable=False),
    Index("report_made_at", "campaign", "made_at", "id"),
)
Index(
    "report_once_by_itself",
    report.c.campaign,
    report.c.kind,
    report.c.first_day,
    unique=True,
    postgresql_where=report.c.by_itself,
)
