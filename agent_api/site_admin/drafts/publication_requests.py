"""The publication of a draft: at once or at a moment, by one person, or by two where the site says so.

The gate runs before the transaction, because it computes for seconds. The transaction locks the draft and refuses a
revision that the gate has not seen, so what is published is what was judged. The rule of two persons is that of the
site in force: a draft cannot switch it off for itself.
"""

from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.site_admin.drafts.domain.draft import (
    Draft,
    DraftAct,
    PublicationRequest,
    Refusal,
    can_approve,
    can_refuse,
    effective_moment,
    find_time_fault,
    next_state,
)
from agent_api.site_admin.drafts.domain.gate import GateResult
from agent_api.site_admin.drafts.files import read_draft_files
from agent_api.site_admin.drafts.publication_notifications import notify_approvers, notify_requester
from agent_api.site_admin.drafts.service import author_of, find_draft, lock_draft, save_state
from agent_api.site_admin.gate import pass_gate, run_gate
from agent_api.site_admin.problems import (
    ApproverIsAuthor,
    DraftChanged,
    DraftStateRefused,
    EffectiveTimeRefused,
)
from agent_api.site_admin.publications import service as publications
from agent_api.site_admin.publications.domain.publication import Approver, Publication, PublicationOrder
from agent_api.site_admin.publications.problems import AlreadyInForce, PublishedMeanwhile, ScheduledAlready
from agent_api.site_admin.schemas import PublicationOrderForm
from config.milliseconds import to_milliseconds
from config.site.model import Site
from eventlog.facts import SitePublicationRefused, SitePublicationRequested, SiteTriesOverridden
from storage.postgres.engine import unit_of_work


class _Judged(NamedTuple):
    """A draft that passed the gate, as the site that it would be."""

    draft: Draft
    site: Site
    files: dict[str, bytes]
    result: GateResult
    expected: int


async def check_draft(context: ApiContext, id_: str) -> GateResult:
    """Judge a draft as its publication would.

    Raises:
        DraftUnknown: there is no such draft.
    """
    draft = await find_draft(context, id_)
    _, result = await run_gate(context, draft.document, await read_draft_files(context, draft))
    return result


async def request_publication(
    context: ApiContext, principal: Principal, id_: str, form: PublicationOrderForm
) -> Publication | None:
    """Publish an open draft; return None where a second person must approve it, by the site or for lack of permission.

    Raises:
        DraftUnknown, DraftStateRefused: there is no such draft, or it is not open.
        EffectiveTimeRefused: the moment has passed, or is too far.
        PublishedMeanwhile: another version is in force or scheduled.
        SiteHasComplaints, PromptsSilent, TriesFailed, AlreadyInForce: the gate refuses it.
        DraftChanged: another person changed it meanwhile.
    """
    author = author_of(context, principal)
    if (fault := find_time_fault(form.effective_at, author.at)) is not None:
        raise EffectiveTimeRefused(fault)
    request = PublicationRequest(
        by=author.user,
        by_name=author.name,
        at=author.at,
        effective_at=form.effective_at,
        reason=form.reason,
        tries_reason=form.tries_reason or "",
    )
    two_persons = context.site.publishing.two_persons
    if two_persons:
        _require_person(principal)
    needs_second = two_persons or not principal.has_permission("site.publish")
    act: DraftAct = "request" if needs_second else "publish"
    judged = await _judge(context, await find_draft(context, id_), request, act, expected=form.expected)
    if not needs_second:
        return await _publish(context, judged, request, author, act=act)
    async with unit_of_work(context.engine) as connection:
        draft = await _lock_judged(connection, context.campaign, judged, act)
        await save_state(connection, context.campaign, draft, act, author, request=request, refusal=None)
        moment = 0 if request.effective_at is None else to_milliseconds(request.effective_at)
        fact = SitePublicationRequested(draft=id_, revision=draft.revision, effective_at_ms=moment)
        await append_facts(connection, context.campaign, [fact], author)
        await notify_approvers(connection, context.campaign, id_, request, author)
    return None


async def approve_publication(context: ApiContext, principal: Principal, id_: str) -> Publication:
    """Publish a draft that waits, as the second person.

    Raises:
        ApproverIsAuthor: this person asked for it.
        DraftUnknown, DraftStateRefused, PublishedMeanwhile, DraftChanged: as `request_publication`.
        SiteHasComplaints, PromptsSilent, TriesFailed, AlreadyInForce: the gate refuses it by now.
    """
    _require_person(principal)
    draft = await find_draft(context, id_)
    request = _require_request(draft)
    if not can_approve(request, principal.user):
        raise ApproverIsAuthor
    asked = principal.author(at=context.now(), site_version=context.site.version)
    author = msgspec.structs.replace(asked, user=request.by, name=request.by_name)
    judged = await _judge(context, draft, request, "approve", expected=None)
    approver = Approver(principal.user, principal.name)
    return await _publish(context, judged, request, author, act="approve", approver=approver)


async def refuse_publication(context: ApiContext, principal: Principal, id_: str, reason: str) -> None:
    """Open a draft that waits again: the author withdraws the request, or another person refuses it.

    Raises:
        DraftUnknown, DraftStateRefused: there is no such draft, or it does not wait.
        Forbidden: the user neither asked for it nor may publish.
    """
    author = author_of(context, principal)
    async with unit_of_work(context.engine) as connection:
        draft = await lock_draft(connection, context.campaign, id_, "refuse")
        request, may_publish = _require_request(draft), principal.has_permission("site.publish")
        if not can_refuse(request, author.user, may_publish=may_publish):
            raise Forbidden
        refusal = Refusal(by=author.user, by_name=author.name, at=author.at, reason=reason)
        await save_state(connection, context.campaign, draft, "refuse", author, request=None, refusal=refusal)
        await append_facts(connection, context.campaign, [SitePublicationRefused(draft=id_)], author)
        kind: NotificationKind = "site_publication_refused"
        await notify_requester(connection, context.campaign, id_, request, kind, author=author, by_user=author.user)


def _require_person(principal: Principal) -> None:
    if principal.scopes is not None:
        raise Forbidden("Este sitio pide dos personas para publicar: un token no cuenta como una.")


def _require_request(draft: Draft) -> PublicationRequest:
    if draft.state != "waiting" or draft.request is None:
        raise DraftStateRefused(draft.state)
    return draft.request


async def _judge(
    context: ApiContext, draft: Draft, request: PublicationRequest, act: DraftAct, *, expected: int | None
) -> _Judged:
    """Let a draft pass the gate, after what is refused without computing."""
    if next_state(draft.state, act) is None:
        raise DraftStateRefused(draft.state)
    in_force, scheduled = await publications.current(context.engine, context.campaign)
    if in_force is None or in_force.version != draft.base_version or expected not in {None, in_force.id}:
        raise PublishedMeanwhile(in_force)
    if scheduled is not None:
        raise ScheduledAlready(scheduled)
    files = await read_draft_files(context, draft)
    site, result = await pass_gate(context, draft.document, files, tries_reason=request.tries_reason)
    if site.version == in_force.version:
        raise AlreadyInForce
    return _Judged(draft, site, files, result, in_force.id)


async def _lock_judged(connection: AsyncConnection, campaign: str, judged: _Judged, act: DraftAct) -> Draft:
    draft = await lock_draft(connection, campaign, judged.draft.id, act)
    if draft.revision != judged.draft.revision:
        raise DraftChanged
    return draft


async def _publish(
    context: ApiContext,
    judged: _Judged,
    request: PublicationRequest,
    author: Author,
    *,
    act: DraftAct,
    approver: Approver | None = None,
) -> Publication:
    async def close_draft(connection: AsyncConnection, _: Publication) -> None:
        draft = await _lock_judged(connection, context.campaign, judged, act)
        await save_state(connection, context.campaign, draft, act, author, request=request)
        if failed := len(judged.result.failed_tries):
            fact = SiteTriesOverridden(draft=draft.id, failed=failed)
            await append_facts(connection, context.campaign, [fact], author)
        if approver is not None:
            kind: NotificationKind = "site_publication_approved"
            await notify_requester(
                connection, context.campaign, draft.id, request, kind, author=author, by_user=approver.user
            )

    order = PublicationOrder(
        origin="draft",
        reason=request.reason,
        effective_at=None if request.effective_at is None else effective_moment(request, author.at),
        draft=judged.draft.id,
        approver=approver or Approver(),
        expected=judged.expected,
    )
    return await publications.publish(
        context.engine,
        judged.site,
        publications.digests_of(judged.files),
        order,
        author,
        campaign=context.campaign,
        close_draft=close_draft,
    )
