"""The import of a site, and what the router knows of it afterwards."""

import msgspec
import pytest
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.runtime.site.versions import import_site
from atencion.runtime.traffic_limits import limits_of
from call_router.routing import QueueRules
from call_router.service import CallRouter
from calls.driver.queue_rules import queue_rules_of
from config.site.calls.sources import Sources, Trunk
from eventlog.facts import SiteImported, TrafficLimitsChanged
from eventlog.journal.codec import read_entry
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()


async def test_limits_of_anomalous_traffic_are_a_fact_once_and_whenever_they_change(
    valkey: redis.Redis, engine: AsyncEngine
) -> None:
    """A log without them gets them at the next start, even if the site is already in force."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    await router.append([SiteImported(digest=SITE.version)], "system", SITE.version)
    for _ in range(2):
        await import_site(valkey, engine, router, SITE)
    assert await _limits(valkey) == [limits_of(SITE.sources)]
    same = msgspec.structs.replace(SITE, version="0" * 16)
    await import_site(valkey, engine, router, same)
    assert len(await _limits(valkey)) == 1
    trunk = Trunk(id="claro", name="Claro", address="203.0.113.10", port=5060)
    other = msgspec.structs.replace(SITE, version="1" * 16, sources=Sources(trunks={"claro": trunk}))
    await import_site(valkey, engine, router, other)
    assert (await _limits(valkey))[1:] == [
        TrafficLimitsChanged(unlisted="refused", invites_per_s=10, unacknowledged=20, trunks="claro=203.0.113.10:5060")
    ]
    assert (await router.totals())["traffic_limits_changed"] == 2


async def _limits(valkey: redis.Redis) -> list[TrafficLimitsChanged]:
    entries = await valkey.xrange(f"{{{SITE.campaign}}}:log")
    facts = [read_entry(SITE.campaign, identity, fields).fact for identity, fields in entries]
    return [fact for fact in facts if isinstance(fact, TrafficLimitsChanged)]


async def test_each_start_writes_rules_even_if_site_is_in_force_already(
    valkey: redis.Redis, engine: AsyncEngine
) -> None:
    """Each start writes the rules even if the site is in force already, because Valkey may have lost them."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    for is_new in (True, False):
        assert await import_site(valkey, engine, router, SITE) is is_new
        stored = await valkey.hgetall(f"{{{SITE.campaign}}}:rules")
        assert {queue.decode(): msgspec.json.decode(rules, type=QueueRules) for queue, rules in stored.items()} == {
            queue.id: queue_rules_of(queue) for queue in SITE.queues.values()
        }
        await valkey.delete(f"{{{SITE.campaign}}}:rules")
