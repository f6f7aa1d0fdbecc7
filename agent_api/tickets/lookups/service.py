"""Lookups in other systems about the customer of a ticket, without a call."""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.lookups.client import LookupClient
from agent_api.lookups.customer_keys import find_document
from agent_api.lookups.problems import TicketWithoutCustomer
from agent_api.lookups.schemas import LookupAnswer, LookupForm
from agent_api.lookups.service import LookupSubject, require_lookup, run_lookup
from agent_api.tickets.domain.mandate import lookup_obstacle
from agent_api.tickets.problems import MandateNotChecked
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from config.law.terms import day_of_receipt


async def look_up_for_ticket(
    context: ApiContext, principal: Principal, number: str, lookup_id: str, form: LookupForm, *, now: datetime
) -> LookupAnswer:
    """Make a lookup about the customer of a ticket, without a call (M5-1-05, A11).

    ``number`` is the filing number as it was dictated; the form holds what the lookup needs beside the customer.

    Raises:
        LookupUnknown: there is no such lookup for this user.
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        MandateNotChecked: a representative acts, and their document does not allow it or was not checked.
        TicketWithoutCustomer: the ticket is not linked to a customer with a document.
        BadQuery: the number of the credit is missing.
    """
    allowed = require_lookup(context.site.lookups, principal, lookup_id)
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    ref = filed.customer_ref
    document = await find_document(context.engine, context.cipher, context.campaign, ref) if ref else None
    if document is None:
        raise TicketWithoutCustomer(filed.number)
    if obstacle := lookup_obstacle(filed.ticket, day_of_receipt(now)):
        raise MandateNotChecked(obstacle)
    about = LookupSubject(
        customer_ref=ref, document=document, call_id=filed.call_id, site_version=filed.site_version, ticket=filed.number
    )
    client = context.service(LookupClient)
    return await run_lookup(
        context.engine, context.campaign, principal, allowed, about, client=client, form=form, now=now
    )
