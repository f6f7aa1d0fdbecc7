"""The database before its first use: the schema of this release, and the accounts that use it.

Owns which account migrates. `storage.postgres.migrate` owns the migration, and `storage.postgres.roles` the rights.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from config.errors import SettingsInvalid
from config.settings import Settings
from eventlog.checkpoint import store as checkpoint
from storage.postgres.engine import make_engine, read_connection
from storage.postgres.migrate import latest_revision, migrate, read_revision_within
from storage.postgres.roles import Account, account_of, can_rewrite_journal, may_migrate

OWNER_WARNING: Final = (
    "la cuenta de ATENCION_DATABASE_URL es dueña del diario y puede borrar de él. Dé esa cuenta en "
    "ATENCION_DATABASE_OWNER_URL, otra en ATENCION_DATABASE_URL y ejecute «atencion migrate» "
    "(docs/guias/operacion.md)."
)
_SCHEMA_OUTDATED: Final = (
    "La base de datos no está en el esquema de esta versión, y la cuenta de ATENCION_DATABASE_URL no es su dueña: "
    "ejecute «atencion migrate» con ATENCION_DATABASE_OWNER_URL."
)
_SAME_ACCOUNT: Final = (
    "ATENCION_DATABASE_URL y ATENCION_DATABASE_OWNER_URL nombran la misma cuenta: la aplicación necesita otra."
)


async def prepare_database(settings: Settings, engine: AsyncEngine) -> None:
    """Bring the schema and the checkpoint to this release.

    Args:
        settings: with the database's addresses.
        engine: of the application's account.

    Raises:
        SettingsInvalid: no known account may migrate.
        StorageError: PostgreSQL is away, or refused.
    """
    await migrate_schema(settings, engine)
    await checkpoint.catch_up(engine)


async def migrate_schema(settings: Settings, engine: AsyncEngine) -> None:
    """Migrate as the owner, and grant the application's account its rights; raises as `prepare_database`."""
    if settings.database_owner_url is None:
        await _check_may_migrate(engine)
        await migrate(engine)
        return
    async with owner_engine(settings, "atencion-migrate") as owner:
        await migrate(owner, application_account(settings))


def application_account(settings: Settings) -> Account | None:
    """Return the application's account; None where the owner's account also runs the system.

    Raises:
        SettingsInvalid: both addresses name one account.
    """
    if settings.database_owner_url is None:
        return None
    account = account_of(settings.database_url or "")
    if account.name == account_of(settings.database_owner_url).name:
        raise SettingsInvalid(_SAME_ACCOUNT)
    return account


@asynccontextmanager
async def owner_engine(settings: Settings, name: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine of the account that owns the tables: the application's if no other is configured."""
    engine = make_engine(settings.database_owner_url or settings.database_url or "", name=name)
    try:
        yield engine
    finally:
        await engine.dispose()


async def application_owns_journal(settings: Settings) -> bool:
    """Return whether the application's account may delete from the journal, which deserves a warning.

    Raises:
        StorageError: PostgreSQL is away.
    """
    engine = make_engine(settings.database_url or "", name="atencion-serve")
    try:
        async with read_connection(engine) as connection:
            return await can_rewrite_journal(connection)
    finally:
        await engine.dispose()


async def _check_may_migrate(engine: AsyncEngine) -> None:
    async with read_connection(engine) as connection:
        if await read_revision_within(connection) != latest_revision() and not await may_migrate(connection):
            raise SettingsInvalid(_SCHEMA_OUTDATED)
