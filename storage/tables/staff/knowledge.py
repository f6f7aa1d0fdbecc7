"""Tables of the knowledge base that the staff reads: articles, versions, readings, and notices to owners.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.tables.columns import Moment, TextTuple, metadata

# Articles, by an id that templates and scripts cite. version is the newest one, published the one that readers get, or
# 0. title and search are of the newest version; the columns from shown_search on are of the published one. revision
# grows with each act.
knowledge_article = Table(
    "knowledge_article",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("published", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("search", TSVECTOR, nullable=False),
    Column("shown_search", TSVECTOR),
    Column("topics", TextTuple, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
    Column("review_on", Date),
    Index("knowledge_article_updated", "campaign", "updated_at", "id"),
    Index("knowledge_article_shown_search", "shown_search", postgresql_using="gin"),
)

# Versions of an article; only published_* and the numbers of readings change after the insert.
knowledge_version = Table(
    "knowledge_version",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("topics", TextTuple, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("review_on", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("published_at", Moment),
    Column("published_by", Text, nullable=False, server_default=""),
    Column("published_by_name", Text, nullable=False, server_default=""),
    Column("opened", Integer, nullable=False, server_default="0"),
    Column("useful", Integer, nullable=False, server_default="0"),
    Column("not_useful", Integer, nullable=False, server_default="0"),
)

# A version that a user opened for a call, a ticket or neither, once each. useful is null without a rating; comment is
# encrypted.
knowledge_reading = Table(
    "knowledge_reading",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("article", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("useful", Boolean),
    Column("comment", LargeBinary),
    Column("rated_at", Moment),
    Index(
        "knowledge_reading_once",
        *("campaign", "article", "version", "reader", "call_id", "ticket"),
        unique=True,
    ),
    Index("knowledge_reading_call", "campaign", "call_id", postgresql_where=text("call_id <> ''")),
    Index("knowledge_reading_ticket", "campaign", "ticket", postgresql_where=text("ticket <> ''")),
    Index("knowledge_reading_rated", "campaign", "article", "rated_at", postgresql_where=text("rated_at IS NOT NULL")),
)

# Notices of a day that were sent to the owner of an article; days_before is 0 for the day itself and later.
knowledge_notice = Table(
    "knowledge_notice",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("days_before", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
