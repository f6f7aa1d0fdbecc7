"""Whether our store has a recording, for who may then remove it elsewhere.

Owns the question. It must not change anything.
"""

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import queries
from storage.postgres.engine import read_connection


class StoredRecordings:
    """Our store, as something that can be asked; see `telephony.twilio.recording.collector.RecordingArchive`.

    Args:
        engine: of the database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def has_recording(self, recording_id: str) -> bool:
        """Whether it has a recording, or had it and removed it in its own time.

        Args:
            recording_id: ours.

        Raises:
            StorageError: PostgreSQL is away.
        """
        async with read_connection(self._engine) as connection:
            row = await queries.find(connection, recording_id)
        return row is not None and row.state in {"stored", "deleted"}
