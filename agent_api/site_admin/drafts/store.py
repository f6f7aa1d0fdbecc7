"""SQL of drafts. Owns the tables site_draft, site_draft_revision and site_draft_file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.site_admin.drafts.domain.draft import Draft, PublicationRequest, Refusal, SavedRevision
from storage.postgres.year_numbers import lock_numbers
from storage.tables import site_draft, site_draft_file, site_draft_revision

_draft, _revision, _file = site_draft.c, site_draft_revision.c, site_draft_file.c
_HEAD_COLUMNS: Final = tuple(column for column in _draft if column is not _draft.document)
_REVISION_NAMES: Final = SavedRevision.__struct_fields__
_REQUEST_COLUMNS: Final = {
    "by": "requested_by",
    "by_name": "requested_by_name",
    "at": "requested_at",
    "effective_at": "effective_at",
    "reason": "reason",
    "tries_reason": "tries_reason",
}
_REFUSAL_COLUMNS: Final = {
    "by": "refused_by",
    "by_name": "refused_by_name",
    "at": "refused_at",
    "reason": "refusal_reason",
}
_UNENDED: Final = ("open", "waiting")


class DraftFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a draft."""

    name: str
    digest: str
    content: bytes
    stored_at: datetime
    stored_by: str


async def lock_drafts(connection: AsyncConnection, campaign: str) -> None:
    """Keep others from opening a draft until the transaction ends, so that the limit holds."""
    await lock_numbers(connection, site_draft, campaign)


async def count_unended(connection: AsyncConnection, campaign: str) -> int:
    """Return how many drafts are open or waiting."""
    query = select(func.count()).where(_draft.campaign == campaign, _draft.state.in_(_UNENDED))
    return int(await connection.scalar(query) or 0)


async def add(connection: AsyncConnection, campaign: str, draft: Draft) -> None:
    """Insert a draft."""
    await connection.execute(insert(site_draft).values(campaign=campaign, **_columns_of(draft)))


async def save(connection: AsyncConnection, campaign: str, draft: Draft, *, revision: int) -> bool:
    """Replace a draft if it still has a revision; return whether it had.

    The transaction that read it with a lock always succeeds.
    """
    statement = update(site_draft).where(_draft.campaign == campaign, _draft.id == draft.id)
    saved = await connection.execute(statement.where(_draft.revision == revision).values(**_columns_of(draft)))
    return saved.rowcount == 1


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> Draft | None:
    """Return a draft; with ``lock``, others wait to change it until the transaction ends."""
    query = select(site_draft).where(_draft.campaign == campaign, _draft.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else _draft_of({**row})


async def find_head(connection: AsyncConnection, campaign: str, id_: str) -> Draft | None:
    """Return a draft without its document."""
    query = select(*_HEAD_COLUMNS).where(_draft.campaign == campaign, _draft.id == id_)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else _draft_of({**row, "document": {}})


async def list_unended(connection: AsyncConnection, campaign: str) -> list[Draft]:
    """Return the drafts that are open or waiting without their documents, the last change first."""
    query = select(*_HEAD_COLUMNS).where(_draft.campaign == campaign, _draft.state.in_(_UNENDED))
    rows = await connection.execute(query.order_by(_draft.updated_at.desc(), _draft.id))
    return [_draft_of({**row, "document": {}}) for row in rows.mappings()]


async def add_revision(connection: AsyncConnection, campaign: str, draft: str, revision: SavedRevision) -> None:
    """Insert a saved change."""
    values = msgspec.structs.asdict(revision)
    await connection.execute(insert(site_draft_revision).values(campaign=campaign, draft=draft, **values))


async def list_revisions(connection: AsyncConnection, campaign: str, draft: str) -> list[SavedRevision]:
    """Return the saved changes of a draft, the newest first."""
    return [each for each, _ in await _read_revisions(connection, _revisions(campaign).where(_revision.draft == draft))]


async def revisions_by_draft(
    connection: AsyncConnection, campaign: str, drafts: Sequence[str]
) -> dict[str, list[SavedRevision]]:
    """Return the saved changes of some drafts, the newest first."""
    grouped: dict[str, list[SavedRevision]] = {each: [] for each in drafts}
    query = _revisions(campaign).where(_revision.draft.in_(drafts))
    for revision, draft in await _read_revisions(connection, query):
        grouped[draft].append(revision)
    return grouped


async def set_file(connection: AsyncConnection, campaign: str, draft: str, file: DraftFile) -> None:
    """Store a file of a draft, in place of an earlier one with its name."""
    values = msgspec.structs.asdict(file)
    changed = {name: value for name, value in values.items() if name != "name"}
    statement = insert(site_draft_file).values(campaign=campaign, draft=draft, **values)
    key = [column.name for column in site_draft_file.primary_key.columns]
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


async def read_files(connection: AsyncConnection, campaign: str, draft: str) -> dict[str, bytes]:
    """Return the content of a draft's own files by name."""
    query = select(_file.name, _file.content).where(_file.campaign == campaign, _file.draft == draft)
    return {row.name: bytes(row.content) for row in await connection.execute(query)}


async def read_file(connection: AsyncConnection, digest: str) -> bytes | None:
    """Return the content of a file of any draft by its digest."""
    content = await connection.scalar(select(_file.content).where(_file.digest == digest).limit(1))
    return None if content is None else bytes(content)


async def total_file_bytes(connection: AsyncConnection, campaign: str, draft: str, *, without: str) -> int:
    """Return the size of a draft's own files, one of them left out."""
    query = select(func.coalesce(func.sum(func.length(_file.content)), 0))
    query = query.where(_file.campaign == campaign, _file.draft == draft, _file.name != without)
    return int(await connection.scalar(query) or 0)


def _revisions(campaign: str) -> Select[Any]:
    columns = [_revision[name] for name in _REVISION_NAMES]
    query = select(*columns, _revision.draft).where(_revision.campaign == campaign)
    return query.order_by(_revision.revision.desc())


async def _read_revisions(connection: AsyncConnection, query: Select[Any]) -> list[tuple[SavedRevision, str]]:
    rows = (await connection.execute(query)).mappings()
    return [(SavedRevision(**{name: row[name] for name in _REVISION_NAMES}), row["draft"]) for row in rows]


def _columns_of(draft: Draft) -> dict[str, Any]:
    columns = msgspec.structs.asdict(draft)
    request, refusal = columns.pop("request"), columns.pop("refusal")
    return columns | _flatten(request, _REQUEST_COLUMNS) | _flatten(refusal, _REFUSAL_COLUMNS)


def _flatten(value: object, columns: Mapping[str, str]) -> dict[str, Any]:
    return {column: None if value is None else getattr(value, name) for name, column in columns.items()}


def _draft_of(row: Mapping[str, Any]) -> Draft:
    asked = {name: row[column] for name, column in _REQUEST_COLUMNS.items()}
    refused = {name: row[column] for name, column in _REFUSAL_COLUMNS.items()}
    return Draft(
        **{name: row[name] for name in Draft.__struct_fields__ if name not in {"request", "refusal"}},
        request=None if asked["by"] is None else PublicationRequest(**asked),
        refusal=None if refused["by"] is None else Refusal(**refused),
    )
