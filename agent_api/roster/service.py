"""Change the roster: queues, seats, absences and deputies, each with its facts in one transaction.

Owns the preconditions. A change of queues is set in the router once it is stored.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.users import roles_of
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.kit.facts import append_facts
from agent_api.roster import store
from agent_api.roster.domain.absence_days import any_overlap, are_days_valid, days_phrase, seeded_absences, seeded_id
from agent_api.roster.domain.deputies import is_fit_deputy
from agent_api.roster.lists import list_seats, present_absences, present_advisors
from agent_api.roster.problems import (
    AbsenceCancelledAlready,
    AbsenceDatesWrong,
    AbsenceOverlaps,
    DeputyUnfit,
    QueueUnknown,
    RosterChanged,
    SeatTaken,
    SeatUnknown,
)
from agent_api.roster.queries import read_assigned_queues, require_advisor
from agent_api.roster.router_queues import try_to_apply_queues
from agent_api.roster.schemas import AbsenceForm, AbsenceItem, QueuesChanged, QueuesForm, RosterAdvisor, Seat, SeatForm
from agent_api.roster.store import REASON, AbsenceRow, SeatRow
from eventlog.facts import (
    AbsenceCancelled,
    AbsenceRecorded,
    AdvisorLevelChanged,
    AdvisorSeated,
    DeputyNamed,
    SeatRemoved,
    SeatSaved,
)
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import unit_of_work


async def change_queues(context: ApiContext, principal: Principal, advisor: str, form: QueuesForm) -> QueuesChanged:
    """Set the queues of an advisor, and have the router offer them calls accordingly.

    Raises:
        NotFound: there is no such advisor today.
        QueueUnknown: the site lacks a queue.
        RosterChanged: the queues are no longer those that the client saw.
    """
    for queue in form.levels:
        if queue not in context.site.queues:
            raise QueueUnknown(queue)
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        await require_advisor(connection, context.campaign, advisor, context.now())
        await store.lock_user(connection, context.campaign, advisor)
        before = (await read_assigned_queues(connection, context.site, (advisor,)))[advisor]
        if form.seen is not None and form.seen != before:
            raise RosterChanged
        if facts := level_facts(advisor, before, form.levels):
            await store.set_levels(
                connection, context.campaign, advisor, form.levels, user=principal.user, now=author.at
            )
            await append_facts(connection, context.campaign, facts, author)
    applied = await try_to_apply_queues(
        context.engine,
        context.router,
        context.site,
        context.handlers.queue_restrictions,
        advisor,
        actor=principal.actor,
        now=author.at,
    )
    return QueuesChanged(advisor=await _present(context, advisor), applied=applied)


def level_facts(advisor: str, before: Mapping[str, int], after: Mapping[str, int]) -> list[AdvisorLevelChanged]:
    """Return a fact for each queue whose level differs, by queue."""
    return [
        AdvisorLevelChanged(advisor=advisor, queue=queue, level=after.get(queue, 0), previous=before.get(queue, 0))
        for queue in sorted({*before, *after})
        if before.get(queue, 0) != after.get(queue, 0)
    ]


async def change_seat(context: ApiContext, principal: Principal, advisor: str, seat: str | None) -> RosterAdvisor:
    """Give an advisor a seat, or none.

    Raises:
        NotFound: there is no such advisor today.
        SeatUnknown: there is no such seat.
    """
    async with unit_of_work(context.engine) as connection:
        await require_advisor(connection, context.campaign, advisor, context.now())
        await store.lock_user(connection, context.campaign, advisor)
        if seat is not None and seat not in {each.id for each in await store.list_seats(connection, context.campaign)}:
            raise SeatUnknown(seat)
        before = (await store.seats_by_advisor(connection, context.campaign)).get(advisor)
        if before != seat:
            await store.set_seat(connection, context.campaign, advisor, seat or "")
            fact = AdvisorSeated(advisor=advisor, seat=seat or "")
            await append_facts(connection, context.campaign, [fact], _author(context, principal))
    return await _present(context, advisor)


async def save_seat(context: ApiContext, principal: Principal, id_: str, form: SeatForm) -> Seat:
    """Create or change a seat."""
    row = SeatRow(id=id_, extension=form.extension, location=form.location)
    async with unit_of_work(context.engine) as connection:
        if row not in await store.list_seats(connection, context.campaign):
            await store.save_seat(connection, context.campaign, row)
            await append_facts(connection, context.campaign, [SeatSaved(seat=id_)], _author(context, principal))
    return next(each for each in (await list_seats(context)).seats if each.id == id_)


async def remove_seat(context: ApiContext, principal: Principal, id_: str) -> None:
    """Delete a seat that no advisor has.

    Raises:
        NotFound: there is no such seat.
        SeatTaken: an advisor has it.
    """
    async with unit_of_work(context.engine) as connection:
        if id_ in (await store.seats_by_advisor(connection, context.campaign)).values():
            raise SeatTaken(id_)
        if not await store.remove_seat(connection, context.campaign, id_):
            raise NotFound(f"No hay ningún puesto «{id_}».")
        await append_facts(connection, context.campaign, [SeatRemoved(seat=id_)], _author(context, principal))


async def record_absence(context: ApiContext, principal: Principal, form: AbsenceForm) -> AbsenceItem:
    """Record that a user will be away.

    Raises:
        NotFound: there is no such user in the campaign today.
        AbsenceDatesWrong, AbsenceOverlaps: the days are impossible, or another absence has one of them.
        DeputyUnfit: the deputy cannot stand in for the user.
    """
    if not are_days_valid(form.first_day, form.last_day):
        raise AbsenceDatesWrong
    author, id_ = _author(context, principal), context.random_token()
    async with unit_of_work(context.engine) as connection:
        await _check_deputy(connection, context, form.user, form.deputy)
        await store.lock_user(connection, context.campaign, form.user)
        await _adopt_seeds(connection, context, form.user, author)
        rows = await store.list_absences(connection, context.campaign, users=(form.user,))
        taken = [(each.first_day, each.last_day) for each in rows if each.cancelled_at is None]
        if days := any_overlap((form.first_day, form.last_day), taken):
            raise AbsenceOverlaps(days_phrase(*days))
        row = AbsenceRow(
            id=id_,
            user=form.user,
            first_day=form.first_day,
            last_day=form.last_day,
            reason=_encrypt_reason(context, id_, form.reason),
            deputy=form.deputy or "",
            recorded_by=principal.user,
            recorded_at=author.at,
        )
        await store.add_absences(connection, context.campaign, [row])
        fact = AbsenceRecorded(
            absence=id_,
            user=form.user,
            first_day=form.first_day.isoformat(),
            last_day=form.last_day.isoformat(),
            deputy=form.deputy or "",
        )
        await append_facts(connection, context.campaign, [fact], author)
    return await _find_absence(context, form.user, id_)


async def cancel_absence(context: ApiContext, principal: Principal, user: str, id_: str) -> AbsenceItem:
    """Cancel an absence of a user; one that came from the site's folder is cancelled here.

    Raises:
        NotFound: the user has no such absence.
        AbsenceCancelledAlready: it was cancelled before.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        await store.lock_user(connection, context.campaign, user)
        await _adopt_seeds(connection, context, user, author)
        row = await store.find_absence(connection, context.campaign, id_)
        if row is None or row.user != user:
            raise NotFound("Esa persona no tiene esa ausencia.")
        if row.cancelled_at is not None:
            raise AbsenceCancelledAlready
        await store.cancel_absence(connection, context.campaign, id_, author.at)
        await append_facts(connection, context.campaign, [AbsenceCancelled(absence=id_, user=user)], author)
    return await _find_absence(context, user, id_)


async def name_deputy(context: ApiContext, principal: Principal, user: str, deputy: str | None) -> None:
    """Name the standing deputy of a user, or none.

    Raises:
        NotFound: there is no such user in the campaign today.
        DeputyUnfit: the deputy cannot stand in for the user.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        await _check_deputy(connection, context, user, deputy)
        await store.lock_user(connection, context.campaign, user)
        before = (await store.read_deputies(connection, context.campaign)).get(user)
        if before != (deputy or ""):
            await store.set_deputy(
                connection, context.campaign, user, deputy or "", by_user=principal.user, now=author.at
            )
            fact = DeputyNamed(user=user, deputy=deputy or "")
            await append_facts(connection, context.campaign, [fact], author)


def _author(context: ApiContext, principal: Principal) -> Author:
    return principal.author(at=context.now(), site_version=context.site.version)


async def _check_deputy(connection: AsyncConnection, context: ApiContext, user: str, deputy: str | None) -> None:
    roles = await roles_of(connection, user, context.campaign, context.now())
    if not roles:
        raise NotFound(f"No hay ningún usuario «{user}» en esta campaña.")
    if deputy is None:
        return
    deputy_roles = await roles_of(connection, deputy, context.campaign, context.now())
    if not is_fit_deputy(context.site, user, roles, deputy, deputy_roles):
        raise DeputyUnfit


async def _adopt_seeds(connection: AsyncConnection, context: ApiContext, user: str, author: Author) -> None:
    """Store the absences of the site's folder of a user who has none here, so that they can be changed."""
    if await store.list_absences(connection, context.campaign, users=(user,)):
        return
    rows = []
    for each in seeded_absences(context.site, user):
        id_ = seeded_id(user, each)
        rows.append(
            AbsenceRow(
                id=id_,
                user=user,
                first_day=each.first_day,
                last_day=each.last_day,
                reason=_encrypt_reason(context, id_, each.reason),
                deputy=each.deputy or "",
                recorded_by=author.user,
                recorded_at=author.at,
            )
        )
    await store.add_absences(connection, context.campaign, rows)


def _encrypt_reason(context: ApiContext, id_: str, reason: str) -> bytes:
    return context.cipher.encrypt(reason, field=REASON, row=row_key(context.campaign, id_))


async def _find_absence(context: ApiContext, user: str, id_: str) -> AbsenceItem:
    return next(each for each in await present_absences(context, user) if each.id == id_)


async def _present(context: ApiContext, advisor: str) -> RosterAdvisor:
    [presented] = await present_advisors(context, advisor)
    return presented
