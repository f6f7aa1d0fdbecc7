"""Site versions: a site folder, once read, is stored forever under its version.

Owns the table site_version and its copy in Valkey, which calls need while PostgreSQL is away. It must not read the
folder.
"""

import msgspec
from redis.asyncio import Redis
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.runtime.traffic_limits import limits_of
from call_router.service import CallRouter
from calls.driver.queue_rules import queue_rules_of
from calls.driver.sites import site_key
from config.site.loader import site_from_json, site_to_json
from config.site.model import Site
from eventlog.facts import AnyFact, SiteImported
from eventlog.folds.counts import LIMITS_CHANGED
from storage.postgres.engine import unit_of_work
from storage.tables import site_version
from storage.valkey import translate_errors


async def import_site(redis: Redis, engine: AsyncEngine, router: CallRouter, site: Site) -> bool:
    """Make a site the current one for new calls; active calls keep theirs, but queues use its rules.

    Returns:
        Whether it was not current before.
    """
    content = site_to_json(site)
    with translate_errors():
        await redis.set(site_key(site.version), content)
    row = {"version": site.version, "campaign": site.campaign, "content": msgspec.json.decode(content)}
    async with unit_of_work(engine) as connection:
        statement = insert(site_version).values(**row, imported_at=func.now()).on_conflict_do_nothing()
        await connection.execute(statement)
    await router.configure({queue.id: queue_rules_of(queue) for queue in site.queues.values()})
    in_force = (await router.head()).site_version
    is_new = in_force != site.version
    facts: list[AnyFact] = [SiteImported(digest=site.version)] if is_new else []
    if await _limits_changed(engine, router, site, in_force):
        facts.append(limits_of(site.sources))
    if facts:
        await router.append(facts, "system", site.version)
    return is_new


async def _limits_changed(engine: AsyncEngine, router: CallRouter, site: Site, in_force: str) -> bool:
    """Return whether the limits of anomalous traffic change, or are not in the log yet."""
    if not (await router.totals()).get(LIMITS_CHANGED):
        return True
    if in_force == site.version:
        return False
    before = await stored_site(engine, in_force)
    return before is None or limits_of(before.sources) != limits_of(site.sources)


async def stored_site(engine: AsyncEngine, version: str) -> Site | None:
    """Return the site of a version from PostgreSQL; None if there is no such version.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        content = await connection.scalar(select(site_version.c.content).where(site_version.c.version == version))
    return None if content is None else site_from_json(msgspec.json.encode(content))
