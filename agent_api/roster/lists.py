"""Lists of the roster: advisors with their queues, seats, absences, and people with their deputies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import StaffMember, list_staff
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.text import fold_accents
from agent_api.roster import store
from agent_api.roster.domain.absence_days import (
    AbsenceStatus,
    overlap,
    seeded_absences,
    seeded_id,
    seeded_users,
    status_of,
)
from agent_api.roster.domain.deputies import seeded_deputy, stand_in
from agent_api.roster.domain.merge import People, assigned_queues, site_with_people
from agent_api.roster.domain.queue_override import is_in_force
from agent_api.roster.overrides import store as override_store
from agent_api.roster.queries import read_people, read_queues_now, restrictions_of
from agent_api.roster.schemas import (
    AbsenceItem,
    AbsencePage,
    AbsenceQuery,
    OwnQueue,
    OwnQueues,
    QueueChoice,
    QueueRestriction,
    RosterAdvisor,
    RosterExportForm,
    RosterPage,
    RosterPeople,
    RosterPerson,
    RosterQuery,
    Seat,
    Seats,
)
from agent_api.roster.store import REASON, AbsenceRow
from config.site.model import Site
from config.site.tickets.escalation import areas_of
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection

Item = TypeVar("Item", RosterAdvisor, AbsenceItem)


class StaffName(NamedTuple):
    """A user and their name."""

    user: str
    name: str


class _AbsenceBook(msgspec.Struct, frozen=True, kw_only=True):
    """The values that an absence is presented with: the site with its present people, names, deputies, and the day."""

    site: Site
    names: Mapping[str, str]
    people: People
    today: date

    def present(
        self,
        id_: str,
        user: str,
        days: tuple[date, date],
        deputy: str,
        *,
        reason: str,
        status: AbsenceStatus,
        from_site: bool,
    ) -> AbsenceItem:
        """Return an absence with the user's name and areas, and the person who stands in."""
        areas = areas_of(self.site, user)
        official = next((self.site.areas[each].officials[user].name for each in areas), user)
        area = self.site.areas[areas[0]] if areas else None
        chosen = stand_in(self.people, user, max(self.today, days[0]), area)
        return AbsenceItem(
            id=id_,
            user=user,
            name=self.names.get(user, official),
            areas=[self.site.areas[each].name for each in areas],
            first_day=days[0],
            last_day=days[1],
            reason=reason,
            deputy=deputy or None,
            stands_in=chosen,
            stands_in_name=self.names.get(chosen, chosen) if chosen else None,
            status=status,
            from_site=from_site,
        )


async def list_advisors(context: ApiContext, query: RosterQuery) -> RosterPage:
    """Return a page of the advisors who meet the filters, by name."""
    advisors = await find_advisors(context, query)
    page, next_ = _page(advisors, [each.user for each in advisors], query.cursor, query.limit)
    queues = [QueueChoice(id=id_, name=queue.name) for id_, queue in context.site.queues.items()]
    return RosterPage(advisors=page, queues=queues, total=len(advisors), next=next_)


async def find_advisors(context: ApiContext, query: RosterQuery | RosterExportForm) -> list[RosterAdvisor]:
    """Return all advisors who meet the filters, by name."""
    return [each for each in await present_advisors(context) if _meets(each, query)]


async def present_advisors(context: ApiContext, only: str | None = None) -> list[RosterAdvisor]:
    """Return today's advisors with their queues and seats, by name; ``only`` names one of them."""
    staff = await list_staff(context.engine, context.cipher, context.campaign, context.now())
    named = {each.user: each.name for each in _by_name(staff) if "asesor" in each.roles and not each.disabled}
    if only is not None:
        named = {only: named[only]} if only in named else {}
    async with read_connection(context.engine) as connection:
        stored = await store.read_levels(connection, context.campaign, named)
        restrictions = await context.handlers.queue_restrictions(connection, context.site, tuple(named), context.now())
        seats = await store.seats_by_advisor(connection, context.campaign)
        away = await _away(connection, context)
    return [
        _advisor(
            context.site,
            StaffName(user, name),
            stored.get(user),
            restrictions.get(user, {}),
            seat=seats.get(user),
            away=user in away,
        )
        for user, name in named.items()
    ]


async def list_seats(context: ApiContext) -> Seats:
    """Return the seats with the advisors who have them."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_seats(connection, context.campaign)
        taken = await store.seats_by_advisor(connection, context.campaign)
    return Seats(
        seats=[
            Seat(
                id=row.id,
                extension=row.extension,
                location=row.location,
                advisors=sorted(user for user, seat in taken.items() if seat == row.id),
            )
            for row in rows
        ]
    )


async def list_own_queues(context: ApiContext, advisor: str) -> OwnQueues:
    """Return the queues that an advisor serves now, with the reasons why they may not serve some."""
    site, now = context.site, context.now()
    async with read_connection(context.engine) as connection:
        levels = (await read_queues_now(connection, site, (advisor,), now))[advisor]
        rows = await override_store.list_unended(connection, site.campaign, (advisor,))
        reasons = await restrictions_of(connection, site, context.handlers.queue_restrictions, advisor, now)
    return OwnQueues(
        changed_until=next((row.until for row in rows if is_in_force(row, now)), None),
        queues=[
            OwnQueue(id=queue, name=site.queues[queue].name, level=level, restriction=reasons.get(queue))
            for queue, level in levels.items()
        ],
    )


async def list_absences(context: ApiContext, query: AbsenceQuery) -> AbsencePage:
    """Return a page of the absences that meet the filters, the earliest first."""
    found = await find_absences(context, query)
    page, next_ = _page(found, [each.id for each in found], query.cursor, query.limit)
    return AbsencePage(absences=page, total=len(found), next=next_)


async def find_absences(context: ApiContext, query: AbsenceQuery | RosterExportForm) -> list[AbsenceItem]:
    """Return all absences that meet the filters, the earliest first."""
    days = (query.first_day or local_date(context.now()), query.last_day or date.max)
    return [
        each
        for each in await present_absences(context)
        if each.status != "cancelled"
        and overlap((each.first_day, each.last_day), days)
        and _contains(query.q, each.user, each.name)
    ]


async def present_absences(context: ApiContext, user: str | None = None) -> list[AbsenceItem]:
    """Return all absences, or those of one user, the earliest first; seeds of users without a stored one included."""
    staff = await list_staff(context.engine, context.cipher, context.campaign, context.now())
    names = {each.user: each.name for each in staff}
    async with read_connection(context.engine) as connection:
        rows = await store.list_absences(connection, context.campaign)
        people = await read_people(connection, context.campaign)
    site = site_with_people(context.site, people)
    book = _AbsenceBook(site=site, names=names, people=people, today=local_date(context.now()))
    items = [_stored_absence(book, context, each) for each in rows]
    for each in sorted(seeded_users(context.site) - {row.user for row in rows}):
        items += _seeded_absences(book, context.site, each)
    chosen = [each for each in items if user is None or each.user == user]
    return sorted(chosen, key=lambda each: (each.first_day, fold_accents(each.name), each.id))


async def list_people(context: ApiContext) -> RosterPeople:
    """Return the users who may be away or stand in, with their standing deputies, by name."""
    site = context.site
    staff = [
        each
        for each in _by_name(await list_staff(context.engine, context.cipher, context.campaign, context.now()))
        if each.roles and not each.disabled
    ]
    async with read_connection(context.engine) as connection:
        kept = (await read_people(connection, context.campaign)).deputies
        away = await _away(connection, context)
    names = {each.user: each.name for each in staff}
    return RosterPeople(people=[_person(site, each, kept, names, away) for each in staff])


def _by_name(staff: Iterable[StaffMember]) -> list[StaffMember]:
    return sorted(staff, key=lambda each: (fold_accents(each.name), each.user))


def _page(items: Sequence[Item], keys: Sequence[str], after: str | None, limit: int) -> tuple[list[Item], str | None]:
    """Return the items after a key and the key of the last one if others follow; without such a key, the first page."""
    begin = keys.index(after) + 1 if after in keys else 0
    page = list(items[begin : begin + limit])
    return page, keys[begin + limit - 1] if begin + limit < len(items) else None


def _contains(text: str, *values: str) -> bool:
    return not text or any(fold_accents(text) in fold_accents(each) for each in values)


def _meets(advisor: RosterAdvisor, query: RosterQuery | RosterExportForm) -> bool:
    if query.lacks is not None and (advisor.levels if query.lacks == "queues" else advisor.seat):
        return False
    return (query.queue is None or query.queue in advisor.levels) and _contains(query.q, advisor.user, advisor.name)


def _advisor(
    site: Site,
    advisor: StaffName,
    stored: Mapping[str, int] | None,
    restrictions: Mapping[str, str],
    *,
    seat: str | None,
    away: bool,
) -> RosterAdvisor:
    levels = assigned_queues(site, advisor.user, stored)
    reasons = [(each, restrictions[each]) for each in levels if each in restrictions]
    return RosterAdvisor(
        user=advisor.user,
        name=advisor.name,
        levels=levels,
        restrictions=[QueueRestriction(queue=queue, reason=reason) for queue, reason in reasons],
        from_site=stored is None,
        seat=seat,
        away=away,
    )


async def _away(connection: AsyncConnection, context: ApiContext) -> set[str]:
    """Return the users who are away today."""
    today = local_date(context.now())
    people = await read_people(connection, context.campaign)
    kept = {
        user for user, days in people.absences.items() if any(each.first_day <= today <= each.last_day for each in days)
    }
    seeded = seeded_users(context.site) - people.absences.keys()
    return kept | {user for user in seeded if any(each.includes(today) for each in seeded_absences(context.site, user))}


def _stored_absence(book: _AbsenceBook, context: ApiContext, row: AbsenceRow) -> AbsenceItem:
    reason = context.cipher.decrypt(row.reason, field=REASON, row=row_key(context.campaign, row.id))
    status = status_of(row.first_day, row.last_day, book.today, cancelled=row.cancelled_at is not None)
    days = (row.first_day, row.last_day)
    return book.present(row.id, row.user, days, row.deputy, reason=reason, status=status, from_site=False)


def _seeded_absences(book: _AbsenceBook, site: Site, user: str) -> list[AbsenceItem]:
    return [
        book.present(
            seeded_id(user, each),
            user,
            (each.first_day, each.last_day),
            each.deputy or "",
            reason=each.reason,
            status=status_of(each.first_day, each.last_day, book.today, cancelled=False),
            from_site=True,
        )
        for each in seeded_absences(site, user)
    ]


def _person(
    site: Site,
    member: StaffMember,
    kept: Mapping[str, str],
    names: Mapping[str, str],
    away: set[str],
) -> RosterPerson:
    deputy = kept.get(member.user, seeded_deputy(site, member.user)) or None
    return RosterPerson(
        user=member.user,
        name=member.name,
        roles=list(member.roles),
        areas=list(areas_of(site, member.user)),
        deputy=deputy,
        deputy_name=names.get(deputy, deputy) if deputy else None,
        deputy_from_site=member.user not in kept,
        away=member.user in away,
    )
