"""An attacker with the application's account in PostgreSQL: history does not change."""

import asyncpg
import pytest

from atencion.runtime.schema import OWNER_WARNING, application_owns_journal, migrate_schema, prepare_database
from config.errors import SettingsInvalid
from config.settings import Settings
from storage.errors import DatabaseRefused
from storage.postgres.engine import make_engine
from storage.postgres.migrate import migrate, read_revision
from storage.postgres.roles import EMBEDDED_APPLICATION, Account, can_rewrite_journal, with_account
from storage.tables import metadata
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration
ROW = "INSERT INTO journal VALUES ('demo', 1, 1, 1, now(), 'SiteImported', '', 'a', 'b')"
HEAD = "INSERT INTO day_head VALUES ('demo', '2026-03-01', 1, 'b', now(), 0)"
ATTACKS = (
    "DELETE FROM journal",
    "UPDATE journal SET hash = 'c'",
    "TRUNCATE journal",
    "DROP TABLE journal CASCADE",
    "ALTER TABLE journal DISABLE TRIGGER journal_is_append_only",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_is_append_only ON journal",
    "CREATE TRIGGER mine BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()",
    "CREATE RULE mine AS ON INSERT TO journal DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "ALTER FUNCTION journal_is_append_only() RENAME TO other",
    "SET session_replication_role = replica",
    f"ALTER TABLE journal OWNER TO {EMBEDDED_APPLICATION}",
    "ALTER TABLE journal RENAME TO other",
    "ALTER TABLE journal ENABLE ROW LEVEL SECURITY",
    "SET ROLE atencion",
    "SET SESSION AUTHORIZATION atencion",
    f"ALTER ROLE {EMBEDDED_APPLICATION} SUPERUSER",
    f"GRANT atencion TO {EMBEDDED_APPLICATION}",
    "CREATE TABLE public.journal_copy (x int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DELETE FROM day_head",
    "UPDATE day_head SET hash = 'c'",
    "DELETE FROM anchor",
    "UPDATE anchor SET written = ''",
    "DELETE FROM access_log_entry",
    "UPDATE access_log_entry SET account = ''",
    "UPDATE alembic_version SET version_num = '0000'",
    "COPY journal TO PROGRAM 'cat'",
)


async def test_history_stays_whatever_the_applications_account_tries(postgres_url: str) -> None:
    """PostgreSQL refuses each attack for lack of rights, and the rows are unchanged."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(ROW)
    await connection.execute(HEAD)
    before = await _history(connection)
    await connection.execute(f"GRANT DELETE, UPDATE ON journal TO {EMBEDDED_APPLICATION}")  # grants nothing, and warns
    assert [attack for attack in ATTACKS if not await _refused(connection, attack)] == []
    assert await _history(connection) == before
    await connection.close()


async def _refused(connection: "asyncpg.Connection[asyncpg.Record]", attack: str) -> bool:
    try:
        await connection.execute(attack)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidGrantOperationError):
        return True
    return False


async def _history(connection: "asyncpg.Connection[asyncpg.Record]") -> list[list[asyncpg.Record]]:
    tables = ("journal", "day_head", "alembic_version")
    return [await connection.fetch(f"SELECT * FROM {table}") for table in tables]


async def test_the_application_has_the_rights_that_it_uses(postgres_url: str) -> None:
    """The account reads and adds rows of every table, changes those outside of history, and owns none."""
    connection = await asyncpg.connect(postgres_url)
    query = "SELECT has_table_privilege($1, 'SELECT') AND has_table_privilege($1, 'INSERT')"
    tables = [table.name for table in metadata.sorted_tables]
    assert [table for table in tables if not await connection.fetchval(query, f'"{table}"')] == []
    changed = "SELECT has_table_privilege($1, 'UPDATE') AND has_table_privilege($1, 'DELETE')"
    assert {table for table in tables if not await connection.fetchval(changed, f'"{table}"')} == {
        "journal",
        "day_head",
        "anchor",
        "access_log_entry",
    }
    assert await connection.fetchval("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == 0
    await connection.execute("SELECT settle_customers()")
    await connection.close()


async def test_an_account_that_ran_alone_becomes_the_owner(empty_postgres_url: str) -> None:
    """A system with one account gets a warning; with a second account it gets none, and the journal is kept."""
    alone = Settings(database_url=empty_postgres_url)
    engine = make_engine(empty_postgres_url)
    await prepare_database(alone, engine)
    await engine.dispose()
    assert await application_owns_journal(alone)
    assert "ATENCION_DATABASE_OWNER_URL" in OWNER_WARNING
    application = with_account(empty_postgres_url, "aplicacion_nueva")
    two = Settings(database_url=application, database_owner_url=empty_postgres_url)
    engine = make_engine(application)
    await prepare_database(two, engine)
    assert not await application_owns_journal(two)
    await prepare_database(Settings(database_url=application), engine)  # the owner's address may stay with its user
    async with owner_transaction(engine) as connection:
        assert await can_rewrite_journal(connection)
    await engine.dispose()


async def test_old_schema_is_reported_to_account_without_migration(empty_postgres_url: str) -> None:
    """The application's account alone reports the command and the variable, and changes nothing."""
    owner = make_engine(empty_postgres_url)
    await migrate(owner, Account(EMBEDDED_APPLICATION))
    async with owner_transaction(owner) as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    application = make_engine(with_account(empty_postgres_url, EMBEDDED_APPLICATION))
    with pytest.raises(SettingsInvalid, match=r"«atencion migrate» con ATENCION_DATABASE_OWNER_URL"):
        await migrate_schema(Settings(database_url=with_account(empty_postgres_url, EMBEDDED_APPLICATION)), application)
    assert await read_revision(owner) == "0000"
    await application.dispose()
    await owner.dispose()


async def test_an_account_that_could_rewrite_is_refused(empty_postgres_url: str) -> None:
    """Neither the owner's own account nor another administrator's becomes the application's."""
    owner = make_engine(empty_postgres_url)
    with pytest.raises(SettingsInvalid, match="misma cuenta"):
        await migrate_schema(Settings(database_url=empty_postgres_url, database_owner_url=empty_postgres_url), owner)
    async with owner_transaction(owner) as connection:
        await connection.exec_driver_sql("DROP ROLE IF EXISTS administra")
        await connection.exec_driver_sql("CREATE ROLE administra LOGIN SUPERUSER")
    with pytest.raises(DatabaseRefused, match="puede cambiar el diario"):
        await migrate(owner, Account("administra"))
    await owner.dispose()
