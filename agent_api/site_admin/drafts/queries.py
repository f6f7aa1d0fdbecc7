"""The drafts as screens read them: the list, one with its complaints and differences, and its last revision."""

import asyncio

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.site_admin.drafts import store
from agent_api.site_admin.drafts.domain.conflict_authors import list_editors
from agent_api.site_admin.drafts.domain.draft import Draft, SavedRevision
from agent_api.site_admin.drafts.files import read_draft_files
from agent_api.site_admin.drafts.service import sections_locked_to
from agent_api.site_admin.presenters import present_complaints
from agent_api.site_admin.problems import DraftUnknown
from agent_api.site_admin.publications import service as publications
from agent_api.site_admin.schemas import (
    DraftOut,
    DraftRefusal,
    DraftRequest,
    DraftRevision,
    DraftSummary,
    SiteDifference,
)
from agent_api.site_admin.versions import read_document_of
from config.site.documents.differences import describe_differences
from config.site.documents.documents import check_document
from storage.postgres.engine import read_connection


async def list_drafts(context: ApiContext, version: str) -> list[DraftSummary]:
    """Return the drafts that are open or waiting; those with another base than a version are outdated."""
    async with read_connection(context.engine) as connection:
        drafts = await store.list_unended(connection, context.campaign)
        revisions = await store.revisions_by_draft(connection, context.campaign, [each.id for each in drafts])
    return [_summarise(each, revisions[each.id], version) for each in drafts]


async def read_draft(context: ApiContext, principal: Principal, id_: str) -> DraftOut:
    """Return a draft, checked as a whole.

    Raises:
        DraftUnknown: there is no such draft.
    """
    async with read_connection(context.engine) as connection:
        draft = await store.find(connection, context.campaign, id_)
        if draft is None:
            raise DraftUnknown
        revisions = await store.list_revisions(connection, context.campaign, id_)
        base = await read_document_of(connection, draft.base_version)
    in_force = await publications.in_force(context.engine, context.campaign)
    files = await read_draft_files(context, draft)
    complaints = await asyncio.to_thread(check_document, draft.document, files.get)
    differences = await asyncio.to_thread(describe_differences, base, draft.document)
    summary = _summarise(draft, revisions, in_force.version if in_force else "")
    return DraftOut(
        **summary.model_dump(),
        base_version=draft.base_version,
        revision=draft.revision,
        document=draft.document,
        complaints=present_complaints(complaints),
        differences=[
            SiteDifference(section=each.section, path=list(each.path), text=each.text) for each in differences
        ],
        publication=_present_request(draft, principal),
        refusal=_present_refusal(draft),
        locked_sections=sorted(sections_locked_to(principal)),
    )


async def read_revision(context: ApiContext, id_: str) -> DraftRevision:
    """Return the last saved change of a draft.

    Raises:
        DraftUnknown: there is no such draft.
    """
    async with read_connection(context.engine) as connection:
        head = await store.find_head(connection, context.campaign, id_)
    if head is None:
        raise DraftUnknown
    return DraftRevision(revision=head.revision, by=head.updated_by_name, at=head.updated_at, state=head.state)


def _summarise(draft: Draft, revisions: list[SavedRevision], version: str) -> DraftSummary:
    return DraftSummary(
        id=draft.id,
        title=draft.title,
        state=draft.state,
        outdated=draft.state in {"open", "waiting"} and draft.base_version != version,
        editors=list_editors(revisions),
        created_at=draft.created_at,
        updated_at=draft.updated_at,
    )


def _present_request(draft: Draft, principal: Principal) -> DraftRequest | None:
    request = draft.request
    if request is None or draft.state != "waiting":
        return None
    return DraftRequest(
        effective_at=request.effective_at,
        reason=request.reason,
        requested_by=request.by_name,
        requested_at=request.at,
        own=request.by == principal.user,
    )


def _present_refusal(draft: Draft) -> DraftRefusal | None:
    refusal = draft.refusal
    return None if refusal is None else DraftRefusal(by=refusal.by_name, at=refusal.at, reason=refusal.reason)
