"""The owner of a ticket: chosen by the matrix, the author of an answer or a leader; always a user who can sign in.

Owns the choice among available people. `config.site.tickets.escalation` says who is responsible for what; this module
checks that the person has a login and the role today. If not, the ticket goes to the area's inbox, so that it does not
wait for a person who will never see it.
"""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.roster.domain.deputies import stand_in
from agent_api.roster.domain.merge import People
from agent_api.roster.queries import site_today
from agent_api.tickets import history_store
from agent_api.tickets.domain.state_machine import OFFICIAL_ROLE, WRITTEN_ROLE, owned_refusal
from agent_api.tickets.domain.steps import Escalate, SendBack
from agent_api.tickets.domain.ticket import Refusal
from agent_api.tickets.problems import AreaUnknown, AssigneeUnfit
from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from config.site.tickets.escalation import Assignment, NoAreas, area_assignee, assignee, find_row
from config.site.tickets.typology import Topic
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher

_ROLE_BY_TIER = {1: "asesor", 2: WRITTEN_ROLE, 3: OFFICIAL_ROLE}


class Assignee(msgspec.Struct, frozen=True, kw_only=True):
    """A person who can handle a ticket in its present tier or area; ``away`` is today's absence."""

    user: str
    name: str
    away: bool


async def escalate_step(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, area: str | None, now: datetime
) -> Escalate:
    """Build the escalation of a ticket to a business area (M5-1-05, A13).

    Without ``area`` (an id), it is the area kept at the correction of the topic, or else the one of the matrix. The
    step has no area if the matrix gives none but the written channel itself.

    Raises:
        AreaUnknown: the site has no such business area.
    """
    site = await site_today(connection, context.site)
    area = area or _kept_area(site, filed)
    if area is not None and area == written_channel_area(site) == filed.default_area:
        return Escalate()
    try:
        first = _choose_assignment(site, filed, area, now, ())
        absent = await _officials_without_login(connection, site, context.campaign, first.area, now)
        chosen = _choose_assignment(site, filed, area, now, absent)
    except NoAreas:
        return Escalate()
    if site.matrix is not None and chosen.area == site.matrix.written:
        return Escalate()
    if chosen.user in absent:
        return Escalate(area=chosen.area)
    return Escalate(area=chosen.area, owner=chosen.user, deputy_for=chosen.deputy_for or "")


async def send_back_step(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, now: datetime
) -> SendBack:
    """Build the return to the same area (A18): to the person who gave the answer, or else to the one in charge.

    A person who is away today gets it back through who stands in for them.
    """
    giver = await history_store.last_answering_official(connection, context.campaign, filed.number)
    area = (await site_today(connection, context.site)).areas.get(filed.area)
    if giver and (deputy := stand_in(People(), giver, now.astimezone(COLOMBIA).date(), area)):
        if await _has_role(connection, context.campaign, deputy, OFFICIAL_ROLE, now):
            return SendBack(owner=deputy, deputy_for=giver)
    elif giver and await _has_role(connection, context.campaign, giver, OFFICIAL_ROLE, now):
        return SendBack(owner=giver)
    step = (
        await escalate_step(connection, context, filed, filed.area, now)
        if filed.area in context.site.areas
        else Escalate()
    )
    return SendBack(owner=step.owner, deputy_for=step.deputy_for)


async def check_assignee(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, user: str, now: datetime
) -> None:
    """Check that a user can handle a ticket in its present tier or area.

    Raises:
        AssigneeUnfit: they do not have the role of its tier, or are not in its area.
    """
    area = context.site.areas.get(filed.area)
    of_area = filed.tier != 3 or area is None or user in area.officials
    if not of_area or not await _has_role(connection, context.campaign, user, _ROLE_BY_TIER[filed.tier], now):
        names = await load_names(connection, context.site, context.cipher, (user,))
        raise AssigneeUnfit(names.get(user, user))


async def name_owner(connection: AsyncConnection, context: ApiContext, refused: Refusal | None) -> Refusal | None:
    """Return a refusal with the name of the user who has the ticket, if that is its reason."""
    if refused is None or not refused.owner:
        return refused
    names = await load_names(connection, context.site, context.cipher, (refused.owner,))
    return owned_refusal(refused.owner, names.get(refused.owner, refused.owner))


async def list_assignees(
    connection: AsyncConnection, site: Site, cipher: FieldCipher, filed: FiledTicket, now: datetime
) -> list[Assignee]:
    """Return the people that `check_assignee` accepts, by name."""
    area = site.areas.get(filed.area) if filed.tier == 3 else None
    fit = await _users_with_role(
        connection, site.campaign, area.officials if area else None, _ROLE_BY_TIER[filed.tier], now
    )
    named = await load_names(connection, site, cipher, fit)
    today = now.astimezone(COLOMBIA).date()
    areas = (await site_today(connection, site)).areas
    away = {user for each in areas.values() for user, of in each.officials.items() if of.is_away(today)}
    assignees = [Assignee(user=user, name=named.get(user, user), away=user in away) for user in fit]
    return sorted(assignees, key=lambda each: (each.name, each.user))


def has_business_area(site: Site) -> bool:
    """Return whether the site has an area to escalate to, beside the written channel."""
    return site.matrix is not None and any(area != site.matrix.written for area in site.areas)


def default_area(site: Site, filed: FiledTicket, now: datetime) -> str:
    """Return the area that a ticket is escalated to by default; empty if the site has no areas."""
    stored_area = _kept_area(site, filed)
    return stored_area or area_by_matrix(site, Topic(filed.kind, filed.theme, filed.subtheme), now)


def escalation_area(site: Site, filed: FiledTicket, now: datetime) -> str:
    """Return the business area of an escalation that names none; empty if the person must choose one."""
    area = default_area(site, filed, now) if filed.tier != 1 else ""
    return "" if area == written_channel_area(site) else area


def area_by_matrix(site: Site, topic: Topic, now: datetime) -> str:
    """Return the area for a topic, by matrix and typology; empty if the site has no areas."""
    try:
        return assignee(site, topic, now.astimezone(COLOMBIA).date(), ()).area
    except NoAreas:
        return ""


def written_channel_area(site: Site) -> str | None:
    """Return the area that is the written channel itself."""
    return site.matrix.written if site.matrix else None


def _kept_area(site: Site, filed: FiledTicket) -> str | None:
    return filed.default_area if filed.default_area in site.areas else None


def _choose_assignment(
    site: Site, filed: FiledTicket, area: str | None, now: datetime, absent: Collection[str]
) -> Assignment:
    today = now.astimezone(COLOMBIA).date()
    topic = Topic(filed.kind, filed.theme, filed.subtheme)
    by_matrix = assignee(site, topic, today, absent)
    if area is None or area == by_matrix.area:
        return by_matrix
    if area not in site.areas or (site.matrix is not None and area == site.matrix.written):
        raise AreaUnknown(area)
    row = find_row(site.matrix, topic) if site.matrix else None
    return area_assignee(site, area, today, absent, row if row and row.area == area else None)


async def _officials_without_login(
    connection: AsyncConnection, site: Site, campaign: str, area: str, now: datetime
) -> frozenset[str]:
    officials = frozenset(site.areas[area].officials)
    return officials - await _users_with_role(connection, campaign, officials, OFFICIAL_ROLE, now)


async def _has_role(connection: AsyncConnection, campaign: str, user: str, role: str, now: datetime) -> bool:
    return bool(await _users_with_role(connection, campaign, (user,), role, now))


async def _users_with_role(
    connection: AsyncConnection, campaign: str, logins: Collection[str] | None, role: str, now: datetime
) -> frozenset[str]:
    """Return the users who have a role today and can sign in, among these logins or, with None, among all."""
    return await users_with_roles(connection, campaign, (role,), now.astimezone(COLOMBIA).date(), logins)
