"""Publications of the site: all or nothing, one after another, and what was in force on any day."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.site_admin.publications import service, store
from agent_api.site_admin.publications.domain.publication import Publication, PublicationOrder
from agent_api.site_admin.publications.problems import (
    AlreadyInForce,
    ForeignSite,
    PublicationNotScheduled,
    PublicationUnknown,
    PublishedMeanwhile,
    ScheduledAlready,
    SiteFileMissing,
)
from config.site.calls.prompts import Prompt
from config.site.loader import with_version
from config.site.model import Site
from config.site.practice_campaign import practice_site
from eventlog.facts import AnyFact, SitePublicationCancelled, SitePublished
from eventlog.journal.codec import read_fact
from storage.errors import DatabaseAway
from storage.postgres.engine import read_connection
from storage.tables import outbox, site_file, site_publication, site_version
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
FIRST = sample_site()
CAMPAIGN = FIRST.campaign
SOUND = b"RIFF of a voice"
DIGEST = hashlib.sha256(SOUND).hexdigest()
AUTHOR = Author(actor="user:sara", at=datetime(2026, 12, 1, tzinfo=UTC), site_version=FIRST.version, user="sara")


def version(entity: str, **changes: Any) -> Site:
    return with_version(msgspec.structs.replace(FIRST, entity=entity, **changes))


def voiced(entity: str) -> Site:
    prompt = Prompt(id="despedida", text="Adiós.", file="voces/adios.wav", digest=DIGEST)
    return version(entity, prompts=FIRST.prompts | {"despedida": prompt})


async def publish(engine: AsyncEngine, site: Site, **order: Any) -> Publication:
    files = order.pop("files", {})
    asked = PublicationOrder(**{"origin": "draft", "reason": "Cierre temprano.", **order})
    return await service.publish(engine, site, files, asked, AUTHOR, campaign=CAMPAIGN)


async def facts_of(engine: AsyncEngine) -> list[AnyFact]:
    async with read_connection(engine) as connection:
        rows = await connection.scalars(select(outbox.c.fact).order_by(outbox.c.id))
        return [read_fact(each) for each in rows]


async def count(engine: AsyncEngine, table: Any) -> int:
    async with read_connection(engine) as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_publication_is_in_force_at_once_with_its_version_and_facts(engine: AsyncEngine) -> None:
    """A version, the version of its practice, and one fact are stored with the publication."""
    made = await publish(engine, FIRST, origin="folder")
    assert await service.in_force(engine, CAMPAIGN) == made
    assert made.effective_at == made.published_at
    assert await facts_of(engine) == [
        SitePublished(
            publication=made.id,
            version=FIRST.version,
            effective_ms=int(made.effective_at.timestamp() * 1000),
            origin="folder",
        )
    ]
    async with read_connection(engine) as connection:
        assert await store.read_version(connection, FIRST.version) == FIRST
        practice = practice_site(FIRST)
        assert practice is not None
        assert await store.read_version(connection, practice.version) == practice
        assert await store.find_version_in_force(connection, CAMPAIGN) == FIRST.version
        assert await store.find_version_in_force(connection, "otra") is None


async def test_scheduled_publication_waits_and_can_be_cancelled_once(engine: AsyncEngine) -> None:
    """It is not in force before its moment; once cancelled it never is, and another one may be published."""
    first = await publish(engine, FIRST)
    later = await publish(engine, version("B"), effective_at=datetime.now(UTC) + timedelta(hours=2))
    assert await service.current(engine, CAMPAIGN) == (first, later)
    assert await service.in_force(engine, CAMPAIGN, later.effective_at) == later
    async with read_connection(engine) as connection:
        assert await store.find_next_version(connection, CAMPAIGN) == later.version
    with pytest.raises(ScheduledAlready, match=r"programada para el .* por sara"):
        await publish(engine, version("C"))
    cancelled = await service.cancel(engine, CAMPAIGN, later.id, "Ya no hace falta.", AUTHOR)
    assert (cancelled.canceller, cancelled.cancel_reason) == ("sara", "Ya no hace falta.")
    assert await service.current(engine, CAMPAIGN) == (first, None)
    for publication, error in ((later.id, PublicationNotScheduled), (first.id, PublicationNotScheduled)):
        with pytest.raises(error):
            await service.cancel(engine, CAMPAIGN, publication, "Otra vez.", AUTHOR)
    with pytest.raises(PublicationUnknown):
        await service.cancel(engine, CAMPAIGN, later.id + 1, "No está.", AUTHOR)
    assert (await publish(engine, version("C"))).version == version("C").version
    assert [type(each) for each in await facts_of(engine)] == [
        SitePublished,
        SitePublished,
        SitePublicationCancelled,
        SitePublished,
    ]


async def test_return_is_a_new_publication_and_cancels_what_is_scheduled(engine: AsyncEngine) -> None:
    """A return needs no step before it; the earlier version is in force again under its own name."""
    first = await publish(engine, FIRST)
    await publish(engine, version("B"))
    later = await publish(engine, version("C"), effective_at=datetime.now(UTC) + timedelta(days=1))
    again = await publish(engine, FIRST, origin="return", reason="El menú nuevo confunde.")
    assert again.version == first.version
    assert await service.current(engine, CAMPAIGN) == (again, None)
    assert (await service.get(engine, CAMPAIGN, later.id)).cancel_reason == "El menú nuevo confunde."


@pytest.mark.parametrize("order", [{"origin": "draft"}, {"origin": "return"}])
async def test_version_in_force_is_not_published_again(engine: AsyncEngine, order: dict[str, str]) -> None:
    """It would be a publication without any change."""
    await publish(engine, FIRST)
    with pytest.raises(AlreadyInForce):
        await publish(engine, FIRST, **order)
    assert await count(engine, site_publication) == 1


async def test_author_who_saw_another_version_is_refused_with_the_one_in_force(engine: AsyncEngine) -> None:
    """Two people publish: the second one sees what the first one did."""
    first = await publish(engine, FIRST)
    second = await publish(engine, version("B"), expected=first.id)
    with pytest.raises(PublishedMeanwhile) as refused:
        await publish(engine, version("C"), expected=first.id)
    assert refused.value.extension == {"publication": second.id}
    assert await service.in_force(engine, CAMPAIGN) == second


async def test_of_two_publications_at_once_one_is_refused(engine: AsyncEngine) -> None:
    """The lock makes the second one see the first one."""
    first = await publish(engine, FIRST)
    results = await asyncio.gather(
        *(publish(engine, version(name), expected=first.id) for name in "BC"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["Publication", "PublishedMeanwhile"]


async def test_files_are_stored_once_and_a_missing_one_refuses_the_publication(engine: AsyncEngine) -> None:
    """A version that could not be heard is never in force; a file of an earlier version need not be sent again."""
    first = await publish(engine, FIRST)
    with pytest.raises(SiteFileMissing, match="«despedida»"):
        await publish(engine, voiced("B"))
    assert await service.in_force(engine, CAMPAIGN) == first
    await publish(engine, voiced("B"), files={DIGEST: SOUND, "0" * 64: b"unused"})
    await publish(engine, voiced("C"))
    assert await count(engine, site_file) == 1
    assert await service.read_files(engine, voiced("C")) == {"voces/adios.wav": SOUND}
    assert service.digests_of({"voces/adios.wav": SOUND}) == {DIGEST: SOUND}


async def test_site_of_another_campaign_is_refused(engine: AsyncEngine) -> None:
    """The campaign of an installation does not change."""
    with pytest.raises(ForeignSite, match="«ajena»"):
        await publish(engine, version("B", campaign="ajena"))


async def test_failure_in_the_transaction_leaves_no_row(engine: AsyncEngine) -> None:
    """The draft, the version, the publication and the facts are stored together, or none is."""

    async def fail(connection: AsyncConnection, publication: Publication) -> None:
        raise RuntimeError("the draft cannot be closed")

    order = PublicationOrder(origin="draft", reason="Prueba.")
    with pytest.raises(RuntimeError, match="cannot be closed"):
        await service.publish(engine, voiced("B"), {DIGEST: SOUND}, order, AUTHOR, campaign=CAMPAIGN, close_draft=fail)
    tables = (site_publication, site_version, site_file, outbox)
    assert [await count(engine, table) for table in tables] == [0, 0, 0, 0]


async def test_lost_connection_in_the_transaction_leaves_no_row(engine: AsyncEngine) -> None:
    """PostgreSQL ends the session before the commit, as a kill -9 of either side does: nothing is stored."""

    async def end_session(connection: AsyncConnection, publication: Publication) -> None:
        await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    order = PublicationOrder(origin="draft", reason="Prueba.")
    with pytest.raises(DatabaseAway):
        await service.publish(engine, FIRST, {}, order, AUTHOR, campaign=CAMPAIGN, close_draft=end_session)
    assert [await count(engine, table) for table in (site_publication, site_version, outbox)] == [0, 0, 0]
    assert (await publish(engine, FIRST)).version == FIRST.version


async def test_list_tells_what_was_in_force_on_a_day(engine: AsyncEngine) -> None:
    """A day has the publication that was in force when it began, and those that took effect in it."""
    first, second = [await publish(engine, site) for site in (FIRST, version("B"))]
    later = await publish(engine, version("C"), effective_at=datetime.now(UTC) + timedelta(days=3))
    assert await service.list_publications(engine, CAMPAIGN, limit=2) == [later, second]
    assert await service.list_publications(engine, CAMPAIGN, limit=5, before=second.id) == [first]

    async def on(begins: datetime) -> list[Publication]:
        return await service.list_publications(engine, CAMPAIGN, limit=9, day=(begins, begins + timedelta(days=1)))

    assert await on(second.effective_at + timedelta(days=1)) == [second]
    assert await on(later.effective_at - timedelta(hours=1)) == [later, second]
    assert await on(first.effective_at) == [second, first]
    assert await on(first.effective_at - timedelta(days=1)) == []
    await service.cancel(engine, CAMPAIGN, later.id, "No.", AUTHOR)
    assert await on(later.effective_at - timedelta(hours=1)) == [second]
