"""Create the tables of large clients and of the novelties of their channel."""

from datetime import datetime

from alembic import op
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create seven tables; there was no register before."""
    _create_register()
    _create_novelties()
    _create_novelty_parts()


def _create_register() -> None:
    op.create_table(
        "large_client",
        *_keys("campaign", "id"),
        *map(_text, ("nit", "document_print", "name", "manager", "service", "hours")),
        Column("response_hours", Integer, nullable=False),
        _text("state"),
        Column("since", Date, nullable=False),
        Column("until", Date),
        Column("version", Integer, nullable=False),
        _moment("updated_at"),
        Column("contacts", LargeBinary, nullable=False),
        UniqueConstraint("campaign", "nit", name="large_client_nit"),
    )
    op.create_index("large_client_name", "large_client", ["campaign", "name", "id"])
    op.create_index("large_client_document", "large_client", ["campaign", "document_print"])
    op.create_table(
        "large_client_version",
        *_keys("campaign", "client"),
        Column("version", Integer, primary_key=True, autoincrement=False),
        _moment("at"),
        *map(_text, ("who", "who_name")),
        Column("content", JSONB, nullable=False),
        Column("contacts", LargeBinary, nullable=False),
    )
    op.create_table("large_client_phone", *_keys("campaign", "phone", "client"))
    op.create_index("large_client_phone_client", "large_client_phone", ["campaign", "client"])


def _create_novelties() -> None:
    op.create_table(
        "client_novelty",
        *_keys("campaign", "id"),
        *map(_text, ("client", "channel", "source", "kind", "call", "ticket")),
        Column("found_on", Date, nullable=False),
        _moment("registered_at"),
        *map(_text, ("registered_by", "registered_by_name", "site_version", "idempotency_key", "request", "state")),
        Column("revision", Integer, nullable=False),
        _moment("updated_at"),
        Column("closed_on", Date),
        Column("description", LargeBinary, nullable=False),
        UniqueConstraint("campaign", "registered_by", "idempotency_key", name="client_novelty_once"),
    )
    op.create_index("client_novelty_registered_at", "client_novelty", ["campaign", "registered_at", "id"])
    op.create_index("client_novelty_client", "client_novelty", ["campaign", "client", "registered_at"])


def _create_novelty_parts() -> None:
    op.create_table(
        "client_novelty_delivery",
        *_keys("campaign", "novelty", "recipient"),
        *(Column(name, Date, nullable=False) for name in ("sent_on", "receipt_due_on", "answer_due_on")),
        Column("received_on", Date),
        Column("answered_on", Date),
    )
    op.create_table(
        "client_novelty_step",
        *_keys("campaign", "novelty"),
        Column("number", Integer, primary_key=True, autoincrement=False),
        _moment("at"),
        *map(_text, ("who", "who_name", "act", "recipient")),
        Column("acted_on", Date, nullable=False),
        _text("state"),
        Column("text", LargeBinary),
    )
    op.create_table("client_novelty_reminder", *_keys("campaign", "novelty", "recipient", "missing"), _moment("at"))


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in names]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _moment(name: str) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=False)
