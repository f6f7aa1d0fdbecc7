"""The table of saved views of lists.

Owns names and types of columns. It must not say what they mean: `agent_api.saved_views` does.
"""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Filters, order and columns of a list under a name; name is encrypted. query holds no personal data.
saved_view = Table(
    "saved_view",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("list", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("saved_view_owner", "campaign", "list", "owner"),
)
