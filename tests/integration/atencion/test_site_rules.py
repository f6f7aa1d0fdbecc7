"""A site that is imported, and what the router knows of it afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

import config
from atencion.queue_rules import rules_of
from atencion.site_versions import import_site
from call_router.routing import QueueRules
from call_router.service import CallRouter
from config.site_files import load_site
from storage.engine import make_engine

pytestmark = pytest.mark.integration
SITE = load_site(Path(config.__file__).parent / "sites" / "icetex")


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """A database with our tables."""
    made = make_engine(postgres_url)
    yield made
    await made.dispose()


async def test_every_start_tells_the_router_the_rules_of_each_queue(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """Also when the site was in force before: Valkey may have lost what it knew."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    for is_new in (True, False):
        assert await import_site(valkey, engine, router, SITE) is is_new
        told = await valkey.hgetall(f"{{{SITE.campaign}}}:rules")
        assert {queue.decode(): msgspec.json.decode(rules, type=QueueRules) for queue, rules in told.items()} == {
            queue.id: rules_of(queue) for queue in SITE.queues.values()
        }
        await valkey.delete(f"{{{SITE.campaign}}}:rules")
