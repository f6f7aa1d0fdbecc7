"""Tables of indicators.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# The counts behind indicators, as JSON by population: of an arrival interval, a line and a queue (each empty for what
# belongs to none). Also their sums by local day, so that a year needs few rows.
indicator_count = Table(
    "indicator_count",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("whole_day", Boolean, primary_key=True),
    Column("slot", Moment, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("counts", LargeBinary, nullable=False),
    Column("details", LargeBinary),
)

# The last counted fact of each campaign's journal, and the state of the fold; locked by the transaction that continues.
indicator_fold = Table(
    "indicator_fold",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("fold", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", Moment),
    Column("state", LargeBinary, nullable=False),
    Column("going_on", LargeBinary, nullable=False),
)

# Callers of a local month, by line and name, to count repeat callers. `customer_ref` is a customer's opaque id, or "#"
# and the mark of a number (eventlog.facts.CallIngressed); `seen` is the state of the caller, or another name of it.
indicator_caller = Table(
    "indicator_caller",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("customer_ref", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("seen", LargeBinary, nullable=False),
)

# Closed months, each with its permanent definitions.
period = Table(
    "period",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("closed_at", Moment, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_by_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("definitions", LargeBinary, nullable=False),
)
