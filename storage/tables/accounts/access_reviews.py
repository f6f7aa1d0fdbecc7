"""Tables of the periodic review of user accounts.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# A review of the accounts of a campaign. snapshot is the JSON of the accounts as they were, with logins and no names,
# and snapshot_digest its SHA-256; neither changes. first_day is that of the period, which has one review.
# decisions is the signed content, encrypted because it has the reasons, and digest its SHA-256. reminded is the last
# reminder that was sent, empty for none.
access_review = Table(
    "access_review",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("accounts", Integer, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("snapshot_digest", Text, nullable=False),
    Column("signed_at", Moment),
    Column("signed_by", Text),
    Column("signed_by_name", Text),
    Column("decisions", LargeBinary),
    Column("digest", Text),
    Column("closed_at", Moment),
    Column("reminded", Text, nullable=False, server_default=""),
    Index("access_review_period", "campaign", "first_day", unique=True),
)

# The decision on each account of a review; empty until there is one. findings are separated by spaces; reason is
# encrypted. request is the request for rights that a second person decides, empty for none. expired_at is when an
# exception was reported as expired.
access_review_account = Table(
    "access_review_account",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("review", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("findings", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("roles", JSONB, nullable=False, server_default="[]"),
    Column("reason", LargeBinary),
    Column("exception_until", Date),
    Column("decided_at", Moment),
    Column("decided_by", Text),
    Column("decided_by_name", Text),
    Column("executed_at", Moment),
    Column("executed_by", Text),
    Column("executed_by_name", Text),
    Column("request", Text, nullable=False, server_default=""),
    Column("expired_at", Moment),
)
Index(
    "access_review_exception",
    *(access_review_account.c.campaign, access_review_account.c.exception_until),
    postgresql_where=access_review_account.c.exception_until.is_not(None),
)
Index(
    "access_review_request",
    *(access_review_account.c.campaign, access_review_account.c.request),
    postgresql_where=access_review_account.c.request != "",
)
