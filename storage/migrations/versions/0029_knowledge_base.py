"""Create the tables of the knowledge base."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = "0029"
down_revision = "0028"

_KEY = (("campaign", Text), ("article", Text))


def upgrade() -> None:
    """Create four tables; there was no article before."""
    _create_articles()
    _create_versions()
    _create_readings()
    op.create_table(
        "knowledge_notice",
        *(Column(name, kind, primary_key=True) for name, kind in _KEY),
        Column("kind", Text, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("days_before", Integer, primary_key=True, autoincrement=False),
        Column("owner", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )


def _create_articles() -> None:
    op.create_table(
        "knowledge_article",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("published", Integer, nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("created_by", Text, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        Column("search", TSVECTOR, nullable=False),
        Column("shown_search", TSVECTOR),
        Column("topics", ARRAY(Text), nullable=False),
        Column("valid_from", Date),
        Column("valid_until", Date),
        Column("review_on", Date),
    )
    op.create_index("knowledge_article_updated", "knowledge_article", ["campaign", "updated_at", "id"])
    op.create_index("knowledge_article_shown_search", "knowledge_article", ["shown_search"], postgresql_using="gin")


def _create_versions() -> None:
    op.create_table(
        "knowledge_version",
        *(Column(name, kind, primary_key=True) for name, kind in _KEY),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("title", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("topics", ARRAY(Text), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_until", Date),
        Column("review_on", Date, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("published_at", DateTime(timezone=True)),
        Column("published_by", Text, nullable=False, server_default=""),
        Column("published_by_name", Text, nullable=False, server_default=""),
        *(Column(name, Integer, nullable=False, server_default="0") for name in ("opened", "useful", "not_useful")),
    )


def _create_readings() -> None:
    name = "knowledge_reading"
    op.create_table(
        name,
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("article", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("call_id", Text, nullable=False),
        Column("ticket", Text, nullable=False),
        Column("reader", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("useful", Boolean),
        Column("comment", LargeBinary),
        Column("rated_at", DateTime(timezone=True)),
    )
    once = ["campaign", "article", "version", "reader", "call_id", "ticket"]
    op.create_index(f"{name}_once", name, once, unique=True)
    op.create_index(f"{name}_call", name, ["campaign", "call_id"], postgresql_where=text("call_id <> ''"))
    op.create_index(f"{name}_ticket", name, ["campaign", "ticket"], postgresql_where=text("ticket <> ''"))
    rated = text("rated_at IS NOT NULL")
    op.create_index(f"{name}_rated", name, ["campaign", "article", "rated_at"], postgresql_where=rated)
