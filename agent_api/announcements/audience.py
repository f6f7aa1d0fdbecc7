"""The people of an audience today, and what an audience may name."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import ROLES
from agent_api.access.user_names import list_staff
from agent_api.access.users import users_with_roles
from agent_api.announcements.problems import AudienceUnknown
from agent_api.announcements.schemas import AudienceChoices, NamedId
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.text import fold_accents
from agent_api.roster.queries import read_queues_now
from agent_api.staff.queries import list_coordinators
from config.site.model import Site
from eventlog.facts.people.bulletin import AudienceKind
from storage.postgres.engine import read_connection

ADVISOR_ROLES: Final = ("asesor", "asesor_escrita")


async def people_of(
    connection: AsyncConnection, site: Site, kind: AudienceKind, ids: Sequence[str], now: datetime
) -> frozenset[str]:
    """Return the users of an audience who may sign in today."""
    campaign, today = site.campaign, local_date(now)
    if kind == "roles":
        return await users_with_roles(connection, campaign, ids, today)
    if kind == "users":
        return await users_with_roles(connection, campaign, ROLES, today, ids)
    if kind == "team":
        coordinators = await list_coordinators(connection, campaign, today)
        team = [user for user, coordinator in coordinators.items() if coordinator in ids]
        return await users_with_roles(connection, campaign, ROLES, today, team)
    advisors = await users_with_roles(connection, campaign, ["asesor"], today)
    queues = await read_queues_now(connection, site, advisors, now)
    return frozenset(each for each in advisors if not set(ids).isdisjoint(queues[each]))


async def require_people(
    connection: AsyncConnection, site: Site, kind: AudienceKind, ids: Sequence[str], now: datetime
) -> frozenset[str]:
    """Return the people of an audience.

    Raises:
        AudienceUnknown: a queue, role or person is unknown, or the audience is empty.
    """
    known: dict[AudienceKind, Collection[str]] = {"queues": site.queues, "roles": ROLES}
    unknown = [each for each in ids if kind in known and each not in known[kind]]
    if unknown:
        raise AudienceUnknown(f"No existe «{unknown[0]}»: escoja de la lista.")
    people = await people_of(connection, site, kind, ids, now)
    missing = sorted(set(ids) - people) if kind == "users" else ()
    if missing:
        raise AudienceUnknown(f"«{missing[0]}» no es usuario de esta campaña hoy.")
    if not people:
        raise AudienceUnknown("Hoy no hay nadie ahí: escoja otros destinatarios.")
    return people


async def list_choices(context: ApiContext) -> AudienceChoices:
    """Return what an audience may name, by name."""
    now = context.now()
    staff = [each for each in await list_staff(context.engine, context.cipher, context.campaign, now) if each.roles]
    names = {each.user: each.name for each in staff if not each.disabled}
    async with read_connection(context.engine) as connection:
        coordinators = await list_coordinators(connection, context.campaign, local_date(now))
    advisors = [each.user for each in staff if each.user in names and not {*ADVISOR_ROLES}.isdisjoint(each.roles)]
    return AudienceChoices(
        queues=[NamedId(id=id_, name=queue.name) for id_, queue in context.site.queues.items()],
        roles=[NamedId(id=role, name=labels.ROLES[role]) for role in ROLES],
        teams=_by_name(set(coordinators.values()), names),
        advisors=_by_name(advisors, names),
    )


def _by_name(users: Collection[str], names: dict[str, str]) -> list[NamedId]:
    named = [NamedId(id=user, name=names.get(user, user)) for user in users]
    return sorted(named, key=lambda each: (fold_accents(each.name), each.id))
