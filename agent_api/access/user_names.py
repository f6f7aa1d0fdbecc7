"""Names of people by login.

Owns that look-up: the database names the users, the site names the others (sample advisors, officials).
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.users import decrypt_name
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from storage.tables import account


async def find_names(
    engine: AsyncEngine, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """Return names as `load_names` does, over a connection of its own; an empty `logins` needs none.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    if logins is not None and not logins:
        return {}
    async with read_connection(engine) as connection:
        return await load_names(connection, site, cipher, logins)


async def load_names(
    connection: AsyncConnection, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """Return the known names by login; `logins` restricts the users, None reads all.

    Raises:
        DecryptionFailed: a name was encrypted with another key.
    """
    query = select(account.c.name, account.c.full_name)
    if logins is not None:
        query = query.where(account.c.name.in_(logins))
    users = {row.name: decrypt_name(row.name, row.full_name, cipher) for row in await connection.execute(query)}
    officials = {user: each.name for area in site.areas.values() for user, each in area.officials.items()}
    return officials | {each.id: each.name for each in site.sample_advisors} | users
