"""Read the roster for other nouns: the queues of advisors, and the site with its present people.

Owns the reading. Each use reads the tables in its own transaction, so a change holds for the next use in every process.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import roles_of, users_with_roles, users_without_roles
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.ports.queue_restrictions import QueueRestrictions
from agent_api.roster import store
from agent_api.roster.domain.deputies import stand_in
from agent_api.roster.domain.merge import AbsenceDays, People, assigned_queues, open_queues, site_with_people
from agent_api.roster.domain.queue_override import queues_now
from agent_api.roster.overrides import store as override_store
from config.schema.short_forms import Levels
from config.site.model import Site
from storage.postgres.engine import read_connection

ADVISOR_ROLES: Final = roles_with_permission("presence.set")
LEADER_ROLES: Final = ("coordinador", "supervisor")
"""Roles of the people whose deputies get their alarms. Work of officials passes on within their area."""


async def require_advisor(connection: AsyncConnection, campaign: str, advisor: str, now: datetime) -> None:
    """Check that a user is an advisor today.

    Raises:
        NotFound: there is no such advisor.
    """
    if "asesor" not in await roles_of(connection, advisor, campaign, now):
        raise NotFound(f"No hay ningún asesor «{advisor}» en esta campaña.")


async def read_assigned_queues(connection: AsyncConnection, site: Site, advisors: Collection[str]) -> dict[str, Levels]:
    """Return the queues that the roster assigns to advisors, with their levels."""
    stored = await store.read_levels(connection, site.campaign, advisors)
    return {each: assigned_queues(site, each, stored.get(each)) for each in advisors}


async def read_queues_now(
    connection: AsyncConnection, site: Site, advisors: Collection[str], now: datetime
) -> dict[str, Levels]:
    """Return the queues of advisors with the changes in force, before restrictions."""
    assigned = await read_assigned_queues(connection, site, advisors)
    rows = await override_store.list_unended(connection, site.campaign, advisors)
    changes = {row.advisor: row for row in rows}
    return {each: queues_now(levels, changes.get(each), site.queues, now) for each, levels in assigned.items()}


async def read_open_queues(
    connection: AsyncConnection, site: Site, restrict: QueueRestrictions, advisors: Collection[str], now: datetime
) -> dict[str, Levels]:
    """Return the queues that advisors may serve now, with their levels; none for a user who is no advisor today."""
    served = await read_queues_now(connection, site, advisors, now)
    restrictions = await restrict(connection, site, advisors, now)
    others = await users_without_roles(connection, site.campaign, ADVISOR_ROLES, local_date(now), advisors)
    return {
        each: {} if each in others else open_queues(levels, restrictions.get(each, {}))
        for each, levels in served.items()
    }


async def find_assigned_queues(engine: AsyncEngine, site: Site, advisors: Collection[str]) -> dict[str, Levels]:
    """Return queues as `read_assigned_queues` does, over a connection of its own.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    async with read_connection(engine) as connection:
        return await read_assigned_queues(connection, site, advisors)


async def find_leader_deputies(
    connection: AsyncConnection, campaign: str, users: Collection[str], now: datetime
) -> frozenset[str]:
    """Return who stands in today for the absent supervisors and coordinators among some users.

    The deputies of officials depend on the area of the work; the caller asks for them with the area.
    """
    today = local_date(now)
    away = await store.list_away(connection, campaign, users, today)
    leaders = away and await users_with_roles(connection, campaign, LEADER_ROLES, today, away)
    if not leaders:
        return frozenset()
    people = await read_people(connection, campaign)
    named = {*people.deputies.values(), *(each.deputy for days in people.absences.values() for each in days)}
    unavailable = named - await users_with_roles(connection, campaign, LEADER_ROLES, today, named)
    chosen = (stand_in(people, each, today, unavailable=unavailable) for each in leaders)
    return frozenset(each for each in chosen if each)


async def site_today(connection: AsyncConnection, site: Site) -> Site:
    """Return the site with the absences and deputies of the roster, for a choice of the official in charge."""
    return site_with_people(site, await read_people(connection, site.campaign))


async def read_people(connection: AsyncConnection, campaign: str) -> People:
    """Return the absences and deputies that are kept here."""
    absences: dict[str, list[AbsenceDays]] = {}
    for row in await store.list_absences(connection, campaign):
        kept = absences.setdefault(row.user, [])
        if row.cancelled_at is None:
            kept.append(AbsenceDays(user=row.user, first_day=row.first_day, last_day=row.last_day, deputy=row.deputy))
    return People(absences=absences, deputies=await store.read_deputies(connection, campaign))


async def restrictions_of(
    connection: AsyncConnection, site: Site, restrict: QueueRestrictions, advisor: str, now: datetime
) -> Mapping[str, str]:
    """Return why an advisor may not serve queues now, by queue."""
    return (await restrict(connection, site, (advisor,), now)).get(advisor, {})
