"""What all tables share: where they are gathered, how a moment is kept, and how a list of texts.

Owns no table.
"""

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData()
Moment = DateTime(timezone=True)
TextTuple = ARRAY(Text, as_tuple=True)
"""Texts in order; read as a tuple."""
