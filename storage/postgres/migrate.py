"""Migration of a database to the schema of this release.

Runs the migrations of `migrations/`; of several processes at once, one does the work.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.early_indexes import build_early_indexes
from storage.postgres.engine import unit_of_work
from storage.postgres.roles import Account, grant_application

_SCRIPTS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x41_54_4E  # "ATN": the advisory lock of migrations


async def migrate(engine: AsyncEngine, application: Account | None = None) -> None:
    """Build the indexes of large tables concurrently, then run the missing migrations in one transaction.

    Args:
        engine: of the tables' owner.
        application: the account to grant rights to; None if the owner's account runs the system itself.

    Raises:
        StorageError: PostgreSQL is away, or rejected a statement.
    """
    await build_early_indexes(engine)
    async with unit_of_work(engine) as connection:
        await migrate_within(connection)
        if application is not None:
            await grant_application(connection, application)


async def migrate_within(connection: AsyncConnection, to: str = "head") -> None:
    """Run the missing migrations up to a revision in the caller's transaction, which locks out others until it ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.run_sync(_upgrade, to)


def has_revision(name: str) -> bool:
    """Return whether this release has a revision of that name."""
    return any(script.revision == name for script in ScriptDirectory.from_config(_config()).walk_revisions())


def latest_revision() -> str:
    """Return the newest revision, to which `migrate` migrates."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def read_revision(engine: AsyncEngine) -> str:
    """Return the database's revision; empty before the first migration."""
    async with unit_of_work(engine) as connection:
        return await read_revision_within(connection)


async def read_revision_within(connection: AsyncConnection) -> str:
    """Return the revision that a transaction sees; empty before the first migration."""
    table = await connection.scalar(text("SELECT to_regclass('alembic_version')"))
    return "" if table is None else str(await connection.scalar(text("SELECT version_num FROM alembic_version")))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
