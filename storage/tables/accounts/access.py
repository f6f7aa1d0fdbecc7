"""Tables of users: accounts, roles, sessions, tokens, and rights that wait for approval by a second person.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, LargeBinary, Table, Text, false
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# User accounts; names and secrets are encrypted, passwords hashed.
account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_name", LargeBinary, nullable=False),
    Column("password", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False, server_default=false()),
    Column("otp_secret", LargeBinary),
    Column("otp_since", Moment),
    Column("otp_step", BigInteger, nullable=False, server_default="0"),
    Column("enrolment_digest", LargeBinary),
    Column("enrolment_until", Moment),
    Column("phone_secret", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("signed_in_at", Moment),
    Column("enabled_at", Moment),
    Column("dormancy_warned_at", Moment),
    Column("temporary_password_since", Moment),
)

# Roles of users in campaigns, with first and last day.
account_role = Table(
    "account_role",
    metadata,
    Column("user", Text, ForeignKey("account.name"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("campaign", Text, primary_key=True),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
)

# Sessions that were not revoked; the token is stored only as SHA-256.
session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("user", Text, ForeignKey("account.name"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index("session_user", "user"),
)

# Browsers in which a user has signed in before; the cookie's token is stored only as SHA-256.
known_browser = Table(
    "known_browser",
    metadata,
    Column("user", Text, ForeignKey("account.name"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Index("known_browser_digest", "digest"),
)

# Tokens of other systems; permissions are separated by a space.
service_token = Table(
    "service_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("permissions", Text, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("kind", Text, nullable=False, server_default="service"),
    Column("used_at", Moment),
)

# Requests for rights, which a second person decides; content is the right, by kind.
rights_request = Table(
    "rights_request",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user", Text, ForeignKey("account.name"), nullable=False),
    Column("content", JSONB, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("outcome", Text, nullable=False, server_default="pending"),
    Column("decided_by", Text),
    Column("decided_at", Moment),
)
