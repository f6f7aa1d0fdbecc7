"""Practices: start one, end it, and list them.

Starting and ending are one transaction each, with its fact in the log of the real campaign; the call and the
advisor's work in it are in the practice campaign. A practice changes no state of the advisor in the real one.
"""

from datetime import datetime, timedelta

import msgspec

from agent_api.access import users
from agent_api.access.principal import Principal
from agent_api.advisors.presence import PhoneNotRegistered
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.practice import store
from agent_api.practice.campaign import ROLE, PracticeCampaign, practice_campaign_of
from agent_api.practice.domain.automatic_end import find_need
from agent_api.practice.domain.practice import OFF_CALLS, PracticeRow, end_of, free_slot, is_open
from agent_api.practice.end_practice import PracticeChange, end_practice
from agent_api.practice.problems import (
    AdvisorOnCalls,
    NoPractice,
    NoPracticeCalls,
    PracticeOpen,
    PracticesFull,
    RealCallersFirst,
)
from agent_api.practice.upkeep import read_load, real_queues
from config.timezone import COLOMBIA
from eventlog.facts import PracticeStarted
from storage.postgres.engine import read_connection, unit_of_work


async def start(context: ApiContext, principal: Principal, advisor: str, scenario_id: str) -> PracticeRow:
    """Start a practice of an advisor who takes no real calls now.

    Raises:
        NoPractice: the site has no practice, or not that scenario.
        NoPracticeCalls: no gateway of this installation places practice calls.
        NotFound: there is no such advisor in this campaign.
        AdvisorOnCalls: the advisor is available for real calls, or has one.
        PhoneNotRegistered: the advisor's phone is not registered.
        PracticeOpen: the advisor has an open practice.
        PracticesFull: as many practices run as the site allows.
        RealCallersFirst: practices end by themselves now.
    """
    campaign, now = practice_campaign_of(context), context.now()
    scenario = campaign.practice.scenarios.get(scenario_id)
    if scenario is None:
        raise NoPractice
    if not context.places_practice_calls:
        raise NoPracticeCalls
    await _check_advisor(context, advisor, now)
    await _check_load(campaign, advisor, now)
    address = await context.find_phone_address(advisor)
    if address is None:
        raise PhoneNotRegistered("El teléfono del asesor no está registrado: enciéndalo y vuelva a intentarlo.")
    await campaign.add_customers(now)
    async with unit_of_work(context.engine) as connection:
        await store.lock(connection, context.campaign)
        change = PracticeChange(connection, campaign, principal.author(at=now, site_version=context.site.version))
        await _end_expired(change)
        row = await _take_slot(change, advisor, scenario_id)
        await campaign.open_to(connection, advisor, local_date(now))
    await campaign.ring(row, scenario, address)
    return row


async def end(context: ApiContext, principal: Principal, id_: str, *, own: bool) -> PracticeRow:
    """End a practice, which the same request may repeat; `own` finds only the user's own.

    Raises:
        NotFound: there is no such practice.
    """
    campaign, now = practice_campaign_of(context), context.now()
    async with unit_of_work(context.engine) as connection:
        advisor = principal.user if own else ""
        row = await store.find(connection, context.campaign, id_, advisor=advisor, lock=True)
        if row is None:
            raise NotFound("No hay ninguna práctica con ese número.")
        if row.ended_at is not None:
            return row
        author = principal.author(at=now, site_version=context.site.version)
        row = await end_practice(PracticeChange(connection, campaign, author), row, *end_of(row, author.user, now))
    await campaign.hang_up(row)
    return row


async def list_practices(
    context: ApiContext, limit: int, after: Cursor | None, *, advisor: str = ""
) -> list[PracticeRow]:
    """Return practices, the latest first."""
    async with read_connection(context.engine) as connection:
        return await store.page(connection, context.campaign, limit, after, advisor=advisor)


async def find_open(context: ApiContext, advisor: str) -> PracticeRow | None:
    """Return the open practice of an advisor, or None."""
    now = context.now()
    async with read_connection(context.engine) as connection:
        rows = await store.list_unended(connection, context.campaign)
    return next((row for row in rows if row.advisor == advisor and is_open(row, now)), None)


async def count_open(context: ApiContext) -> int:
    """Return how many practices run."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_unended(connection, context.campaign)
    return sum(is_open(row, context.now()) for row in rows)


async def count_waiting(context: ApiContext) -> int:
    """Return how many real calls wait in the queues."""
    return sum(queue.waiting for queue in (await context.router.snapshot()).queues)


async def _check_advisor(context: ApiContext, advisor: str, now: datetime) -> None:
    async with read_connection(context.engine) as connection:
        if ROLE not in await users.roles_of(connection, advisor, context.campaign, now):
            raise NotFound(f"No hay ningún asesor «{advisor}» en esta campaña.")
    if await context.router.advisor_state(advisor) not in OFF_CALLS:
        raise AdvisorOnCalls


async def _check_load(campaign: PracticeCampaign, advisor: str, now: datetime) -> None:
    rule = campaign.practice.automatic_end
    if rule is None:
        return
    queues = (await real_queues(campaign, {advisor}))[advisor]
    need = find_need(rule, await read_load(campaign, now), queues)
    if need is not None:
        raise RealCallersFirst(need)


async def _take_slot(change: PracticeChange, advisor: str, scenario: str) -> PracticeRow:
    connection, practice, by = change
    campaign = practice.home.campaign
    running = await store.list_unended(connection, campaign)
    if any(each.advisor == advisor for each in running):
        raise PracticeOpen
    most = practice.practice.most
    slot = free_slot({each.slot for each in running}, most, await store.last_slot(connection, campaign))
    if slot is None:
        raise PracticesFull(most)
    row = PracticeRow(
        id=await store.next_id(connection, campaign, by.at.astimezone(COLOMBIA).year),
        advisor=advisor,
        scenario=scenario,
        site_version=by.site_version,
        slot=slot,
        started_at=by.at,
        started_by=by.user,
        expires_at=by.at + timedelta(minutes=practice.practice.minutes),
    )
    await store.add(connection, campaign, row)
    fact = PracticeStarted(practice=row.id, advisor=advisor, scenario=scenario)
    await append_facts(connection, campaign, [fact], by)
    return row


async def _end_expired(change: PracticeChange) -> None:
    """End the practices whose time is over, so that their slots are free; their callers have hung up already."""
    connection, practice, by = change
    system = msgspec.structs.replace(by, actor="system", user="", name="")
    for row in await store.list_unended(connection, practice.home.campaign):
        if not is_open(row, by.at):
            await end_practice(PracticeChange(connection, practice, system), row, "expired", row.expires_at)
