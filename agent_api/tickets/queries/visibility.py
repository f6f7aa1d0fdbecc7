"""The visibility of tickets: who may see which ones, and how much of them.

Owns that rule. A phone advisor may read a customer's ticket only if the present call verified that customer (reserva
bancaria; M5-1-05, A3); filing is never refused. The person who filed, owns or escalated a ticket may follow it without
that check: they see its status, and nothing of what the customer said.
"""

from typing import Final, NamedTuple, NoReturn

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.kit.context import ApiContext
from agent_api.kit.disclosure import refuse_disclosure
from agent_api.kit.errors import NotFound
from agent_api.kit.ports.verified_customer import IdentityRequired
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number
from agent_api.tickets.domain.state_machine import OFFICIAL_ROLE, WRITTEN_ROLE
from agent_api.tickets.domain.ticket import Actor
from agent_api.tickets.problems import NumberMisread
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import SpeakerRestriction, Visibility
from agent_api.tickets.queries.followers import is_follower
from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from config.site.tickets.escalation import areas_of
from storage.postgres.engine import read_connection as reading_of

ALL_TICKETS_ROLES: Final = frozenset({"supervisor", "coordinador", "calidad", "interventoria"})
"""Roles that see every ticket; for other roles see `visibility_of`."""
NO_TEXT_ROLES: Final = frozenset({"interventoria"})
"""Roles that check figures and terms, and may not read what customers said."""
BACK_OFFICE_ROLES: Final = ALL_TICKETS_ROLES | {WRITTEN_ROLE, OFFICIAL_ROLE}
"""Roles that may read a customer's ticket without a call that verified the customer."""
STEPS_WITHOUT_READING: Final = frozenset({"escalate", "note"})
"""Steps that a follower may take without reading the ticket, so that an owner can always hand it on."""


def actor_of(site: Site, principal: Principal) -> Actor:
    """Return the principal as an actor of the state machine."""
    areas = areas_of(site, principal.user) if OFFICIAL_ROLE in principal.roles else ()
    return Actor(user=principal.user, roles=principal.roles, areas=frozenset(areas))


async def visibility_of(context: ApiContext, principal: Principal) -> Visibility:
    """Return the visibility of a principal now."""
    if principal.roles & ALL_TICKETS_ROLES:
        return Visibility(all_tickets=True, user=principal.user, back_office=True)
    call_id = await context.router.current_call(principal.user) or ""
    customer_ref = (await context.verified_customer(call_id, principal.user) or "") if call_id else ""
    return Visibility(
        all_tickets=False,
        user=principal.user,
        call_id=call_id,
        customer_ref=customer_ref,
        restriction=await _restriction(context, principal, call_id) if call_id and not customer_ref else None,
        written=WRITTEN_ROLE in principal.roles,
        areas=tuple(sorted(actor_of(context.site, principal).areas)),
        back_office=bool(principal.roles & BACK_OFFICE_ROLES),
    )


async def _restriction(context: ApiContext, principal: Principal, call_id: str) -> SpeakerRestriction | None:
    identity = await context.verified_identity(call_id, principal.user)
    if identity is None or "ticket" not in identity.refusals:
        return None
    author = principal.author(at=context.now(), site_version=context.site.version, call_id=call_id)
    return SpeakerRestriction(identity=identity, author=author)


def can_read(visibility: Visibility, filed: FiledTicket) -> bool:
    """Return whether a person may read the customer data of a ticket."""
    return visibility.back_office or not filed.customer_ref or filed.customer_ref == visibility.customer_ref


def can_read_customer(principal: Principal, visibility: Visibility) -> bool:
    """Return whether there is a customer whose data a person may read now."""
    if not principal.has_permission("customer.read"):
        return False
    return principal.has_permission(WITHOUT_CALL) or bool(visibility.customer_ref)


def can_read_texts(principal: Principal) -> bool:
    """Return whether a principal may read what customers said."""
    return bool(principal.roles - NO_TEXT_ROLES)


def knows_petitioners(principal: Principal) -> bool:
    """Return whether a principal may know who the petitioner of any visible ticket is."""
    return can_read_texts(principal) and bool(principal.roles & BACK_OFFICE_ROLES)


class FoundTicket(NamedTuple):
    """A ticket that a person may follow; ``opened`` tells whether they may read its customer data."""

    filed: FiledTicket
    opened: bool


async def find_ticket(engine: AsyncEngine, campaign: str, text: str, visibility: Visibility) -> FiledTicket:
    """Find a ticket that may be read in full, by its number as it was dictated.

    Raises:
        NumberMisread: the text is not a filing number.
        NotFound: there is no such ticket that the user may see.
        IdentityRequired: its customer was not verified in the present call.
        SpeakerNotAllowed: the customer was verified, but the person who speaks may not have their data.
    """
    found = await find_followed_ticket(engine, campaign, text, visibility)
    if not found.opened:
        await _refuse(engine, campaign, visibility, found.filed)
    return found.filed


async def find_followed_ticket(engine: AsyncEngine, campaign: str, text: str, visibility: Visibility) -> FoundTicket:
    """Find a ticket that may be read, or at least followed.

    Raises:
        NumberMisread, NotFound: as in `find_ticket`.
        IdentityRequired, SpeakerNotAllowed: as in `find_ticket`, and the user does not follow it.
    """
    try:
        number = str(parse_number(text))
    except InvalidFilingNumber:
        raise NumberMisread from None
    filed = await filters.find_by_number(engine, campaign, number, visibility)
    if filed is None:
        raise NotFound(f"No hay ningún ticket {number} que usted pueda ver.")
    opened = can_read(visibility, filed)
    if not opened and filed.owner != visibility.user and not await _is_follower(campaign, engine, visibility, filed):
        await _refuse(engine, campaign, visibility, filed)
    return FoundTicket(filed, opened)


async def _refuse(engine: AsyncEngine, campaign: str, visibility: Visibility, filed: FiledTicket) -> NoReturn:
    restriction = visibility.restriction
    if restriction is None or restriction.identity.customer_id != filed.customer_ref:
        raise IdentityRequired
    await refuse_disclosure(engine, campaign, restriction.identity, "ticket", restriction.author)


async def _is_follower(campaign: str, engine: AsyncEngine, visibility: Visibility, filed: FiledTicket) -> bool:
    async with reading_of(engine) as connection:
        return await is_follower(connection, campaign, filed.number, visibility.follower_keys)
