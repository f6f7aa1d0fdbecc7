"""What all tables share: where they are gathered, and how a moment is kept.

Owns no table.
"""

from sqlalchemy import DateTime, MetaData

metadata = MetaData()
Moment = DateTime(timezone=True)
