"""The constancia of a ticket, for people who may see it.

Owns who may get it; its content is `agent_api.tickets.receipts.build`'s.
"""

import asyncio

from agent_api.access.principal import Forbidden, Principal
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.kit.context import ApiContext
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.receipts.build import build_receipt
from agent_api.tickets.receipts.pdf import receipt_pdf
from storage.postgres.engine import read_connection


async def receipt_for(context: ApiContext, principal: Principal, number: str) -> tuple[str, bytes]:
    """Return the number of a ticket and its constancia as a PDF.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role may not read what customers said.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    if not can_read_texts(principal):
        raise Forbidden
    phone = (await caller_numbers_of(context).find_displayed([filed.caller_ref])).get(filed.caller_ref, "")
    show = format_number if principal.has_permission("number.read") else mask_number
    petitioner = petitioner_of(context.cipher, context.site, filed)
    async with read_connection(context.engine) as connection:
        receipt = await build_receipt(connection, context, filed, petitioner, phone=show(phone) if phone else "")
    follow_up = context.site.mail.follow_up if context.site.mail and filed.status == "open" else ""
    logo = context.site.branding.logo
    return filed.number, await asyncio.to_thread(receipt_pdf, receipt, follow_up=follow_up, logo=logo)
