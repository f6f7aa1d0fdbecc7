"""Site versions: put in force in the router, and stored forever under their version.

Owns the copy in Valkey, which calls need while PostgreSQL is away, and what the log says when a version takes effect.
PostgreSQL has the versions and their publications (`agent_api.site_admin.publications`). It must not read the folder.
"""

from typing import Final

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.site_admin.publications import store
from atencion.runtime.traffic_limits import limits_of
from call_router.service import CallRouter
from calls.driver.queue_rules import queue_rules_of
from calls.driver.sites import site_key
from config.site.loader import site_to_json
from config.site.model import Site
from config.site.practice_campaign import practice_site
from eventlog.facts import AnyFact, SiteImported
from eventlog.folds.counts import LIMITS_CHANGED
from storage.postgres.engine import read_connection, unit_of_work
from storage.valkey import translate_errors

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('site_in_force'), hashtext(:campaign))")


async def import_site(redis: Redis, engine: AsyncEngine, router: CallRouter, site: Site) -> bool:
    """Make a site the current one for new calls; active calls keep theirs, but queues use its rules.

    Returns:
        Whether it was not current before.
    """
    with translate_errors():
        await redis.set(site_key(site.version), site_to_json(site))
    async with unit_of_work(engine) as connection:
        await store.add_version(connection, site)
    await router.configure({queue.id: queue_rules_of(queue) for queue in site.queues.values()})
    in_force = (await router.head()).site_version
    is_new = in_force != site.version
    facts: list[AnyFact] = [SiteImported(digest=site.version)] if is_new else []
    if await _limits_changed(engine, router, site, in_force):
        facts.append(limits_of(site.sources))
    if facts:
        await router.append(facts, "system", site.version)
    return is_new


async def import_in_force(redis: Redis, engine: AsyncEngine, router: CallRouter, campaign: str) -> bool:
    """Put the published version in force in the router, and that of its practice before; one process at a time.

    Returns:
        Whether another one was in force.

    Raises:
        StorageError: PostgreSQL or Valkey is away; the old version stays in force.
        RouterError: Valkey is away; the old version stays in force.
    """
    async with read_connection(engine) as connection:
        version = await store.find_version_in_force(connection, campaign)
    if version is None or version == (await router.head()).site_version:
        return False
    async with unit_of_work(engine) as connection:
        await connection.execute(_LOCK, {"campaign": campaign})
        version = await store.find_version_in_force(connection, campaign)
        site = await store.read_version(connection, version) if version else None
        if site is None or site.version == (await router.head()).site_version:
            return False
        if (practice := practice_site(site)) is not None:
            await import_site(redis, engine, CallRouter(redis, practice.campaign), practice)
        return await import_site(redis, engine, router, site)


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
    async with read_connection(engine) as connection:
        return await store.read_version(connection, version)
