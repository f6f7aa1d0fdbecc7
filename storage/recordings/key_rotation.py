"""Rotation of the master key of stored files: their keys are wrapped again, the files stay as they are.

Owns the walk over the rows, one transaction for each batch; the next run continues an interrupted walk.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import unit_of_work
from storage.recordings.master_keys import WrappedKey
from storage.recordings.vault import StoredFile, Vault

BATCH_ROWS: Final = 200


class FileRow(Protocol):
    """A row that refers to a stored file."""

    @property
    def vault_file(self) -> StoredFile | None:
        """The file and its wrapped key; None if there is no file."""
        ...


Row = TypeVar("Row", bound=FileRow)


async def rewrap_keys(
    engine: AsyncEngine,
    vault: Vault,
    list_rows: Callable[[AsyncConnection, str, int], Awaitable[Sequence[Row]]],
    set_key: Callable[[AsyncConnection, Row, WrappedKey], Awaitable[None]],
    *,
    batch: int = BATCH_ROWS,
) -> int:
    """Wrap every key with the current master key and return the number of rows.

    ``list_rows`` locks at most `batch` rows whose key another master key wrapped; ``set_key`` stores the new one.

    Raises:
        MasterKeyUnknown: an unknown master key wrapped a key; earlier rows are done.
    """
    count = 0
    while True:
        async with unit_of_work(engine) as connection:
            rows = await list_rows(connection, vault.keys.current, batch)
            for row in rows:
                if row.vault_file is not None:
                    await set_key(connection, row, vault.rewrap(row.vault_file))
        count += len(rows)
        if len(rows) < batch:
            return count
