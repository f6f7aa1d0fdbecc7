"""The database before anything uses it: the schema of this release, and the accounts that use it.

Owns which account migrates. `storage.postgres.migrate` owns how, and `storage.postgres.roles` which rights there are.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers.store import print_old
from config.errors import SettingsInvalid
from config.settings import Settings
from eventlog.checkpoint import store as checkpoint
from eventlog.person_data import seal_plain
from storage.encryption.field_cipher import Sealer
from storage.postgres.engine import make_engine, reading, unit_of_work
from storage.postgres.migrate import migrate, newest, revision_within
from storage.postgres.roles import Account, account_of, can_rewrite, may_migrate

OWNER_RUNS: Final = (
    "la cuenta de ATENCION_DATABASE_URL es dueña del diario y puede borrar de él. Dé esa cuenta en "
    "ATENCION_DATABASE_OWNER_URL, otra en ATENCION_DATABASE_URL y ejecute «atencion migrate» "
    "(docs/guias/operacion.md)."
)
_BEHIND: Final = (
    "La base de datos no está en el esquema de esta versión, y la cuenta de ATENCION_DATABASE_URL no es su dueña: "
    "ejecute «atencion migrate» con ATENCION_DATABASE_OWNER_URL."
)
_ONE_ACCOUNT: Final = (
    "ATENCION_DATABASE_URL y ATENCION_DATABASE_OWNER_URL nombran la misma cuenta: la aplicación necesita otra."
)


async def make_ready(settings: Settings, engine: AsyncEngine, sealer: Sealer) -> None:
    """Bring the schema and the checkpoint to this release, seal what is plain, make the prints of every customer.

    Args:
        settings: with the database's addresses.
        engine: of the application's account.
        sealer: of personal data.

    Raises:
        SettingsInvalid: no account at hand may migrate.
        StorageError: PostgreSQL is away, or refused.
    """
    await bring_schema(settings, engine)
    await checkpoint.catch_up(engine)
    async with unit_of_work(engine) as connection:
        await seal_plain(connection, sealer)
        await print_old(connection, sealer)


async def bring_schema(settings: Settings, engine: AsyncEngine) -> None:
    """Migrate as the owner, and give the application's account its rights; raises as `make_ready`."""
    if settings.database_owner_url is None:
        await _check_may_migrate(engine)
        await migrate(engine)
        return
    async with owner_engine(settings, "atencion-migrate") as owner:
        await migrate(owner, application_of(settings))


def application_of(settings: Settings) -> Account | None:
    """Return the application's account; None where the owner's account runs the system itself.

    Raises:
        SettingsInvalid: both addresses name one account.
    """
    if settings.database_owner_url is None:
        return None
    account = account_of(settings.database_url or "")
    if account.name == account_of(settings.database_owner_url).name:
        raise SettingsInvalid(_ONE_ACCOUNT)
    return account


@asynccontextmanager
async def owner_engine(settings: Settings, name: str) -> AsyncIterator[AsyncEngine]:
    """Give an engine of the account that owns the tables: the application's where no other is known."""
    engine = make_engine(settings.database_owner_url or settings.database_url or "", name=name)
    try:
        yield engine
    finally:
        await engine.dispose()


async def owner_runs(settings: Settings) -> bool:
    """Return whether the application's account may delete from the journal, so that a person must be warned.

    Raises:
        StorageError: PostgreSQL is away.
    """
    engine = make_engine(settings.database_url or "", name="atencion-serve")
    try:
        async with reading(engine) as connection:
            return await can_rewrite(connection)
    finally:
        await engine.dispose()


async def _check_may_migrate(engine: AsyncEngine) -> None:
    async with reading(engine) as connection:
        if await revision_within(connection) != newest() and not await may_migrate(connection):
            raise SettingsInvalid(_BEHIND)
