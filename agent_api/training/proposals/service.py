"""Proposals of courses: from a finding, a coaching, an error family or by hand; accepted for a session, or rejected.

An accepted proposal plans its advisor, or the advisors of its queue, for a session of the course.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.coaching.queries import has_coaching
from agent_api.quality.findings.queries import has_finding
from agent_api.roster.queries import read_assigned_queues
from agent_api.training import session_store, topic_store
from agent_api.training.presenters import present_proposal
from agent_api.training.problems import ProposalDecided, ProposalUnknown, TrainingInvalid
from agent_api.training.proposals import store
from agent_api.training.proposals.store import ProposalRow, encrypt_reason
from agent_api.training.register import Fault
from agent_api.training.schemas import (
    ProposalDecisionForm,
    ProposalForm,
    TrainingProposal,
    TrainingProposalPage,
    TrainingProposalQuery,
)
from agent_api.training.session_store import SessionRow
from agent_api.training.sessions import append, load_titles, plan_participants
from agent_api.training.standings import ADVISOR_ROLES
from config.timezone import COLOMBIA
from eventlog.facts import TrainingProposalDecided, TrainingProposed
from metrics.quality.form import FAMILIES
from storage.postgres.engine import read_connection, unit_of_work


async def list_proposals(
    context: ApiContext, query: TrainingProposalQuery, after: Cursor | None
) -> TrainingProposalPage:
    """Return a page of proposals."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection,
            context.campaign,
            filters=query.model_dump(exclude={"limit", "cursor"}),
            limit=query.limit + 1,
            after=after,
        )
        page = rows[: query.limit]
        presented = await _present(connection, context, page)
    return TrainingProposalPage(
        proposals=presented,
        next=Cursor(page[-1].proposed_at, page[-1].id).encode() if len(rows) > query.limit else None,
    )


async def read_proposal(context: ApiContext, id_: str) -> TrainingProposal:
    """Return a proposal.

    Raises:
        ProposalUnknown: there is none.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise ProposalUnknown
        return (await _present(connection, context, [row]))[0]


async def propose(context: ApiContext, principal: Principal, form: ProposalForm) -> tuple[str, bool]:
    """Store a proposal, and notify those who decide; return its number and whether it is new.

    An open proposal of the same course and origin for the same people is returned instead of a second one.

    Raises:
        TrainingInvalid: the course, the origin, the advisor or the queue does not exist.
    """
    now, campaign = context.now(), context.campaign
    async with unit_of_work(context.engine) as connection:
        faults = await _faults_of(connection, context, form)
        if faults:
            raise TrainingInvalid(faults)
        row = ProposalRow(
            id=await store.next_id(connection, campaign, now.astimezone(COLOMBIA).year),
            course=form.course,
            source=form.source,
            reference=form.reference or "",
            advisor=form.advisor or "",
            queue=form.queue or "",
            proposed_at=now,
            proposed_by=principal.user,
        )
        earlier = await store.find_open(connection, campaign, row)
        if earlier is not None:
            return earlier.id, False
        await store.add(connection, campaign, row)
        await append(connection, context, principal, [_proposed(row)])
        roles = roles_with_permission("training.write")
        people = await users_with_roles(connection, campaign, roles, local_date(now))
        cause = NotificationCause(kind="training_proposed", number=row.id, event="proposed", by_user=principal.user)
        await notify(connection, campaign, cause, people, now)
    return row.id, True


def _proposed(row: ProposalRow) -> TrainingProposed:
    return TrainingProposed(
        proposal=row.id,
        course=row.course,
        source=row.source,
        reference=row.reference,
        advisor=row.advisor,
        queue=row.queue,
    )


async def decide_proposal(context: ApiContext, principal: Principal, id_: str, form: ProposalDecisionForm) -> None:
    """Accept a proposal for a session, whose participants its people become, or reject it with a reason.

    Raises:
        ProposalUnknown: there is none.
        ProposalDecided: it was decided before.
        TrainingInvalid: the session does not fit, or the reason is missing.
    """
    now, campaign = context.now(), context.campaign
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, campaign, id_, lock=True)
        if row is None:
            raise ProposalUnknown
        if row.state != "open":
            raise ProposalDecided
        session = await _session_of(connection, context, row, form)
        decided = msgspec.structs.replace(
            row,
            state="accepted" if form.accepted else "rejected",
            decided_at=now,
            decided_by=principal.user,
            session=session.id if session else "",
            reason=None if form.accepted else encrypt_reason(context.cipher, campaign, id_, form.reason or ""),
        )
        await store.save(connection, campaign, decided)
        fact = TrainingProposalDecided(proposal=id_, accepted=form.accepted, session=decided.session)
        await append(connection, context, principal, [fact])
        if session is not None:
            people = await _people_of(connection, context, row)
            await plan_participants(connection, context, principal, session, people)


async def _session_of(
    connection: AsyncConnection, context: ApiContext, row: ProposalRow, form: ProposalDecisionForm
) -> SessionRow | None:
    """Return the session of an accepted proposal, locked; None for a rejected one."""
    if not form.accepted:
        if form.reason is None:
            raise TrainingInvalid([("reason", "Escriba por qué se rechaza.")])
        return None
    session = None
    if form.session is not None:
        session = await session_store.find(connection, context.campaign, form.session, lock=True)
    if session is None or session.course != row.course or session.state != "planned":
        raise TrainingInvalid([("session", "Escoja una sesión programada del mismo tema.")])
    return session


async def _people_of(connection: AsyncConnection, context: ApiContext, row: ProposalRow) -> list[str]:
    if row.advisor:
        return [row.advisor]
    today = local_date(context.now())
    advisors = await users_with_roles(connection, context.campaign, ADVISOR_ROLES, today)
    queues = await read_assigned_queues(connection, context.site, advisors)
    return sorted(each for each in advisors if row.queue in queues[each])


async def _faults_of(connection: AsyncConnection, context: ApiContext, form: ProposalForm) -> list[Fault]:
    faults: list[Fault] = []
    course = await topic_store.find_course(connection, context.campaign, form.course)
    if course is None or course.retired:
        faults.append(("course", "No hay ningún tema vigente con ese número."))
    if (form.advisor is None) == (form.queue is None):
        faults.append(("advisor", "Diga un asesor o una cola, y solo uno de los dos."))
    if form.queue is not None and form.queue not in context.site.queues:
        faults.append(("queue", "El sitio no tiene esa cola."))
    today = local_date(context.now())
    if form.advisor is not None and form.advisor not in await users_with_roles(
        connection, context.campaign, ADVISOR_ROLES, today
    ):
        faults.append(("advisor", "No es un asesor de la campaña."))
    if not await _has_origin(connection, context.campaign, form):
        faults.append(("reference", "No existe: escriba el número del hallazgo o del acompañamiento, o la familia."))
    return faults


async def _has_origin(connection: AsyncConnection, campaign: str, form: ProposalForm) -> bool:
    """Return whether the origin that a form names exists."""
    match form.source, form.reference:
        case "manual", reference:
            return reference is None
        case _, None:
            return False
        case "error", reference:
            return reference in FAMILIES
        case "finding", str(reference):
            return await has_finding(connection, campaign, reference)
        case _, str(reference):
            return await has_coaching(connection, campaign, reference)
    return False


async def _present(connection: AsyncConnection, context: ApiContext, rows: list[ProposalRow]) -> list[TrainingProposal]:
    titles = await load_titles(connection, context.campaign, {each.course for each in rows})
    people = {person for each in rows for person in (each.advisor, each.proposed_by, each.decided_by)}
    names = await load_names(connection, context.site, context.cipher, people - {""})
    return [present_proposal(each, titles, names, context.site, context.cipher) for each in rows]
