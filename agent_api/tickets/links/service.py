"""Links between tickets: the checks of a new link, and the linked tickets of a ticket.

Owns which tickets can be linked, and which linked ones a person learns of. The steps themselves are those of
`agent_api.tickets.domain.steps`; the service `agent_api.tickets.take_step` stores them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import mandate, state_machine, steps
from agent_api.tickets.domain.ticket import Actor, State
from agent_api.tickets.links import store
from agent_api.tickets.links.problems import LinkNotPossible, LinkUnknown
from agent_api.tickets.links.store import StoredLink
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.visibility import actor_of, can_read, find_ticket
from agent_api.tickets.store import FiledTicket
from eventlog.facts.tickets.ticket import LinkKind
from storage.postgres.engine import read_connection

JOINT_STATES: Final[frozenset[State]] = frozenset({"received", "ready"})
"""States in which a ticket can get the answer of another one: with the written channel, and no area works on it."""


class LinkedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket linked to another one, as its presenter needs it.

    Attributes:
        kind: what the linking ticket is to the linked one.
        outgoing: whether the ticket that was read links to this one.
        topic: its theme or sub-theme, named by the typology of its site version.
        joint: whether the person may give it the answer of the ticket that was read.
    """

    filed: FiledTicket
    kind: LinkKind
    outgoing: bool
    topic: str
    joint: bool


async def find_link_target(context: ApiContext, visibility: Visibility, filed: FiledTicket, text: str) -> FiledTicket:
    """Find the ticket to link another one to, by its number as it was dictated.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        LinkNotPossible: it is the same ticket.
    """
    other = await find_ticket(context.engine, context.campaign, text, visibility)
    if other.number == filed.number:
        raise LinkNotPossible("Un ticket no se vincula consigo mismo: escriba el radicado del otro.")
    return other


async def store_link(connection: AsyncConnection, campaign: str, number: str, step: steps.Link | steps.Unlink) -> None:
    """Store or delete a link, in the transaction of its step.

    Raises:
        LinkNotPossible: the two tickets are linked already.
        LinkUnknown: they are not linked.
    """
    if isinstance(step, steps.Unlink):
        if not await store.delete_link(connection, campaign, number, step.other):
            raise LinkUnknown(step.other)
        return
    if step.other in {_other_of(each, number) for each in await store.list_links(connection, campaign, number)}:
        raise LinkNotPossible(f"Este ticket ya está vinculado con el {step.other}: quite primero ese vínculo.")
    await store.add_link(connection, campaign, StoredLink(number=number, other=step.other, kind=step.kind))


async def load_linked(
    context: ApiContext, principal: Principal, visibility: Visibility, filed: FiledTicket, today: date
) -> list[LinkedRow]:
    """Return the tickets linked to a ticket that the person may read."""
    async with read_connection(context.engine) as connection:
        links = await store.list_links(connection, context.campaign, filed.number)
    actor, rows = actor_of(context.site, principal), []
    for link in links:
        other = await filters.find_by_number(
            context.engine, context.campaign, _other_of(link, filed.number), visibility
        )
        if other is not None and can_read(visibility, other):
            joint = link.kind == "duplicate" and joint_refusal(other, actor, today) == ""
            rows.append(await _linked_row(context, filed, other, link, joint=joint))
    return rows


async def _linked_row(
    context: ApiContext, filed: FiledTicket, other: FiledTicket, link: StoredLink, *, joint: bool
) -> LinkedRow:
    names = labels.topic_names(
        await context.load_site_version(other.site_version), other.kind, other.theme, other.subtheme
    )
    return LinkedRow(
        filed=other,
        kind=link.kind,
        outgoing=link.number == filed.number,
        topic=names.subtheme or names.theme,
        joint=joint,
    )


def joint_refusal(other: FiledTicket, actor: Actor, today: date) -> str:
    """Return why a person cannot give a ticket the answer of another one; empty if they can."""
    if other.state not in JOINT_STATES:
        return "Solo se responden juntos los que están en el canal escrito y que ningún área tiene."
    if obstacle := mandate.joint_obstacle(other.ticket, today):
        return obstacle
    refused = state_machine.refusal(other.ticket, steps.Answer, actor)
    return refused.text if refused else ""


async def duplicates_of(connection: AsyncConnection, campaign: str, number: str) -> frozenset[str]:
    """Return the numbers of the tickets that repeat a ticket, or that it repeats."""
    links: Sequence[StoredLink] = await store.list_links(connection, campaign, number)
    return frozenset(_other_of(each, number) for each in links if each.kind == "duplicate")


def _other_of(link: StoredLink, number: str) -> str:
    return link.other if link.number == number else link.number
