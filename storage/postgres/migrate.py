"""Bring a database to the schema of this release.

Owns running the migrations of `migrations/`; any number of processes may ask at once, one does the work.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import unit_of_work
from storage.postgres.roles import Account, grant_application

_SCRIPTS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x41_54_4E  # "ATN": the advisory lock of who migrates


async def migrate(engine: AsyncEngine, application: Account | None = None) -> None:
    """Run what is missing, all or nothing.

    Args:
        engine: of the tables' owner.
        application: the account to give its rights to; None where the owner's account runs the system itself.

    Raises:
        StorageError: PostgreSQL is away, or refused a statement.
    """
    async with unit_of_work(engine) as connection:
        await migrate_within(connection)
        if application is not None:
            await grant_application(connection, application)


async def migrate_within(connection: AsyncConnection, to: str = "head") -> None:
    """Run what is missing up to a revision, as a part of a transaction; nobody else migrates until it ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.run_sync(_upgrade, to)


def has_revision(name: str) -> bool:
    """Whether this release has a revision of that name."""
    return any(script.revision == name for script in ScriptDirectory.from_config(_config()).walk_revisions())


def latest_revision() -> str:
    """The revision that `migrate` brings a database to."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def read_revision(engine: AsyncEngine) -> str:
    """The revision that a database is at; empty before the first migration."""
    async with unit_of_work(engine) as connection:
        return await read_revision_within(connection)


async def read_revision_within(connection: AsyncConnection) -> str:
    """The revision that a transaction sees; empty before the first migration."""
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
