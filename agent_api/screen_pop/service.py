"""The screen-pop: the line's protocol, and who may be calling, as far as a number tells.

Owns what is shown before the identity is verified, and that each showing of a customer is a fact. A caller's number can
be forged: what it leads to is a possible customer, by initials, and nothing of their data.
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
from agent_api.kit import labels
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.screen_pop.schemas import ScreenPop
from agent_api.tickets.queries.calls import count_open_by_caller
from config.site.model import Site
from eventlog.facts import CustomerViewed
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work
from storage.postgres.queries import Query
from storage.tables import customer_view
from telephony.phone_numbers import to_e164


class ScreenPopCall(Protocol):
    """What is read of a call: its record and its card in the router both fit."""

    @property
    def line(self) -> str:
        """The line that it entered."""
        ...

    @property
    def caller_ref(self) -> str:
        """Opaque reference to the caller's number, or empty."""
        ...


class PossibleCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller's number leads to.

    Attributes:
        customer_ref: opaque id of the only customer who calls from that number, or None.
        name_masked: that customer's initials, or None.
        number: the number as it came; for who may see numbers.
        number_masked: its last four digits.
        open_tickets: open tickets filed on calls from that number, without anonymous and other persons' ones.
    """

    customer_ref: str | None
    name_masked: str | None
    number: str
    number_masked: str
    open_tickets: int


async def find_possible_customer(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, caller_ref: str, numbers: CallerNumberReader
) -> PossibleCustomer:
    """Who may be calling. Of a number that several customers share, none is named.

    Args:
        engine: of the database.
        cipher: of personal data.
        campaign: whose customers and tickets.
        caller_ref: opaque reference to the caller's number, or empty.
        numbers: of callers.
    """
    caller = await numbers.find(caller_ref)
    number = to_e164(caller)
    customer = tickets = None
    if number is not None:
        matches = await customers.find_by_phone(engine, cipher, campaign, number)
        tickets = await count_open_by_caller(engine, cipher, campaign, number)
        customer = matches[0] if len(matches) == 1 else None
    return PossibleCustomer(
        customer_ref=customer.id if customer else None,
        name_masked=mask_name(customer.name) if customer else None,
        number=caller,
        number_masked=mask_number(caller),
        open_tickets=tickets or 0,
    )


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
    """Build what a viewer sees of a call before hello. That a customer was shown is a fact, once a call and viewer.

    Args:
        engine: of the database.
        cipher: of personal data.
        site: under which the call began.
        call_id: the call.
        call: what is read of it.
        viewer: who looks, as facts name actors.
        numbers: of callers.
        with_number: whether they may see the whole number.
        now: aware.
    """
    possible = await find_possible_customer(engine, cipher, site.campaign, call.caller_ref, numbers)
    if (customer := possible.customer_ref) is not None:
        author = Author(actor=viewer, at=now, site_version=site.version, call_id=call_id)
        await _record_view(engine, site.campaign, customer, author)
    line = site.lines.get(call.line)
    return ScreenPop(
        call=call_id,
        line=call.line,
        line_name=labels.line_name(site, call.line),
        script=list(line.script) if line else [],
        number=format_number(possible.number) if with_number else None,
        number_masked=possible.number_masked,
        possible_customer=possible.name_masked,
        open_tickets=possible.open_tickets,
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
    """Write the fact once: polling, reloading and coming back write none."""
    view = {"campaign": campaign, "call_id": author.call_id, "viewer": author.actor, "customer_id": customer_id}
    if await _VIEW_QUERY.row(engine, **view):
        return
    first = insert(customer_view).values(**view, at=author.at).on_conflict_do_nothing().returning(customer_view.c.at)
    async with unit_of_work(engine) as connection:
        if (await connection.execute(first)).scalar_one_or_none() is not None:
            fact = CustomerViewed(customer_ref=customer_id)
            await append_facts(connection, campaign, [fact], author)
