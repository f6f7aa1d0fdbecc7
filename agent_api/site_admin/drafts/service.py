"""Drafts: open one from the version in force, save changes of several people, bring it up to date, and discard it.

Each act is one transaction with its fact; it locks the draft, so that two people save one after the other. A document
with complaints is saved; only a publication needs none. `publication_requests` publishes.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.site_admin.drafts import store
from agent_api.site_admin.drafts.domain.choices import TakenSide, take_sides
from agent_api.site_admin.drafts.domain.conflict_authors import find_author
from agent_api.site_admin.drafts.domain.draft import (
    CLOSED_SECTIONS,
    MAX_DOCUMENT_BYTES,
    MAX_OPEN_DRAFTS,
    Draft,
    DraftAct,
    RevisionKind,
    SavedRevision,
    locked_sections,
    next_state,
)
from agent_api.site_admin.drafts.named_files import keep_named_files
from agent_api.site_admin.problems import (
    ChangeUnreadable,
    DraftStateRefused,
    DraftTooBig,
    DraftUnknown,
    SectionLocked,
    SiteConflicts,
    TooManyDrafts,
)
from agent_api.site_admin.versions import read_document_of, read_site, require_in_force
from config.site.documents.changes import ABSENT, Change, ChangesConflict, Conflict, apply, equal, merge
from config.site.documents.documents import document_of
from config.site.documents.shape import type_at
from eventlog.facts import SiteDraftChanged, SiteDraftDiscarded, SiteDraftOpened, SiteDraftUpdated
from storage.postgres.engine import read_connection, unit_of_work


async def open_draft(context: ApiContext, principal: Principal, title: str) -> str:
    """Open a draft of the version in force; return its id.

    Raises:
        TooManyDrafts: the campaign has as many as it may.
    """
    author = author_of(context, principal)
    async with unit_of_work(context.engine) as connection:
        await store.lock_drafts(connection, context.campaign)
        if await store.count_unended(connection, context.campaign) >= MAX_OPEN_DRAFTS:
            raise TooManyDrafts(MAX_OPEN_DRAFTS)
        in_force = await require_in_force(connection, context.campaign)
        draft = Draft(
            id=str(uuid4()),
            title=title,
            state="open",
            base_version=in_force.version,
            revision=1,
            document=await read_document_of(connection, in_force.version),
            created_at=author.at,
            created_by=author.user,
            created_by_name=author.name,
            updated_at=author.at,
            updated_by=author.user,
            updated_by_name=author.name,
        )
        await store.add(connection, context.campaign, draft)
        await store.add_revision(connection, context.campaign, draft.id, _saved(draft, "opened", author, []))
        fact = SiteDraftOpened(draft=draft.id, base=draft.base_version)
        await append_facts(connection, context.campaign, [fact], author)
    return draft.id


async def save_changes(context: ApiContext, principal: Principal, id_: str, changes: Sequence[Change]) -> None:
    """Save changes of one person; repeating them changes nothing.

    Raises:
        DraftUnknown, DraftStateRefused: there is no such draft, or it is not open.
        ChangeUnreadable: a path leads to no field of a document.
        SectionLocked: the user may not change a section with rules of security.
        SiteConflicts: other people changed the same fields meanwhile; nothing is saved.
        DraftTooBig: the document would exceed its limit.
    """
    _check_paths(principal, [each.path for each in changes])
    author = author_of(context, principal)
    async with unit_of_work(context.engine) as connection:
        draft = await lock_draft(connection, context.campaign, id_, "change")
        try:
            document = apply(draft.document, tuple(changes))
        except ChangesConflict as error:
            revisions = await store.list_revisions(connection, context.campaign, id_)
            conflicts = [_describe(each, find_author(each.path, revisions)) for each in error.conflicts]
            raise SiteConflicts(conflicts) from None
        if equal(document, draft.document):
            return
        paths = [list(each.path) for each in changes]
        saved = await save_document(connection, context.campaign, draft, document, author, kind="changes", paths=paths)
        fact = SiteDraftChanged(draft=id_, revision=saved.revision, fields=len(changes))
        await append_facts(connection, context.campaign, [fact], author)


async def bring_up_to_date(context: ApiContext, principal: Principal, id_: str, choices: Sequence[TakenSide]) -> None:
    """Merge the version in force into a draft; a draft that is up to date stays so.

    Raises:
        DraftUnknown, DraftStateRefused: there is no such draft, or it is not open.
        SiteConflicts: fields differ in both, and no choice is made about them; nothing is saved.
        DraftTooBig: the document would exceed its limit.
    """
    author = author_of(context, principal)
    async with unit_of_work(context.engine) as connection:
        draft = await lock_draft(connection, context.campaign, id_, "update")
        in_force = await require_in_force(connection, context.campaign)
        if in_force.version == draft.base_version:
            return
        base = await read_site(connection, draft.base_version)
        theirs = await read_site(connection, in_force.version)
        merged, conflicts = merge(document_of(base), document_of(theirs), draft.document)
        document, left = take_sides(merged, conflicts, choices)
        if left:
            by = SavedRevision(
                revision=0,
                kind="update",
                at=in_force.effective_at,
                who=in_force.who,
                who_name=in_force.who_name,
                paths=[],
            )
            raise SiteConflicts([_describe(each, by) for each in left])
        rebased = msgspec.structs.replace(draft, base_version=in_force.version)
        merged_draft = msgspec.structs.replace(rebased, document=document)
        await keep_named_files(connection, merged_draft, base, theirs, author)
        saved = await save_document(connection, context.campaign, rebased, document, author, kind="update")
        fact = SiteDraftUpdated(draft=id_, revision=saved.revision, base=saved.base_version)
        await append_facts(connection, context.campaign, [fact], author)


async def discard_draft(context: ApiContext, principal: Principal, id_: str) -> None:
    """End an open draft without a publication.

    Raises:
        DraftUnknown, DraftStateRefused: there is no such draft, or it is not open.
    """
    author = author_of(context, principal)
    async with unit_of_work(context.engine) as connection:
        draft = await lock_draft(connection, context.campaign, id_, "discard")
        await save_state(connection, context.campaign, draft, "discard", author)
        await append_facts(connection, context.campaign, [SiteDraftDiscarded(draft=id_)], author)


def author_of(context: ApiContext, principal: Principal) -> Author:
    """Return the author of an act on a draft."""
    return principal.author(at=context.now(), site_version=context.site.version)


async def find_draft(context: ApiContext, id_: str) -> Draft:
    """Return a draft.

    Raises:
        DraftUnknown: there is no such draft.
    """
    async with read_connection(context.engine) as connection:
        draft = await store.find(connection, context.campaign, id_)
    if draft is None:
        raise DraftUnknown
    return draft


async def lock_draft(connection: AsyncConnection, campaign: str, id_: str, act: DraftAct) -> Draft:
    """Return a draft that allows an act, and keep others from changing it until the transaction ends.

    Raises:
        DraftUnknown: there is no such draft.
        DraftStateRefused: its state does not allow the act.
    """
    draft = await store.find(connection, campaign, id_, lock=True)
    if draft is None:
        raise DraftUnknown
    if next_state(draft.state, act) is None:
        raise DraftStateRefused(draft.state)
    return draft


async def save_document(
    connection: AsyncConnection,
    campaign: str,
    draft: Draft,
    document: dict[str, Any],
    author: Author,
    *,
    kind: RevisionKind,
    paths: Sequence[list[str]] = (),
) -> Draft:
    """Save a document as the next revision of a draft that the transaction has locked.

    Raises:
        DraftTooBig: the document exceeds its limit.
    """
    if len(msgspec.json.encode(document)) > MAX_DOCUMENT_BYTES:
        raise DraftTooBig(MAX_DOCUMENT_BYTES)
    saved = msgspec.structs.replace(_touched(draft, author), revision=draft.revision + 1, document=document)
    await store.save(connection, campaign, saved, revision=draft.revision)
    await store.add_revision(connection, campaign, draft.id, _saved(saved, kind, author, paths))
    return saved


async def save_state(
    connection: AsyncConnection, campaign: str, draft: Draft, act: DraftAct, author: Author, **changes: Any
) -> Draft:
    """Save the state of a locked draft after an act that it allows."""
    state = next_state(draft.state, act) or draft.state
    saved = msgspec.structs.replace(_touched(draft, author), state=state, **changes)
    await store.save(connection, campaign, saved, revision=draft.revision)
    return saved


def _check_paths(principal: Principal, paths: Sequence[tuple[str, ...]]) -> None:
    locked = sections_locked_to(principal)
    for path in paths:
        if path[0] in CLOSED_SECTIONS or type_at(path) is None:
            raise ChangeUnreadable(path)
        if path[0] in locked:
            raise SectionLocked(path[0])


def sections_locked_to(principal: Principal) -> frozenset[str]:
    """Return the sections that a user may read but not change."""
    return locked_sections(administers_rights=principal.has_permission("users.manage"))


def _touched(draft: Draft, author: Author) -> Draft:
    return msgspec.structs.replace(draft, updated_at=author.at, updated_by=author.user, updated_by_name=author.name)


def _saved(draft: Draft, kind: RevisionKind, author: Author, paths: Sequence[list[str]]) -> SavedRevision:
    return SavedRevision(revision=draft.revision, kind=kind, paths=list(paths), **author.columns())  # type: ignore[arg-type]


def _describe(conflict: Conflict, by: SavedRevision | None) -> dict[str, Any]:
    """Return a conflict for a screen; a value that is absent is left out."""
    values = {"before": conflict.base, "theirs": conflict.theirs, "mine": conflict.mine}
    return {
        "path": list(conflict.path),
        **{name: value for name, value in values.items() if value is not ABSENT},
        "by": by.who_name if by else "",
        "at": by.at.isoformat() if by else None,
    }
