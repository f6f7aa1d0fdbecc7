"""Check whether our store has a recording, so that its copy elsewhere may be removed.

It must not change anything.
"""

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import queries
from storage.postgres.engine import read_connection


class StoredRecordings:
    """Read-only archive; implements `telephony.twilio.recording.collector.RecordingArchive`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def has_recording(self, recording_id: str) -> bool:
        """Return whether the store has the recording, or had it and deleted it by its own rules.

        Raises:
            StorageError: PostgreSQL is away.
        """
        async with read_connection(self._engine) as connection:
            row = await queries.find(connection, recording_id)
        return row is not None and row.state in {"stored", "deleted"}
