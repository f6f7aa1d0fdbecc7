"""The screen-pop: the line's protocol, and the possible customer behind the caller's number.

Owns what is shown before the identity is verified; each display of a customer is a fact. A caller's number can be
forged, so it leads only to a possible customer's initials, never to their data.
"""

from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers import queries as customers
from agent_api.customers.caller_numbers import CallerNumberReader
from agent_api.customers.domain.masking import format_number, mask_name, mask_number
from agent_api.customers.queries import NamedCustomer
from agent_api.kit import labels
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.large_clients.register.presenters import present_recognised
from agent_api.large_clients.register.queries import recognise_number
from agent_api.screen_pop.schemas import ScreenPop
from agent_api.tickets.queries.calls import count_open_by_caller
from config.site.model import Site
from eventlog.facts import CustomersSearched, CustomerViewed
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work
from storage.postgres.queries import Query
from storage.tables import customer_view
from telephony.phone_numbers import to_e164


class ScreenPopCall(Protocol):
    """The required fields of a call; both its record and its card in the router have them."""

    @property
    def line(self) -> str:
        """The line of the call."""
        ...

    @property
    def caller_ref(self) -> str:
        """Opaque reference to the caller's number, or empty."""
        ...


class PossibleCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """Possible customer behind a caller's number.

    Attributes:
        customer_ref: opaque id of the only customer with that number, or None.
        name_masked: that customer's initials, or None.
        sharing: how many customers share the number; 0 if at most one has it.
        number: unmasked, for viewers with permission.
        number_masked: its last four digits.
        open_tickets: filed on calls from that number, except anonymous ones and those of other persons.
    """

    customer_ref: str | None
    name_masked: str | None
    sharing: int
    number: str
    number_masked: str
    open_tickets: int


async def find_possible_customer(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, caller_ref: str, numbers: CallerNumberReader
) -> PossibleCustomer:
    """Find the customer of a number; a number that several customers share names none.

    ``caller_ref`` is an opaque reference to the number, or empty.
    """
    caller = await numbers.find(caller_ref)
    number = to_e164(caller)
    matches: list[NamedCustomer] = []
    tickets = 0
    if number is not None:
        matches = await customers.find_by_phone(engine, cipher, campaign, number)
        tickets = await count_open_by_caller(engine, cipher, campaign, number)
    customer = matches[0] if len(matches) == 1 else None
    return PossibleCustomer(
        customer_ref=customer.id if customer else None,
        name_masked=mask_name(customer.name) if customer else None,
        sharing=0 if customer else len(matches),
        number=caller,
        number_masked=mask_number(caller),
        open_tickets=tickets,
    )


async def list_possible_customers(
    engine: AsyncEngine,
    cipher: FieldCipher,
    campaign: str,
    call: ScreenPopCall,
    *,
    author: Author,
    numbers: CallerNumberReader,
) -> list[NamedCustomer]:
    """Return the customers with the caller's number; recorded as a fact, as a search by telephone is."""
    number = to_e164(await numbers.find(call.caller_ref))
    found = [] if number is None else await customers.find_by_phone(engine, cipher, campaign, number)
    async with unit_of_work(engine) as connection:
        fact = CustomersSearched(by="phone", found=len(found), masked=True)
        await append_facts(connection, campaign, [fact], author)
    return found


async def build_screen_pop(
    engine: AsyncEngine,
    cipher: FieldCipher,
    site: Site,
    call_id: str,
    call: ScreenPopCall,
    *,
    viewer: str,
    numbers: CallerNumberReader,
    with_number: bool = False,
    now: datetime,
) -> ScreenPop:
    """Build what a viewer sees before greeting the caller; record the display of a customer as a fact.

    The fact is appended once for each call and viewer. ``site`` is the call's version; ``viewer`` is an actor of facts.
    """
    possible = await find_possible_customer(engine, cipher, site.campaign, call.caller_ref, numbers)
    if (customer := possible.customer_ref) is not None:
        author = Author(actor=viewer, at=now, site_version=site.version, call_id=call_id)
        await _record_view(engine, site.campaign, customer, author)
    line = site.lines.get(call.line)
    client = await recognise_number(engine, cipher, site.campaign, possible.number)
    return ScreenPop(
        call=call_id,
        line=call.line,
        line_name=labels.line_name(site, call.line),
        script=list(line.script) if line else [],
        number=format_number(possible.number) if with_number else None,
        number_masked=possible.number_masked,
        script_done=dict(line.script_done) if line else {},
        possible_customer=possible.name_masked,
        possible_customers=possible.sharing,
        open_tickets=possible.open_tickets,
        large_client=present_recognised(client),
    )


_view = customer_view.c
_VIEW_QUERY = Query(
    select(_view.at).where(
        _view.campaign == bindparam("campaign"),
        _view.call_id == bindparam("call_id"),
        _view.viewer == bindparam("viewer"),
        _view.customer_id == bindparam("customer_id"),
    )
)


async def _record_view(engine: AsyncEngine, campaign: str, customer_id: str, author: Author) -> None:
    """Append the fact once; polling or reloading adds none."""
    view = {"campaign": campaign, "call_id": author.call_id, "viewer": author.actor, "customer_id": customer_id}
    if await _VIEW_QUERY.row(engine, **view):
        return
    first = insert(customer_view).values(**view, at=author.at).on_conflict_do_nothing().returning(customer_view.c.at)
    async with unit_of_work(engine) as connection:
        if (await connection.execute(first)).scalar_one_or_none() is not None:
            fact = CustomerViewed(customer_ref=customer_id)
            await append_facts(connection, campaign, [fact], author)
