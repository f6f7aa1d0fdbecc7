"""The worker's job for the staff: register the site's advisors, and carry out planned exits and moves.

The roles of a person end with the last day by themselves (`agent_api.access.users.is_in_service`), and those of a move
begin and end by their own days. The job ends what remains: the account, sessions, tokens and phone, and the place in
the queues.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from agent_api.access.user_admin import UserAdmin
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.rights.service import GrantService
from agent_api.staff import store
from agent_api.staff.domain.history import carry_out, enter
from agent_api.staff.domain.record import StaffAct, StaffDetails, StaffPeriodRow, StaffPerson, apply_act
from agent_api.staff.service import exit_fact, go_off_duty, move_fact
from call_router.service import CallRouter
from config.site.samples import SampleAdvisor
from eventlog.facts import AnyFact, StaffEntered
from storage.postgres.engine import read_connection, unit_of_work

_SYSTEM: Final = "system"
_RELEASED_FOR: Final = timedelta(hours=1)
"""How long after an exit the job looks whether the person is still on duty."""
_BATCH: Final = 500
"""How many people one transaction carries out."""
ADVISOR_POSITION: Final = "Asesor"
"""The position of the advisors that the site's file registers."""
log = structlog.get_logger(__name__)


async def keep_staff(job: JobContext, router: CallRouter, browser_phone: BrowserPhone | None, now: datetime) -> int:
    """Register advisors, carry out exits and moves that are due, take those people off duty; return their number."""
    await register_advisors(job, now)
    await _index_names(job)
    async with read_connection(job.engine) as connection:
        due = await store.list_due(connection, job.site.campaign, local_date(now))
    moved: list[str] = []
    for at in range(0, len(due), _BATCH):
        moved += await _carry_out(job, due[at : at + _BATCH], now)
    await go_off_duty(router, browser_phone, moved, _SYSTEM)
    async with read_connection(job.engine) as connection:
        departed = await store.list_departed(connection, job.site.campaign, now - _RELEASED_FOR)
    await go_off_duty(router, browser_phone, departed, _SYSTEM)
    return len(due)


async def register_advisors(job: JobContext, now: datetime) -> int:
    """Register the advisors of the site's file who have a day of entry and are not in the register; return how many.

    The file only seeds the register, which is right from then on.
    """
    dated = [each for each in job.site.sample_advisors if each.entered_on is not None]
    if not dated:
        return 0
    async with read_connection(job.engine) as connection:
        known = await store.registered(connection, job.site.campaign, [each.id for each in dated])
    missing = [each for each in dated if each.id not in known]
    if missing:
        await _register(job, missing, now)
    return len(missing)


async def _index_names(job: JobContext) -> None:
    """Store the prints of names that a release without them stored."""
    indexed = _BATCH
    while indexed == _BATCH:
        async with unit_of_work(job.engine) as connection:
            indexed = await store.index_names(connection, job.cipher, job.site.campaign, _BATCH)


async def _register(job: JobContext, advisors: Sequence[SampleAdvisor], now: datetime) -> None:
    campaign, author = job.site.campaign, _author(job, now)
    async with unit_of_work(job.engine) as connection:
        await store.lock_register(connection, campaign)
        known = await store.registered(connection, campaign, [each.id for each in advisors])
        facts: list[AnyFact] = []
        for each in advisors:
            if each.id in known or each.entered_on is None:
                continue
            periods = enter((), each.entered_on)
            assert isinstance(periods, list)  # an empty history refuses no entry
            rows = apply_act((), periods, StaffAct(author=author, details=StaffDetails(position=ADVISOR_POSITION)))
            person = StaffPerson(user=each.id, name=each.name, revision=1)
            await store.save_people(connection, job.cipher, campaign, [(person, 1)], at=now)
            await store.save_periods(connection, job.cipher, campaign, [(each.id, row) for row in rows])
            facts.append(StaffEntered(user=each.id, period=1, begins_on=each.entered_on.isoformat(), roles=""))
        await append_facts(connection, campaign, facts, author)


async def _carry_out(job: JobContext, users: Sequence[str], now: datetime) -> list[str]:
    """Carry out the exits and moves of some people that are due; return those who moved and are no longer advisors."""
    campaign, author, today = job.site.campaign, _author(job, now), local_date(now)
    async with unit_of_work(job.engine) as connection:
        await store.lock_register(connection, campaign)
        people = await store.find_many(connection, job.cipher, campaign, users)
        histories = await store.list_histories(connection, job.cipher, campaign, users)
        ended = {user: _closed(rows, author, today) for user, rows in histories.items()}
        left = [user for user, rows in ended.items() if rows and rows[-1].period.number == len(histories[user])]
        saved = [
            (people[user], min(len(histories[user]), rows[-1].period.number + 1))
            for user, rows in ended.items()
            if rows
        ]
        await store.save_people(connection, job.cipher, campaign, saved, at=now)
        closed = [(user, each) for user, rows in ended.items() for each in rows]
        await store.save_periods(connection, job.cipher, campaign, closed)
        admin = UserAdmin(job.engine, job.cipher, campaign, job.site.version, _SYSTEM)
        await GrantService(admin, _SYSTEM, rules=job.site.rights, now=now).end_rights_in(connection, left)
        facts = [_end_fact(user, each, histories[user], today) for user, each in closed]
        await append_facts(connection, campaign, facts, author)
        moved = ended.keys() - left
        return sorted(moved - await users_with_roles(connection, campaign, ["asesor"], today, moved))


def _closed(rows: Sequence[StaffPeriodRow], author: Author, today: date) -> list[StaffPeriodRow]:
    return apply_act(rows, carry_out([each.period for each in rows], today), StaffAct(author=author))


def _end_fact(user: str, ended: StaffPeriodRow, rows: Sequence[StaffPeriodRow], today: date) -> AnyFact:
    if ended.period.ending == "move":
        begun = rows[ended.period.number]  # periods count from 1, so this is the next one
        return move_fact(user, begun.period, begun.roles, today)
    return exit_fact(user, ended.period, ended.destination)


def _author(job: JobContext, now: datetime) -> Author:
    return Author(actor=_SYSTEM, at=now, site_version=job.site.version)
