"""Publications, versions and their files. Owns the tables site_publication, site_version and site_file."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.site_admin.publications.domain.publication import Current, Publication, PublicationOrder, current_of
from config.site.loader import site_from_json, site_to_json
from config.site.model import Site
from storage.tables import site_file, site_publication, site_version

_row, _file = site_publication.c, site_file.c
_COLUMNS: Final = tuple(_row[name] for name in Publication.__struct_fields__)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('site_publication'), hashtext(:campaign))")


async def lock(connection: AsyncConnection, campaign: str) -> datetime:
    """Let one transaction at a time publish for a campaign; return the time of the server once it may."""
    await connection.execute(_LOCK, {"campaign": campaign})
    now: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    return now


async def find_current(connection: AsyncConnection, campaign: str, now: datetime | None = None) -> Current:
    """Return the publications in force and scheduled, at a moment or by the server's clock."""
    query = select(*_COLUMNS, func.clock_timestamp().label("clock"))
    rows = (
        (await connection.execute(query.where(_row.campaign == campaign, _row.cancelled_at.is_(None)))).mappings().all()
    )
    return current_of([_publication(row) for row in rows], now or rows[0]["clock"]) if rows else Current(None, None)


async def find_version_in_force(connection: AsyncConnection, campaign: str) -> str | None:
    """Return the version in force by the server's clock; None before the first publication."""
    query = select(_row.version).where(
        _row.campaign == campaign, _row.cancelled_at.is_(None), _row.effective_at <= func.clock_timestamp()
    )
    version: str | None = await connection.scalar(query.order_by(_row.effective_at.desc(), _row.id.desc()).limit(1))
    return version


async def find_next_version(connection: AsyncConnection, campaign: str) -> str | None:
    """Return the version that is scheduled; None without one."""
    query = select(_row.version).where(
        _row.campaign == campaign, _row.cancelled_at.is_(None), _row.effective_at > func.clock_timestamp()
    )
    version: str | None = await connection.scalar(query.order_by(_row.effective_at, _row.id).limit(1))
    return version


async def find(connection: AsyncConnection, campaign: str, publication: int) -> Publication | None:
    """Return a publication, or None."""
    query = select(*_COLUMNS).where(_row.campaign == campaign, _row.id == publication)
    row = (await connection.execute(query)).mappings().one_or_none()
    return _publication(row) if row else None


async def list_newest(
    connection: AsyncConnection,
    campaign: str,
    *,
    limit: int,
    before: int | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> list[Publication]:
    """Return publications, the newest first.

    Args:
        connection: of a query.
        campaign: of the publications.
        limit: the most that are returned.
        before: returns only those with a lower id.
        begins: returns, with ``ends``, those that were in force at some time between both.
        ends: not included.
    """
    query = select(*_COLUMNS).where(_row.campaign == campaign)
    if before is not None:
        query = query.where(_row.id < before)
    if begins is not None and ends is not None:
        first = select(_row.effective_at).where(
            _row.campaign == campaign, _row.cancelled_at.is_(None), _row.effective_at <= begins
        )
        since = func.coalesce(
            first.order_by(_row.effective_at.desc(), _row.id.desc()).limit(1).scalar_subquery(), begins
        )
        query = query.where(_row.cancelled_at.is_(None), _row.effective_at >= since, _row.effective_at < ends)
    rows = await connection.execute(query.order_by(_row.id.desc()).limit(limit))
    return [_publication(row) for row in rows.mappings()]


async def add(
    connection: AsyncConnection,
    site: Site,
    order: PublicationOrder,
    author: Author,
    *,
    effective_at: datetime,
    now: datetime,
) -> Publication:
    """Insert a publication of a stored version."""
    values: dict[str, Any] = {
        "campaign": site.campaign,
        "version": site.version,
        "effective_at": effective_at,
        "published_at": now,
        "who": author.user,
        "who_name": author.name,
        "approver": order.approver.user,
        "approver_name": order.approver.name,
        "origin": order.origin,
        "draft": order.draft,
        "reason": order.reason,
    }
    row = (await connection.execute(insert(site_publication).values(values).returning(*_COLUMNS))).mappings().one()
    return _publication(row)


async def cancel(connection: AsyncConnection, publication: int, author: Author, reason: str, now: datetime) -> None:
    """Mark a publication as cancelled."""
    values = {
        "cancelled_at": now,
        "canceller": author.user,
        "canceller_name": author.name,
        "cancel_reason": reason,
    }
    await connection.execute(update(site_publication).where(_row.id == publication).values(values))


async def add_version(connection: AsyncConnection, site: Site) -> None:
    """Insert a version, unless it is stored."""
    row = {
        "version": site.version,
        "campaign": site.campaign,
        "content": msgspec.json.decode(site_to_json(site)),
        "imported_at": func.clock_timestamp(),
    }
    await connection.execute(insert(site_version).values(row).on_conflict_do_nothing())


async def read_version(connection: AsyncConnection, version: str) -> Site | None:
    """Return the site of a version, or None."""
    content = await connection.scalar(select(site_version.c.content).where(site_version.c.version == version))
    return None if content is None else site_from_json(msgspec.json.encode(content))


async def add_files(connection: AsyncConnection, files: Mapping[str, bytes]) -> None:
    """Insert files by the SHA-256 of their content, unless they are stored."""
    for digest, content in files.items():
        row = {"digest": digest, "content": content}
        await connection.execute(insert(site_file).values(row).on_conflict_do_nothing())


async def list_stored_files(connection: AsyncConnection, digests: Collection[str]) -> frozenset[str]:
    """Return those digests whose files are stored."""
    return frozenset(await connection.scalars(select(_file.digest).where(_file.digest.in_(list(digests)))))


async def read_file(connection: AsyncConnection, digest: str) -> bytes | None:
    """Return the content of a file, or None."""
    content: bytes | None = await connection.scalar(select(_file.content).where(_file.digest == digest))
    return None if content is None else bytes(content)


def _publication(row: Any) -> Publication:
    return Publication(**{name: row[name] for name in Publication.__struct_fields__})
