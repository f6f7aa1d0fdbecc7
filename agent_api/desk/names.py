"""The names of the people on the floor.

Owns one query. Users have names of their own; sample advisors, who are nobody's users, have the site's.
"""

from sqlalchemy import select

from agent_api.access.users import opened_name
from agent_api.deps import Deps
from storage.engine import reading
from storage.tables import account


async def names(deps: Deps) -> dict[str, str]:
    """The name of everybody, by user.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with reading(deps.engine) as connection:
        rows = (await connection.execute(select(account.c.name, account.c.full_name))).all()
    of_site = {advisor.id: advisor.name for advisor in deps.site.sample_advisors}
    return of_site | {row.name: opened_name(row.full_name, deps.sealer) for row in rows}
