"""The metadata of all tables, and the types of datetime and text-list columns.

Owns no table.
"""

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData()
Moment = DateTime(timezone=True)
TextTuple = ARRAY(Text, as_tuple=True)
"""Array of texts, read as a tuple."""
