"""Tables of the staff register: the people of a campaign, and the periods of each.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.columns import Moment, TextTuple, metadata

# The people of a campaign, by login, with or without an account. full_name and document are encrypted; document_print
# is a blind index, and name_prints are those of the sounds of the name; null until the worker has indexed the row.
# period is the number of the present period; revision grows with each act.
staff_member = Table(
    "staff_member",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("full_name", LargeBinary, nullable=False),
    Column("document", LargeBinary),
    Column("document_print", Text),
    Column("period", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("name_prints", ARRAY(Integer)),
    Index("staff_member_name_prints", "name_prints", postgresql_using="gin"),
)
Index(
    "staff_member_document",
    staff_member.c.campaign,
    staff_member.c.document_print,
    unique=True,
    postgresql_where=text("document_print is not null"),
)

# The periods of a person: an entry or a move begins one, an exit or a move ends it after ends_on. closed says that
# the end was carried out: from then on no right of the period holds. ending is how it ended or will end; destination
# is the campaign that the person went to. employer, position, line, channel, coordinator and roles hold in the period.
# reason and end_reason are encrypted. grants_before are the roles that a planned move replaces, with their days.
staff_period = Table(
    "staff_period",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cause", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("closed", Boolean, nullable=False),
    Column("ending", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("employer", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("coordinator", Text, nullable=False),
    Column("roles", TextTuple, nullable=False),
    Column("reason", LargeBinary),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("end_reason", LargeBinary),
    Column("ended_at", Moment),
    Column("ended_by", Text, nullable=False),
    Column("ended_by_name", Text, nullable=False),
    Column("grants_before", JSONB),
)
Index(
    "staff_period_open",
    staff_period.c.campaign,
    staff_period.c.ends_on,
    postgresql_where=text("not closed"),
)
