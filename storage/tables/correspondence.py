"""Tables of mail, letters and text messages.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.columns import Moment, TextTuple, metadata

# Messages to people, inserted in the transaction that decides them; recipient and content are encrypted, `claim` is the
# id of the last try. `attachments` are ids of the ticket's files in the message; their bytes are read when it is sent.
mail = Table(
    "mail",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("posted_by", Text, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("recipient_print", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("attachments", TextTuple, nullable=False, server_default="{}"),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("try_until", Moment, nullable=False),
    Column("claim", Text, nullable=False),
    Column("lease_until", Moment),
    Column("answer", LargeBinary),
    Column("answer_code", Integer, nullable=False),
    Column("settled_at", Moment),
    UniqueConstraint("message_id", name="mail_message_id_once"),
    Index("mail_about", "campaign", "about"),
    Index("mail_recipient", "campaign", "recipient_print"),
)
Index("mail_due", mail.c.campaign, mail.c.next_at, postgresql_where=mail.c.state == "waiting")
Index("mail_claimed", mail.c.campaign, mail.c.lease_until, postgresql_where=mail.c.lease_until.is_not(None))
Index("mail_unsettled", mail.c.campaign, mail.c.posted_at, postgresql_where=mail.c.settled_at.is_(None))

# Messages by outcome; a running total, changed in the transaction that settles a message.
mail_tally = Table(
    "mail_tally",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# Letters on paper, and the proof of their delivery; recipient, PDF and receipt are encrypted. `attachments` are ids of
# the ticket's files that are enclosed.
letter = Table(
    "letter",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("attachments", TextTuple, nullable=False, server_default="{}"),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("dispatched_on", Date),
    Column("closed_on", Date),
    Column("receipt", LargeBinary),
    Index("letter_about", "campaign", "about"),
)
Index("letter_guide", letter.c.carrier, letter.c.guide, unique=True, postgresql_where=letter.c.guide != "")

# Text messages to the telephone of a reference in person_data. The table has no number, so that it needs no erasure of
# its own; the text names only a petition and its state. `reference` is the id at the service, `code` its last error.
text_message = Table(
    "text_message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("recipient_ref", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("try_until", Moment, nullable=False),
    Column("claim", Text, nullable=False),
    Column("lease_until", Moment),
    Column("reference", Text, nullable=False),
    Column("code", Integer, nullable=False),
    Column("settled_at", Moment),
    Index("text_message_about", "campaign", "about"),
)
Index(
    "text_message_open",
    text_message.c.campaign,
    text_message.c.next_at,
    postgresql_where=text_message.c.settled_at.is_(None),
)
