"""The tables of sealed periods and of the days' heads, as queries see them.

Owns names and types of columns. Had from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Column, Date, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# A month that somebody asked to have sealed, and what came of it; its file lies in sealed_piece.
sealed_period = Table(
    "sealed_period",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("sealed_at", Moment),
    Column("first_seq", BigInteger),
    Column("last_seq", BigInteger),
    Column("head", LargeBinary),
    Column("size", BigInteger),
    Column("digest", Text),
    Column("public_key", Text),
)

# The file of a sealed period, cut into pieces, so that nobody ever has the whole of it in memory.
sealed_piece = Table(
    "sealed_piece",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

# The last link of the chain of each day, as it was sent to the interventoría.
day_head = Table(
    "day_head",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("recipients", Integer, nullable=False),
)

# Signed heads of the chain, one an hour, as they leave the machine.
anchor = Table(
    "anchor",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("taken_at", Moment, nullable=False),
    Column("written", Text, nullable=False),
)

# Up to which anchor each place outside of the system has them, and when they were last taken there or tried.
anchor_delivery = Table(
    "anchor_delivery",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("tried_at", Moment, nullable=False),
)
