"""Who may see which tickets, and what of them.

Owns that rule. On the phone, a ticket of a customer is open only where this very call has verified that customer
(reserva bancaria; M5-1-05, A3); whoever files is never refused. Who filed, holds or escalated one may follow it without
that: they see where it is, and nothing of what the customer said.
"""

from typing import Final, NamedTuple

from agent_api.access.guard import Asking
from agent_api.identity.problems import IdentityRequired
from agent_api.kit.context import Deps
from agent_api.kit.errors import NotFound
from agent_api.tickets.domain.numbers import Misread, read_number
from agent_api.tickets.domain.state_machine import OFFICIAL, WRITTEN
from agent_api.tickets.domain.ticket import Who
from agent_api.tickets.problems import NumberMisread
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import Seen
from agent_api.tickets.queries.followers import is_follower
from agent_api.tickets.store import Filed
from config.site.tickets.escalation import areas_of
from storage.postgres.engine import reading as reading_of

SEE_EVERY: Final = frozenset({"supervisor", "coordinador", "calidad", "interventoria"})
"""Roles that see every ticket; the others see what is theirs, by `seen_by`."""
READ_NO_TEXT: Final = frozenset({"interventoria"})
"""Roles that check numbers and terms, not what people told."""
BEHIND_THE_PHONE: Final = SEE_EVERY | {WRITTEN, OFFICIAL}
"""Roles that read tickets of customers whom no call of theirs has verified."""
WITHOUT_READING: Final = frozenset({"escalate", "note"})
"""Steps that who follows a ticket may take without reading it: nobody is kept from handing on what they hold."""


def person_of(deps: Deps, who: Asking) -> Who:
    """Who asks, as the table of a ticket's life knows them."""
    areas = areas_of(deps.site, who.user) if OFFICIAL in who.roles else ()
    return Who(user=who.user, roles=who.roles, areas=frozenset(areas))


async def seen_by(deps: Deps, who: Asking) -> Seen:
    """Which tickets somebody may see."""
    if who.roles & SEE_EVERY:
        return Seen(every=True, user=who.user)
    call_id = await deps.router.call_at_hand(who.user) or ""
    return Seen(
        every=False,
        user=who.user,
        call_id=call_id,
        customer_ref=(await deps.verified_customer(call_id, who.user) or "") if call_id else "",
        written=WRITTEN in who.roles,
        areas=tuple(sorted(person_of(deps, who).areas)),
    )


def is_open_to(who: Asking, seen: Seen, filed: Filed) -> bool:
    """Whether somebody may read what a ticket tells of its customer."""
    behind = bool(who.roles & BEHIND_THE_PHONE)
    return behind or not filed.customer_ref or filed.customer_ref == seen.customer_ref


def reads_texts(who: Asking) -> bool:
    """Whether somebody may read what people told."""
    return bool(who.roles - READ_NO_TEXT)


class Found(NamedTuple):
    """A ticket that somebody may follow; ``opened``: whether they may read what it tells of its customer."""

    filed: Filed
    opened: bool


async def find_ticket(deps: Deps, who: Asking, text: str) -> Filed:
    """Find a ticket that may be read whole, by its number as it was dictated.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such ticket, or not for this user.
        IdentityRequired: it is of a customer whom the call at hand has not verified.
    """
    found = await find_followed(deps, who, text)
    if not found.opened:
        raise IdentityRequired
    return found.filed


async def find_followed(deps: Deps, who: Asking, text: str) -> Found:
    """Find a ticket that may be read, or at least followed by who filed, holds or escalated it.

    Raises:
        NumberMisread, NotFound: as in `find_ticket`.
        IdentityRequired: it is of a customer whom the call at hand has not verified, and not theirs to follow.
    """
    try:
        asked = str(read_number(text))
    except Misread:
        raise NumberMisread from None
    seen = await seen_by(deps, who)
    filed = await filters.by_number(deps.engine, deps.campaign, asked, seen)
    if filed is None:
        raise NotFound(f"No hay ningún ticket {asked} que usted pueda ver.")
    opened = is_open_to(who, seen, filed)
    if not opened and filed.owner != who.user and not await _is_follower(deps, seen, filed):
        raise IdentityRequired
    return Found(filed, opened)


async def _is_follower(deps: Deps, seen: Seen, filed: Filed) -> bool:
    async with reading_of(deps.engine) as connection:
        return await is_follower(connection, deps.campaign, filed.number, seen.followers)


async def is_opened(deps: Deps, who: Asking, filed: Filed) -> bool:
    """Return whether somebody may read now what a ticket tells of its customer."""
    return is_open_to(who, await seen_by(deps, who), filed)
