"""Another master key for the recordings that there are: their keys are wrapped anew, their files stay as they are.

Owns the walk over the rows, a batch a transaction: whoever dies over it is gone on from.
"""

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import store
from storage.postgres.engine import unit_of_work
from storage.recordings.vault import Vault

BATCH_SIZE = 200


async def rotate_keys(engine: AsyncEngine, vault: Vault) -> int:
    """Wrap every key with the master key in force.

    Returns:
        How many were wrapped with another one.

    Raises:
        MasterKeyUnknown: one was wrapped with a key that is not known; those before it are done.
    """
    done = 0
    while True:
        async with unit_of_work(engine) as connection:
            rows = await store.list_wrapped_with_other_key(connection, vault.keys.current, BATCH_SIZE)
            for row in rows:
                if row.kept is not None:
                    await store.set_wrapped_key(connection, row, vault.rewrap(row.kept))
        done += len(rows)
        if len(rows) < BATCH_SIZE:
            return done
