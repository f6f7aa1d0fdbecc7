"""Visits: begin one, save it as it is typed, sign it, discard it, and read them.

Each act is one transaction with its fact. A save of an old revision changes nothing and returns the newer one.
"""

from collections import Counter

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.quality.visits import store
from agent_api.quality.visits.domain.visit import (
    Attendee,
    VisitContent,
    VisitTexts,
    digest_of,
    find_missing,
    find_visit_faults,
    visit_refusal,
)
from agent_api.quality.visits.presenters import present_visit, present_visit_summary
from agent_api.quality.visits.problems import (
    VisitActRefused,
    VisitChanged,
    VisitFormMissing,
    VisitIncomplete,
    VisitInvalid,
    VisitUnknown,
)
from agent_api.quality.visits.schemas import NewVisit, SavedVisit, VisitDetail, VisitDraftForm, VisitPage, VisitQuery
from agent_api.quality.visits.store import VisitPlain, VisitRow
from config.site.quality.form_versions import in_force
from config.site.quality.visits import VisitForm
from config.timezone import COLOMBIA
from eventlog.facts import QualityVisitBegun, QualityVisitDiscarded, QualityVisitSigned
from storage.postgres.engine import read_connection, unit_of_work


async def begin_visit(context: ApiContext, principal: Principal, form: NewVisit) -> str:
    """Begin a visit with the form in force on its day; return its number.

    Raises:
        VisitFormMissing: the site has no form for that day.
        VisitInvalid: the day has not come.
    """
    site, now = context.site, context.now()
    visit_form = in_force(site.quality.visits.values() if site.quality else (), form.visited_on)
    if visit_form is None:
        raise VisitFormMissing(form.visited_on)
    content = VisitContent(mode=form.mode, visited_on=form.visited_on)
    faults = find_visit_faults(visit_form, content, site.lines, local_date(now))
    if faults:
        raise VisitInvalid(faults)
    async with unit_of_work(context.engine) as connection:
        id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
        row = VisitRow(
            id=id_,
            mode=form.mode,
            visited_on=form.visited_on,
            line="",
            channel="",
            site_version=site.version,
            form=visit_form.id,
            form_version=visit_form.version,
            begun_at=now,
            visitor=principal.user,
            visitor_name=principal.name,
            state="draft",
            revision=1,
            updated_at=now,
            answers={},
            texts=VisitPlain(),
        )
        await store.add(connection, context.cipher, context.campaign, row)
        begun = QualityVisitBegun(visit=id_, mode=form.mode, visited_on=form.visited_on.isoformat())
        author = principal.author(at=now, site_version=site.version)
        await append_facts(connection, context.campaign, [begun], author)
    return id_


async def save_visit(context: ApiContext, principal: Principal, id_: str, form: VisitDraftForm) -> SavedVisit:
    """Save an unsigned visit as it is typed.

    Raises:
        VisitUnknown: there is none.
        VisitActRefused: it is signed, discarded or of another person.
        VisitChanged: another window saved it since.
        VisitInvalid: a field does not fit the form.
    """
    visit_form = await _form_of(context, await _find(context, id_))
    content, now = _content_of(form), context.now()
    faults = find_visit_faults(visit_form, content, context.site.lines, local_date(now))
    if faults:
        raise VisitInvalid(faults)
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_)
        if row.revision == form.revision:
            revision = row.revision + 1
            await store.update_content(
                connection,
                context.cipher,
                context.campaign,
                id_,
                texts=VisitPlain(**msgspec.structs.asdict(content.texts)),
                mode=content.mode,
                visited_on=content.visited_on,
                line=content.line,
                channel=content.channel,
                answers=content.answers,
                revision=revision,
                updated_at=now,
            )
            return SavedVisit(id=id_, revision=revision, updated_at=now)
    raise await _changed(context, principal, id_)


async def sign_visit(context: ApiContext, principal: Principal, id_: str, revision: int) -> None:
    """Sign a complete visit, which does not change any more.

    Raises:
        VisitUnknown, VisitActRefused, VisitChanged: as in `save_visit`.
        VisitIncomplete: place, attendees or an answer is missing.
    """
    visit_form = await _form_of(context, await _find(context, id_))
    async with unit_of_work(context.engine) as connection:
        row, now = await _lock(connection, context, principal, id_), context.now()
        if row.revision == revision:
            missing = find_missing(visit_form, row.content)
            if missing:
                raise VisitIncomplete(missing)
            digest = digest_of(row.content, visit_form)
            await store.update_content(
                connection,
                context.cipher,
                context.campaign,
                id_,
                state="signed",
                signed_at=now,
                digest=digest,
                revision=row.revision + 1,
                updated_at=now,
            )
            author = principal.author(at=now, site_version=context.site.version)
            await append_facts(connection, context.campaign, [_signed_fact(row, digest)], author)
            return
    raise await _changed(context, principal, id_)


def _signed_fact(row: VisitRow, digest: str) -> QualityVisitSigned:
    counts = Counter(row.answers.values())
    return QualityVisitSigned(
        visit=row.id,
        line=row.line,
        channel=row.channel,
        form=row.form,
        form_version=row.form_version,
        yes=counts["yes"],
        no=counts["no"],
        not_applicable=counts["not_applicable"],
        digest=digest,
    )


async def discard_visit(context: ApiContext, principal: Principal, id_: str, reason: str) -> None:
    """Give up an unsigned visit; what was written stays.

    Raises:
        VisitUnknown, VisitActRefused: as in `save_visit`.
    """
    async with unit_of_work(context.engine) as connection:
        row, now = await _lock(connection, context, principal, id_), context.now()
        await store.update_content(
            connection,
            context.cipher,
            context.campaign,
            id_,
            texts=msgspec.structs.replace(row.texts, discard_reason=reason),
            state="discarded",
            revision=row.revision + 1,
            updated_at=now,
        )
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, [QualityVisitDiscarded(visit=id_)], author)


async def read_visit(context: ApiContext, principal: Principal, id_: str) -> VisitDetail:
    """Return a visit with its form.

    Raises:
        VisitUnknown: there is none.
    """
    row = await _find(context, id_)
    async with read_connection(context.engine) as connection:
        findings = await store.count_findings(connection, context.campaign, [id_])
    may_write = principal.has_permission("visit.write")
    may_act = may_write and visit_refusal(row.state, row.visitor, principal.user) is None
    return present_visit(row, await _form_of(context, row), findings=findings.get(id_, 0), may_act=may_act)


async def list_visits(context: ApiContext, query: VisitQuery, after: Cursor | None) -> VisitPage:
    """Return a page of visits."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection,
            context.cipher,
            context.campaign,
            state=query.state,
            mode=query.mode,
            limit=query.limit + 1,
            after=after,
        )
        page = rows[: query.limit]
        findings = await store.count_findings(connection, context.campaign, [each.id for each in page])
    last = page[-1] if len(rows) > query.limit else None
    return VisitPage(
        visits=[present_visit_summary(each, findings.get(each.id, 0)) for each in page],
        next=Cursor(last.begun_at, last.id).encode() if last else None,
    )


def _content_of(form: VisitDraftForm) -> VisitContent:
    texts = VisitTexts(
        place=form.place,
        attendees=tuple(Attendee(name=each.name, position=each.position) for each in form.attendees),
        notes={id_: note for id_, note in form.notes.items() if note},
        observations=form.observations,
    )
    return VisitContent(
        mode=form.mode,
        visited_on=form.visited_on,
        line=form.line or "",
        channel=form.channel or "",
        answers=dict(form.answers),
        texts=texts,
    )


async def _form_of(context: ApiContext, row: VisitRow) -> VisitForm:
    """Return the form with which a visit was begun."""
    quality = (await context.load_site_version(row.site_version)).quality
    assert quality is not None  # the visit was begun with it
    return quality.visits[row.form]


async def _find(context: ApiContext, id_: str) -> VisitRow:
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.cipher, context.campaign, id_)
    if row is None:
        raise VisitUnknown
    return row


async def _lock(connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str) -> VisitRow:
    row = await store.find(connection, context.cipher, context.campaign, id_, lock=True)
    if row is None:
        raise VisitUnknown
    refused = visit_refusal(row.state, row.visitor, principal.user)
    if refused is not None:
        raise VisitActRefused(refused)
    return row


async def _changed(context: ApiContext, principal: Principal, id_: str) -> VisitChanged:
    newer = await read_visit(context, principal, id_)
    return VisitChanged(newer.model_dump(mode="json"))
