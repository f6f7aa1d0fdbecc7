"""`atencion recordings …`: the keys of recordings, for the operator of the machine.

Owns the messages. The work is in `storage.recordings.key_rotation`.
"""

from agent_api.recordings import store
from agent_api.tickets.attachments import store as attachments
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from config.settings import Settings
from storage.postgres.engine import make_engine, read_connection
from storage.recordings.key_rotation import rewrap_keys
from storage.recordings.master_keys import prepare_master_keys
from storage.recordings.vault import open_attachment_vault, open_recording_vault


async def run_rotate(settings: Settings) -> str:
    """Wrap the key of every recording and of every ticket's file with the current master key.

    Returns:
        A summary in Spanish: what was done, and which master keys are still needed.

    Raises:
        SettingsInvalid: the master keys are missing, or one is not valid.
        MasterKeyUnknown: a recording or a file needs a key that is not in the file.
        StorageError: PostgreSQL is away.
    """
    prepare_master_keys(settings)
    vault = open_recording_vault(settings)
    current = vault.keys.current
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-recordings")
        try:
            await prepare_database(served, engine)
            key_count = await rewrap_keys(engine, vault, store.list_wrapped_with_other_key, store.set_wrapped_key)
            key_count += await rewrap_keys(
                engine,
                open_attachment_vault(settings),
                attachments.list_wrapped_with_other_key,
                attachments.set_wrapped_key,
            )
            async with read_connection(engine) as connection:
                needed = await store.count_by_key(connection)
                files = await attachments.count_by_key(connection)
        finally:
            await engine.dispose()
    return (
        f"Llave maestra en uso: {current}. Llaves envueltas de nuevo: {key_count}. Grabaciones que dependen de ella: "
        f"{needed.get(current, 0)}; archivos de tickets: {files.get(current, 0)}. Las demás llaves del archivo ya no "
        "hacen falta, salvo para copias anteriores."
    )
