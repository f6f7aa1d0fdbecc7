"""Publish a version of the site, cancel one that is scheduled, and read what was in force.

A publication is one transaction: the version, its files, the publication, and the facts. Before it commits nothing has
happened; after it every process finds it by asking. So it is never half in force.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.site_admin.publications import store
from agent_api.site_admin.publications.domain.publication import Current, Publication, PublicationOrder, find_refusal
from agent_api.site_admin.publications.problems import (
    AlreadyInForce,
    ForeignSite,
    PublicationNotScheduled,
    PublicationUnknown,
    PublishedMeanwhile,
    ScheduledAlready,
    SiteFileMissing,
)
from config.site.model import Site
from config.site.practice_campaign import practice_site
from eventlog.facts import AnyFact, SitePublicationCancelled, SitePublished
from storage.postgres.engine import read_connection, unit_of_work

CloseDraft = Callable[[AsyncConnection, Publication], Awaitable[None]]
"""Closes the draft of a publication in its transaction."""


async def publish(
    engine: AsyncEngine,
    site: Site,
    files: Mapping[str, bytes],
    order: PublicationOrder,
    author: Author,
    *,
    campaign: str,
    close_draft: CloseDraft | None = None,
) -> Publication:
    """Publish a version of the site; all of it is stored, or nothing.

    ``files`` are the sounds that the version names, by their SHA-256; those that are stored already may be left out.
    ``close_draft`` acts in the same transaction.

    Raises:
        ForeignSite: the site belongs to another campaign.
        PublishedMeanwhile: another publication is in force than the author saw.
        ScheduledAlready: a publication is scheduled.
        AlreadyInForce: the version is in force.
        SiteFileMissing: a sound is neither stored nor given.
        StorageError: PostgreSQL is away, or its disk is full; nothing has changed.
    """
    if site.campaign != campaign:
        raise ForeignSite(site.campaign)
    async with unit_of_work(engine) as connection:
        now = await store.lock(connection, campaign)
        current = await store.find_current(connection, campaign, now)
        _check(order, site.version, current)
        await _store_version(connection, site, files)
        effective_at = max(now, order.effective_at or now)
        publication = await store.add(connection, site, order, author, effective_at=effective_at, now=now)
        facts = await _cancel_scheduled(connection, current, order, author, now)
        await append_facts(connection, campaign, [*facts, _published(publication)], author)
        if close_draft is not None:
            await close_draft(connection, publication)
    return publication


async def cancel(engine: AsyncEngine, campaign: str, publication: int, reason: str, author: Author) -> Publication:
    """Cancel a publication before it is in force; return it.

    Raises:
        PublicationUnknown: there is no such publication.
        PublicationNotScheduled: it is in force, was, or is cancelled.
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        now = await store.lock(connection, campaign)
        found = await store.find(connection, campaign, publication)
        if found is None:
            raise PublicationUnknown
        if found.cancelled_at is not None or found.effective_at <= now:
            raise PublicationNotScheduled
        await store.cancel(connection, publication, author, reason, now)
        await append_facts(connection, campaign, [_cancelled(found)], author)
        cancelled = await store.find(connection, campaign, publication)
    return cancelled or found


async def current(engine: AsyncEngine, campaign: str, at: datetime | None = None) -> Current:
    """Return the publications in force and scheduled, at a moment or now. Raises StorageError."""
    async with read_connection(engine) as connection:
        return await store.find_current(connection, campaign, at)


async def in_force(engine: AsyncEngine, campaign: str, at: datetime | None = None) -> Publication | None:
    """Return the publication in force at a moment or now; None before the first. Raises StorageError."""
    return (await current(engine, campaign, at)).in_force


async def list_publications(
    engine: AsyncEngine,
    campaign: str,
    *,
    limit: int,
    before: int | None = None,
    day: tuple[datetime, datetime] | None = None,
) -> list[Publication]:
    """Return publications, the newest first; with a ``day``, those in force between its begin and its end.

    Raises StorageError.
    """
    begins, ends = day or (None, None)
    async with read_connection(engine) as connection:
        return await store.list_newest(connection, campaign, limit=limit, before=before, begins=begins, ends=ends)


async def get(engine: AsyncEngine, campaign: str, publication: int) -> Publication:
    """Return a publication.

    Raises:
        PublicationUnknown: there is no such publication.
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        found = await store.find(connection, campaign, publication)
    if found is None:
        raise PublicationUnknown
    return found


async def read_files(engine: AsyncEngine, site: Site) -> dict[str, bytes]:
    """Return the sounds of a published version, by the name of their file in the site's folder.

    Raises:
        SiteFileMissing: a sound is not stored.
        StorageError: PostgreSQL is away.
    """
    files: dict[str, bytes] = {}
    async with read_connection(engine) as connection:
        for prompt in site.prompts.values():
            if prompt.file is not None and prompt.file not in files:
                content = await store.read_file(connection, prompt.digest or "")
                if content is None:
                    raise SiteFileMissing(prompt.id)
                files[prompt.file] = content
    return files


def digests_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files by the SHA-256 of their content, as `publish` takes them."""
    return {hashlib.sha256(content).hexdigest(): content for content in files.values()}


def _check(order: PublicationOrder, version: str, current: Current) -> None:
    refusal = find_refusal(order, version, current)
    if refusal == "meanwhile":
        raise PublishedMeanwhile(current.in_force)
    if refusal == "scheduled" and current.scheduled is not None:
        raise ScheduledAlready(current.scheduled)
    if refusal == "in_force":
        raise AlreadyInForce


async def _cancel_scheduled(
    connection: AsyncConnection, current: Current, order: PublicationOrder, author: Author, now: datetime
) -> list[AnyFact]:
    """Cancel the scheduled publication, which only a return meets; return the fact of it."""
    if current.scheduled is None:
        return []
    await store.cancel(connection, current.scheduled.id, author, order.reason, now)
    return [_cancelled(current.scheduled)]


async def _store_version(connection: AsyncConnection, site: Site, files: Mapping[str, bytes]) -> None:
    """Store a version and the one of its practice, with the sounds that it names."""
    named = {prompt.digest: prompt.id for prompt in site.prompts.values() if prompt.digest}
    stored = await store.list_stored_files(connection, named)
    for digest, prompt in named.items():
        if digest not in stored and digest not in files:
            raise SiteFileMissing(prompt)
    await store.add_files(connection, {digest: files[digest] for digest in named if digest not in stored})
    practice = practice_site(site)
    for version in (site, practice) if practice else (site,):
        await store.add_version(connection, version)


def _published(publication: Publication) -> SitePublished:
    return SitePublished(
        publication=publication.id,
        version=publication.version,
        effective_ms=int(publication.effective_at.timestamp() * 1000),
        origin=publication.origin,
    )


def _cancelled(publication: Publication) -> SitePublicationCancelled:
    return SitePublicationCancelled(publication=publication.id, version=publication.version)
