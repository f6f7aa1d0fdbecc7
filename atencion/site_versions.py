"""Site versions: a site folder, once read, is kept for ever under its version.

Owns the table site_version and its copy in Valkey, which calls need while PostgreSQL is away. It must not read the
folder.
"""

from typing import cast

import msgspec
from redis.asyncio import Redis
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from call_router.service import CallRouter
from config.site import Site
from config.site_files import site_from_json, site_to_json
from eventlog.facts import SiteImported
from storage.engine import unit_of_work
from storage.errors import DatabaseRefused
from storage.tables import site_version
from storage.valkey import translated


async def import_site(redis: Redis, engine: AsyncEngine, router: CallRouter, site: Site) -> bool:
    """Make a site the one in force for new calls; calls in progress keep theirs.

    Returns:
        Whether it was not in force before.
    """
    content = site_to_json(site)
    with translated():
        await redis.set(_key(site.version), content)
    row = {"version": site.version, "campaign": site.campaign, "content": msgspec.json.decode(content)}
    async with unit_of_work(engine) as connection:
        known = insert(site_version).values(**row, imported_at=func.now()).on_conflict_do_nothing()
        await connection.execute(known)
    if (await router.head()).site_version == site.version:
        return False
    await router.append([SiteImported(digest=site.version)], "system", site.version)
    return True


async def fetch_site(redis: Redis, engine: AsyncEngine, version: str) -> Site:
    """The site of a version, from Valkey or, if it forgot, from PostgreSQL.

    Raises:
        DatabaseRefused: nobody has this version.
        StorageError: a server is away.
    """
    with translated():
        content = cast(bytes | None, await redis.get(_key(version)))
    if content is None:
        async with unit_of_work(engine) as connection:
            stored = await connection.scalar(select(site_version.c.content).where(site_version.c.version == version))
        content = None if stored is None else msgspec.json.encode(stored)
    if content is None:
        raise DatabaseRefused(f"no hay un sitio con la versión {version}")
    return site_from_json(content)


def _key(version: str) -> str:
    return f"site:{version}"
