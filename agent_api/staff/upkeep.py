"""The worker's job for the staff: register the site's advisors, and carry out planned exits.

The roles of a person end with the last day by themselves (`agent_api.access.users.is_in_service`). The job ends what
remains: the account, sessions, tokens and phone, and the place in the queues.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from agent_api.access.user_admin import UserAdmin
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.rights.service import GrantService
from agent_api.staff import store
from agent_api.staff.domain.history import carry_out, enter
from agent_api.staff.domain.record import StaffAct, StaffDetails, StaffPerson, apply_act
from agent_api.staff.service import end_rights, exit_fact, go_off_duty
from call_router.service import CallRouter
from config.site.samples import SampleAdvisor
from eventlog.facts import AnyFact, StaffEntered
from storage.postgres.engine import read_connection, unit_of_work

_SYSTEM: Final = "system"
_RELEASED_FOR: Final = timedelta(hours=1)
"""How long after an exit the job looks whether the person is still on duty."""
ADVISOR_POSITION: Final = "Asesor"
"""The position of the advisors that the site's file registers."""
log = structlog.get_logger(__name__)


async def keep_staff(job: JobContext, router: CallRouter, browser_phone: BrowserPhone | None, now: datetime) -> int:
    """Register advisors, carry out the exits that are due, and take those people off duty; return how many left."""
    await register_advisors(job, now)
    async with read_connection(job.engine) as connection:
        due = await store.list_due(connection, job.site.campaign, local_date(now))
    for user in due:
        await _carry_out(job, user, now)
    async with read_connection(job.engine) as connection:
        departed = await store.list_departed(connection, job.site.campaign, now - _RELEASED_FOR)
    for user in departed:
        if await router.advisor_state(user) != "offline":
            await go_off_duty(router, browser_phone, user, _SYSTEM)
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


async def _carry_out(job: JobContext, user: str, now: datetime) -> None:
    campaign, author = job.site.campaign, _author(job, now)
    async with unit_of_work(job.engine) as connection:
        await store.lock_register(connection, campaign)
        person = await store.find(connection, job.cipher, campaign, user)
        rows = await store.list_periods(connection, job.cipher, campaign, user)
        changed = apply_act(rows, carry_out([each.period for each in rows], local_date(now)), StaffAct(author=author))
        if person is None or not changed:
            return
        admin = UserAdmin(job.engine, job.cipher, campaign, job.site.version, _SYSTEM)
        await store.save_people(connection, job.cipher, campaign, [(person, changed[-1].period.number)], at=now)
        await store.save_periods(connection, job.cipher, campaign, [(user, each) for each in changed])
        await end_rights(connection, GrantService(admin, _SYSTEM, rules=job.site.rights, now=now), user)
        last = changed[-1]
        await append_facts(connection, campaign, [exit_fact(user, last.period, last.destination)], author)
    log.info("exit_carried_out", user=user)


def _author(job: JobContext, now: datetime) -> Author:
    return Author(actor=_SYSTEM, at=now, site_version=job.site.version)
