"""The colleagues whom a note on a ticket may mention: those who may open that ticket.

Owns that choice. A mention gives no access: it notifies only people who can open the ticket as it stands, so that a
note never opens a customer's data to a new reader.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.tickets.domain.state_machine import OFFICIAL_ROLE, WRITTEN_ROLE
from agent_api.tickets.domain.steps import Note
from agent_api.tickets.problems import MentionUnknown
from agent_api.tickets.queries.followers import area_key, list_followers
from agent_api.tickets.queries.visibility import (
    ALL_TICKETS_ROLES,
    NO_TEXT_ROLES,
    find_followed_ticket,
    visibility_of,
)
from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from storage.postgres.engine import read_connection

_ALL_ROLES: Final = ALL_TICKETS_ROLES - NO_TEXT_ROLES
"""Roles that see every ticket and read notes; the oversight is no colleague, and asks by observations."""
_TICKET_ROLES: Final = ("asesor", WRITTEN_ROLE, OFFICIAL_ROLE)
"""Roles that see the tickets in which they take part."""


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom a note may mention."""

    user: str
    name: str


async def list_mention_candidates(context: ApiContext, principal: Principal, number: str) -> list[Colleague]:
    """Return the people whom a note on a ticket may mention, by name, without the principal.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_followed_ticket`.
    """
    visibility = await visibility_of(context, principal)
    filed = (await find_followed_ticket(context.engine, context.campaign, number, visibility)).filed
    async with read_connection(context.engine) as connection:
        users = await _users_who_can_open(connection, context.site, filed, context.now())
        users -= {principal.user}
        names = await load_names(connection, context.site, context.cipher, users) if users else {}
    colleagues = [Colleague(user=user, name=names.get(user, user)) for user in users]
    return sorted(colleagues, key=lambda each: (each.name, each.user))


async def note_step(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, mentions: Collection[str], now: datetime
) -> Note:
    """Build a note that mentions people, each once.

    Raises:
        MentionUnknown: one of them cannot open the ticket.
    """
    users = await _users_who_can_open(connection, context.site, filed, now)
    for user in mentions:
        if user not in users:
            names = await load_names(connection, context.site, context.cipher, [user])
            raise MentionUnknown(names.get(user, user))
    return Note(mentions=tuple(dict.fromkeys(mentions)))


async def _users_who_can_open(
    connection: AsyncConnection, site: Site, filed: FiledTicket, now: datetime
) -> frozenset[str]:
    """Return the users who can open a ticket and sign in today; see `agent_api.tickets.queries.filters`."""
    campaign, today = site.campaign, local_date(now)
    by_role = await users_with_roles(connection, campaign, _ALL_ROLES, today)
    if filed.tier == 2:
        by_role |= await users_with_roles(connection, campaign, (WRITTEN_ROLE,), today)
    followers = set(await list_followers(connection, campaign, filed.number))
    areas = [each for each in site.areas.values() if each.id == filed.area or area_key(each.id) in followers]
    officials = {user for area in areas for user in area.officials}
    involved = {filed.owner, filed.escalated_by, filed.filed_by, *_users_of(followers)} - {""}
    by_part = await users_with_roles(connection, campaign, _TICKET_ROLES, today, involved)
    by_area = await users_with_roles(connection, campaign, (OFFICIAL_ROLE,), today, officials)
    return by_role | by_part | by_area


def _users_of(followers: Collection[str]) -> set[str]:
    """Return the logins among the keys of followers."""
    return {key.removeprefix("user:") for key in followers if key.startswith("user:")}
