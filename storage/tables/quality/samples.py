"""Tables of the weekly samples of quality: the interventoría's number, the sample, its strata and its items.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from storage.tables.columns import Moment, TextTuple, metadata

# The number that the interventoría committed for a week, and revealed after it.
quality_seed = Table(
    "quality_seed",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("commitment", Text, nullable=False),
    Column("committed_at", Moment, nullable=False),
    Column("committed_by", Text, nullable=False),
    Column("committed_by_name", Text, nullable=False),
    Column("number", Text),
    Column("revealed_at", Moment),
    Column("revealed_by", Text),
    Column("revealed_by_name", Text),
)

# Plan and draw of a week and channel; the columns from drawn_at on are null until the draw.
quality_sample = Table(
    "quality_sample",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("site_version", Text, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("margin", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("each_advisor", Boolean, nullable=False),
    Column("draws_at", Moment, nullable=False),
    Column("reveal_by", Moment, nullable=False),
    Column("drawn_at", Moment),
    Column("population", Integer),
    Column("size", Integer),
    Column("strata", Integer),
    Column("frame", Text),
    Column("head_seq", BigInteger),
    Column("head", Text),
    Column("seed", Text),
    Column("seed_case", Text),
)

# Strata of a drawn sample; reserve has the next ids in the order of the draw, for replacements.
quality_stratum = Table(
    "quality_stratum",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("population", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("reserve", TextTuple, nullable=False),
)

# Calls or tickets of a sample. replaces is the item whose place one took; the columns from replaced_at on are null
# until another takes its own place.
quality_item = Table(
    "quality_item",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("line", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("replaces", Text, nullable=False, server_default=""),
    Column("replaced_at", Moment),
    Column("replaced_by", Text),
    Column("replaced_by_name", Text),
    Column("reason", Text),
    Index("quality_item_advisor", "campaign", "advisor", "week"),
)
