"""A published version on every process: within two seconds, whole, and the old one stays where it cannot be used."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import pytest
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.site_admin.publications import service
from agent_api.site_admin.publications.domain.publication import Publication, PublicationOrder
from atencion.runtime.site.folder import publish_folder
from atencion.runtime.site.follower import SiteFollower, import_publications
from atencion.runtime.site.versions import import_in_force
from config.settings import SAMPLE_SITE
from config.site.loader import with_version
from config.site.model import Site
from config.site.practice_campaign import practice_campaign, practice_site
from eventlog.facts import SiteImported
from eventlog.journal.codec import read_entry
from ivr.errors import RenderingFailed
from storage.errors import DatabaseAway
from storage.postgres.engine import make_engine
from tests.support.site_folders import sample_site
from tests.support.whole_system.site_node import SiteNode

pytestmark = pytest.mark.integration
FIRST = sample_site()
SECOND = with_version(msgspec.structs.replace(FIRST, entity="Entidad con otro nombre"))
TARGET_S = 2.0


@pytest.fixture
def node(valkey: redis.Redis, engine: AsyncEngine) -> SiteNode:
    return SiteNode(valkey, engine, FIRST)


async def publish(engine: AsyncEngine, site: Site) -> Publication:
    author = Author(actor="user:sara", at=datetime.now(UTC), site_version=FIRST.version, user="sara")
    order = PublicationOrder(origin="draft", reason="Prueba.")
    return await service.publish(engine, site, {}, order, author, campaign=FIRST.campaign)


async def imported(client: redis.Redis, campaign: str) -> list[str]:
    """Return the versions that took effect, from the log."""
    entries = cast(Sequence[Any], await client.xrange(f"{{{campaign}}}:log"))
    facts = [read_entry(campaign, identity, fields).fact for identity, fields in entries]
    return [fact.digest for fact in facts if isinstance(fact, SiteImported)]


async def test_two_nodes_use_a_published_version_within_two_seconds(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """Two routers ask and two gateways follow; the log has the change once, for the practice too."""
    nodes = [SiteNode(valkey, engine, FIRST) for _ in range(2)]
    await nodes[0].start()
    tasks = [
        asyncio.create_task(work)
        for each in nodes
        for work in (import_publications(each.context), SiteFollower(each.context).run())
    ]
    try:
        began = time.monotonic()
        await publish(engine, SECOND)
        async with asyncio.timeout(30):
            while any(each.sites.current.version != SECOND.version for each in nodes):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
        took_s = time.monotonic() - began
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert took_s < TARGET_S
    assert await imported(valkey, FIRST.campaign) == [FIRST.version, SECOND.version]
    practices = [practice_site(each) for each in (FIRST, SECOND)]
    assert await imported(valkey, practice_campaign(FIRST.campaign)) == [each.version for each in practices if each]
    assert await nodes[0].sites.by_version(FIRST.version) == FIRST


async def test_version_is_used_only_when_its_parts_are_ready(node: SiteNode, engine: AsyncEngine) -> None:
    """A sound that cannot be rendered leaves the old version; the next round tries again."""
    await node.start()
    await publish(engine, SECOND)
    assert await node.import_in_force()
    refusals = iter([RenderingFailed("no voice"), OSError(28, "No space left on device"), None])
    switched: list[str] = []

    async def prepare(site: Site) -> None:
        assert node.sites.current == FIRST
        if (error := next(refusals)) is not None:
            raise error

    follower = SiteFollower(node.context, prepare, lambda site: switched.append(site.version))
    for error in (RenderingFailed, OSError):
        with pytest.raises(error):
            await follower.refresh()
        assert node.sites.current == FIRST
    await follower.refresh()
    await follower.refresh()
    assert (node.sites.current, switched) == (SECOND, [SECOND.version])


async def test_lost_database_leaves_the_old_version_in_force(node: SiteNode, engine: AsyncEngine) -> None:
    """Without PostgreSQL no version changes, and a process that follows does not need it."""
    await node.start()
    away = make_engine("postgresql://atencion@127.0.0.1:1/none")
    with pytest.raises(DatabaseAway):
        await import_in_force(node.context.redis, away, node.router, FIRST.campaign)
    with pytest.raises(DatabaseAway):
        await publish(away, SECOND)
    await SiteFollower(node.context).refresh()
    assert node.sites.current == FIRST
    assert await imported(node.context.redis, FIRST.campaign) == [FIRST.version]


async def test_folder_is_published_until_a_draft_is(engine: AsyncEngine, capsys: pytest.CaptureFixture[str]) -> None:
    """A start publishes a changed folder over an earlier folder, and never over what people published."""
    assert await publish_folder(engine, FIRST, SAMPLE_SITE) == FIRST
    assert await publish_folder(engine, FIRST, SAMPLE_SITE) == FIRST
    assert await publish_folder(engine, SECOND, SAMPLE_SITE) == SECOND
    assert len(await service.list_publications(engine, FIRST.campaign, limit=9)) == 2
    assert capsys.readouterr().out == ""
    third = with_version(msgspec.structs.replace(FIRST, entity="Publicada por personas"))
    await publish(engine, third)
    assert await publish_folder(engine, SECOND, SAMPLE_SITE) == third
    assert "atencion site import" in capsys.readouterr().out
