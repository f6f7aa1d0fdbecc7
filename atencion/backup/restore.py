"""`atencion restore`: restore a backup into an empty system, all or nothing, and verify its chain.

Owns the order and the messages. Every part is checked before anything is written; then schema, rows and the facts
without a journal entry are written in one transaction, so a restore that fails leaves the database empty. Valkey stays
empty: at its first start the system sees that the journal is ahead, and recovers from it.
"""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from atencion.backup.archive import (
    KEY,
    LOG_PREFIX,
    PROBE,
    ArchivePart,
    BackupReader,
    Manifest,
    Tail,
    is_plain,
    open_archive,
)
from atencion.errors import RestoreRefused
from atencion.runtime.data_folder import check_backup_kind, mark_demo
from atencion.runtime.schema import application_account, owner_engine
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from atencion.verification.journal import report_text
from call_router.service import CallRouter
from config.settings import Settings
from eventlog import outbox
from eventlog.checkpoint import store as checkpoint
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import STREAM_START
from eventlog.journal.verify import verify
from eventlog.journal.writer import write
from storage.encryption.field_cipher import DATA_KEY_SETTING, FieldCipher, load_field_cipher
from storage.errors import DecryptionFailed, StorageError
from storage.postgres.bulk_copy import copy_in, has_rows, list_tables, set_sequences
from storage.postgres.engine import unit_of_work
from storage.postgres.migrate import has_revision, migrate_within, read_revision_within
from storage.postgres.roles import Account, grant_application
from storage.valkey import connect


async def run_restore(settings: Settings, file: Path, *, unsigned: bool = False) -> bool:
    """Restore a backup, print the verification, and return whether the restored log is consistent.

    `unsigned` accepts a backup that is neither encrypted nor signed.

    Raises:
        BackupUnusable: the file was altered or is incomplete.
        RestoreRefused: the system is not empty, one of system and backup is a demo and the other is not, or the backup
            is of a newer release.
        StorageError: a server is away, or refused.
    """
    local = None if is_plain(file) else local_cipher(settings)
    with open_archive(file, local, unsigned=unsigned) as backup:
        if not has_revision(backup.manifest.revision):
            raise RestoreRefused(
                f"La copia es de una versión más nueva, la {backup.manifest.release}: use esa para restaurarla."
            )
        check_backup_kind(settings, demo=backup.manifest.demo)
        cipher = local or cipher_for(settings, backup)
        check_key(cipher, backup.manifest)
        if backup.manifest.demo:
            mark_demo(settings)
        async with attach_servers(settings) as served:
            await _check_log_is_new(served.redis_url or "", backup.manifest)
            async with owner_engine(served, "atencion-restore") as engine:
                await restore(engine, backup, cipher, application_account(served))
                return await _verify(engine, backup.manifest, cipher)


async def _check_log_is_new(url: str, manifest: Manifest) -> None:
    redis = connect(url)
    try:
        for campaign in _campaigns(manifest):
            router = CallRouter(redis, campaign)
            await router.install()
            if (await router.head()).stream > STREAM_START:
                raise RestoreRefused(
                    f"Valkey ya tiene la bitácora de la campaña «{campaign}»: restaure en un sistema vacío."
                )
    finally:
        await redis.aclose()


def local_cipher(settings: Settings) -> FieldCipher:
    """Return the cipher with this system's data key.

    Raises:
        RestoreRefused: there is no key.
    """
    path = DATA_KEY_SETTING.path(settings)
    if DATA_KEY_SETTING.is_in_data_folder(settings) and not path.exists():
        raise RestoreRefused(
            f"Falta la llave de los datos personales: ponga la del sistema copiado en {path} "
            "o dé ATENCION_DATA_KEY_FILE."
        )
    return load_field_cipher(settings)


def cipher_for(settings: Settings, backup: BackupReader) -> FieldCipher:
    """Return the cipher with this system's data key, or install the key that a plain backup includes.

    Raises:
        RestoreRefused: there is no key, or it is not the backup's.
    """
    path = DATA_KEY_SETTING.path(settings)
    is_configured = path.exists() or not DATA_KEY_SETTING.is_in_data_folder(settings)
    if not is_configured and any(part.name == KEY for part in backup.manifest.parts):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(b"".join(backup.read_part(KEY)))
    cipher = local_cipher(settings)
    check_key(cipher, backup.manifest)
    return cipher


def check_key(cipher: FieldCipher, manifest: Manifest) -> None:
    """Check that a key decrypts the backup's probe.

    Raises:
        RestoreRefused: it does not.
    """
    try:
        cipher.decrypt(manifest.probe, field=KEY, row=PROBE)
    except DecryptionFailed:
        raise RestoreRefused("La llave de los datos personales no es la de esta copia. No se escribió nada.") from None


async def restore(
    engine: AsyncEngine, backup: BackupReader, cipher: FieldCipher, application: Account | None = None
) -> None:
    """Write a backup into an empty database, in one transaction.

    Args:
        engine: of the tables' owner.
        backup: already checked.
        cipher: of its personal data.
        application: the account to grant its rights to; None where the owner's account also runs the system.

    Raises:
        RestoreRefused: the database is not empty, or rejected the data.
    """
    try:
        async with unit_of_work(engine) as connection:
            await _prepare_schema(connection, backup.manifest)
            for part in backup.manifest.parts:
                if part.table:
                    await _restore_table(connection, backup, part)
            await set_sequences(connection, backup.manifest.sequences)
            await migrate_within(connection)
            await checkpoint.catch_up_within(connection)
            for part in backup.manifest.parts:
                if part.name.startswith(LOG_PREFIX):
                    await _journal(connection, backup, part, cipher)
            if application is not None:
                await grant_application(connection, application)
    except StorageError as error:
        raise RestoreRefused(f"PostgreSQL no recibió la copia, y quedó como estaba: {error}") from error


async def _prepare_schema(connection: AsyncConnection, manifest: Manifest) -> None:
    """Create the backup's schema, and check that it has no rows."""
    revision = await read_revision_within(connection)
    if revision not in ("", manifest.revision) or (not revision and await list_tables(connection)):
        raise RestoreRefused("La base de datos tiene otro esquema: restaure en una base de datos recién creada.")
    await migrate_within(connection, manifest.revision)
    if await has_rows(connection):
        raise RestoreRefused("La base de datos ya tiene datos: restaure en una vacía. No se escribió nada.")


async def _restore_table(connection: AsyncConnection, backup: BackupReader, part: ArchivePart) -> None:
    rows = await copy_in(connection, part.table, part.columns, _async_pieces(backup.read_part(part.name)))
    print(f"  {part.table:<24} {format_number(rows):>12} filas", flush=True)


async def _async_pieces(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _journal(connection: AsyncConnection, backup: BackupReader, part: ArchivePart, cipher: FieldCipher) -> None:
    """Write the facts of a tail to the journal."""
    tail = msgspec.json.decode(b"".join(backup.read_part(part.name)), type=Tail)
    people = {ref: cipher.decrypt(sealed, field=LOG_PREFIX, row=ref).encode() for ref, sealed in tail.people.items()}
    await write(connection, tail.campaign, [read_canonical(data) for data in tail.facts], people, cipher=cipher)
    await outbox.delete_rows(connection, [turn for turn in tail.carried if turn])
    print(f"  {f'sin registrar ({tail.campaign})':<24} {format_number(len(tail.facts)):>12} hechos", flush=True)


async def _verify(engine: AsyncEngine, manifest: Manifest, cipher: FieldCipher) -> bool:
    """Verify each chain and recompute its projections, as `atencion verify` does."""
    sound = True
    for campaign in _campaigns(manifest):
        report = await verify(engine, campaign, cipher)
        print(report_text(report))
        sound = sound and report.is_sound
    print("La copia quedó restaurada." if sound else "La copia quedó restaurada, pero NO concuerda.")
    return sound


def _campaigns(manifest: Manifest) -> list[str]:
    with_rows = {chain.campaign for chain in manifest.chains}
    return sorted(
        with_rows | {part.name.removeprefix(LOG_PREFIX) for part in manifest.parts if part.name.startswith(LOG_PREFIX)}
    )
