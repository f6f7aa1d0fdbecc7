"""Site versions: a site folder, once read, is kept for ever under its version.

Owns the table site_version and its copy in Valkey, which calls need while PostgreSQL is away. It must not read the
folder.
"""

import msgspec
from redis.asyncio import Redis
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.queue_rules import rules_of
from atencion.sites import site_key
from call_router.service import CallRouter
from config.site import Site
from config.site_files import site_from_json, site_to_json
from eventlog.facts import SiteImported
from storage.engine import unit_of_work
from storage.tables import site_version
from storage.valkey import translated


async def import_site(redis: Redis, engine: AsyncEngine, router: CallRouter, site: Site) -> bool:
    """Make a site the one in force for new calls; calls in progress keep theirs, but queues choose by its rules.

    Returns:
        Whether it was not in force before.
    """
    content = site_to_json(site)
    with translated():
        await redis.set(site_key(site.version), content)
    row = {"version": site.version, "campaign": site.campaign, "content": msgspec.json.decode(content)}
    async with unit_of_work(engine) as connection:
        known = insert(site_version).values(**row, imported_at=func.now()).on_conflict_do_nothing()
        await connection.execute(known)
    await router.configure({queue.id: rules_of(queue) for queue in site.queues.values()})
    if (await router.head()).site_version == site.version:
        return False
    await router.append([SiteImported(digest=site.version)], "system", site.version)
    return True


async def stored_site(engine: AsyncEngine, version: str) -> Site | None:
    """The site of a version as PostgreSQL keeps it; None when it has none of that version.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        content = await connection.scalar(select(site_version.c.content).where(site_version.c.version == version))
    return None if content is None else site_from_json(msgspec.json.encode(content))
