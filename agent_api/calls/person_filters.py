"""The calls of a person, for a list: by the number that called, or by the customer whom the call verified.

Owns who may ask for them, and the fact of such a search. A number does not prove the identity of its caller, so
calls of a customer are those that verified the customer.
"""

from typing import Final

import msgspec

from agent_api.access.principal import Forbidden, Principal
from agent_api.calls.queries import find_refs_of_number
from agent_api.calls.schemas import CallPersonFilters
from agent_api.customers.authorization import WITHOUT_CALL, check_customer
from agent_api.customers.merges.survivors import family_ids
from agent_api.customers.service import require_current
from agent_api.identity.queries import list_verified_calls
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from eventlog.facts import CustomerTimelineRead, SearchMade
from storage.postgres.engine import read_connection, unit_of_work

_MOST_CALLS: Final = 1_000
"""The most calls of one number that a list considers, the latest."""


class PersonCallKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of a person; None is no condition."""

    caller_refs: tuple[str, ...] | None = None
    call_ids: tuple[str, ...] | None = None


async def find_person_calls(context: ApiContext, principal: Principal, form: CallPersonFilters) -> PersonCallKeys:
    """Find the calls of the number and of the customer that a form names.

    Raises:
        Forbidden, IdentityRequired: the person may not see numbers, or the customer.
        BadQuery: the number is too short.
        CustomerUnknown, CustomerMerged: see `agent_api.customers.service.require_current`.
    """
    return PersonCallKeys(
        caller_refs=await _refs_of_number(context, principal, form.number) if form.number else None,
        call_ids=await _calls_of_customer(context, principal, form.customer_id) if form.customer_id else None,
    )


async def _refs_of_number(context: ApiContext, principal: Principal, number: str) -> tuple[str, ...]:
    if not principal.has_permission("number.read"):
        raise Forbidden
    refs = await find_refs_of_number(context.engine, context.cipher, context.campaign, number, _MOST_CALLS)
    if refs is None:
        raise BadQuery("number", "Escriba el número completo, con siete dígitos al menos.")
    return tuple(refs)


async def _calls_of_customer(context: ApiContext, principal: Principal, customer_id: str) -> tuple[str, ...]:
    if not principal.has_permission("customer.read"):
        raise Forbidden
    call_id = await context.router.current_call(principal.user) or ""
    await check_customer(context, principal, customer_id, call_id)
    await require_current(context, customer_id)
    async with read_connection(context.engine) as connection:
        family = await family_ids(connection, context.campaign, customer_id)
        return tuple(await list_verified_calls(connection, context.campaign, family))


async def record_person_search(context: ApiContext, principal: Principal, form: CallPersonFilters, calls: int) -> None:
    """Record that a user asked for the calls of a number or of a customer; the number is not recorded."""
    facts: list[SearchMade | CustomerTimelineRead] = []
    if form.number:
        masked = not principal.has_permission(WITHOUT_CALL)
        facts.append(SearchMade(by="phone", customers=0, tickets=0, calls=calls, masked=masked))
    if form.customer_id:
        facts.append(CustomerTimelineRead(customer_ref=form.customer_id, kinds="call"))
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, facts, author)
