"""The application's account in PostgreSQL: it neither owns the journal nor deletes from it.

Owns the account's rights. The owner's account migrates and grants; the application's account runs the system.
"""

from typing import Final

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import DatabaseRefused
from storage.postgres.hosts import driver_url

EMBEDDED_APPLICATION: Final = "atencion_app"
"""The application's role on an embedded server."""
APPEND_ONLY: Final = ("journal", "day_head", "anchor", "access_log_entry")
"""Tables in which the application inserts rows and never changes them."""
_READ_ONLY: Final = ("alembic_version",)
_LOCK: Final = "settle_customers()"  # runs with the owner's rights, see `migrations`
_DANGERS: Final = text(
    """
    SELECT rolsuper OR rolcreaterole OR pg_has_role(rolname, owner, 'MEMBER')
        OR has_table_privilege(rolname, journal, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
    FROM pg_roles, (SELECT oid AS journal, relowner AS owner FROM pg_class WHERE oid = to_regclass('journal')) AS found
    WHERE rolname = :role
    """
)


class Account(msgspec.Struct, frozen=True):
    """An account in an address."""

    name: str
    password: str | None = None


def account_of(url: str) -> Account:
    """Return the account of a ``postgresql://…`` address; its name is empty if the address has none.

    Raises:
        DatabaseRefused: not an address of a PostgreSQL.
    """
    parsed = driver_url(url)
    return Account(parsed.username or "", parsed.password)


def with_account(url: str, name: str) -> str:
    """Replace the account of an embedded server's address, without a password."""
    changed = driver_url(url).set(drivername="postgresql", username=name, password=None)
    return changed.render_as_string(hide_password=False)


async def grant_application(connection: AsyncConnection, application: Account) -> None:
    """Create the application's account if missing, and set its rights exactly.

    Args:
        connection: of the owner, in the transaction of the migration.
        application: the account; its password matters only at its creation.

    Raises:
        DatabaseRefused: the owner may not create accounts, or the account may still change the journal.
    """
    role = await connection.scalar(text("SELECT quote_ident(:name)"), {"name": application.name})
    await _create(connection, application)
    for statement in _grants(str(role), await _schema(connection)):
        await connection.execute(text(statement))
    if await can_rewrite_journal(connection, application.name):
        raise DatabaseRefused(
            f"La cuenta «{application.name}» de la aplicación puede cambiar el diario: es dueña de él o administra el "
            "servidor. Dé en ATENCION_DATABASE_URL otra cuenta, que no exista o que no tenga permisos."
        )


async def can_rewrite_journal(connection: AsyncConnection, role: str | None = None) -> bool:
    """Return whether an account may change or delete facts, or disable what forbids it.

    `role` None stands for the connection's own account.
    """
    role_name = role or await connection.scalar(text("SELECT current_user"))
    return bool(await connection.scalar(_DANGERS, {"role": role_name}))


async def may_migrate(connection: AsyncConnection) -> bool:
    """Return whether the connection's account owns the tables, or may create the first ones."""
    query = """
        SELECT has_schema_privilege(current_schema(), 'CREATE') AND coalesce(
            (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('journal')), true)
        """
    return bool(await connection.scalar(text(query)))


async def _create(connection: AsyncConnection, account: Account) -> None:
    query = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :name)")
    if await connection.scalar(query, {"name": account.name}):
        return
    if not await connection.scalar(text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")):
        raise DatabaseRefused(
            f"La cuenta «{account.name}» de ATENCION_DATABASE_URL no existe, y la de ATENCION_DATABASE_OWNER_URL no "
            f"puede crearla: cree la cuenta («CREATE ROLE {account.name} LOGIN PASSWORD …») y repita."
        )
    statement = "SELECT format('CREATE ROLE %I LOGIN', CAST(:name AS text))"
    if account.password is not None:
        statement = "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', CAST(:name AS text), CAST(:password AS text))"
    values = {"name": account.name} | ({} if account.password is None else {"password": account.password})
    await connection.exec_driver_sql(str(await connection.scalar(text(statement), values)))


async def _schema(connection: AsyncConnection) -> str:
    return str(await connection.scalar(text("SELECT quote_ident(current_schema())")))


def _grants(role: str, schema: str) -> list[str]:
    """Return statements that set an account's rights and replace its earlier ones; names are already quoted."""
    narrow = dict.fromkeys(APPEND_ONLY, "SELECT, INSERT") | dict.fromkeys(_READ_ONLY, "SELECT")
    return [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA {schema} FROM {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        *(f"REVOKE ALL ON {table} FROM {role}" for table in narrow),
        *(f"GRANT {rights} ON {table} TO {role}" for table, rights in narrow.items()),
        f"REVOKE ALL ON FUNCTION {_LOCK} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {_LOCK} TO {role}",
    ]
