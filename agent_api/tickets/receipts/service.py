"""The constancia of a ticket, for who may see it and what it says.

Owns who may have it; what stands in it is `agent_api.tickets.receipts.build`'s.
"""

import asyncio

from agent_api.access.guard import Asking
from agent_api.access.principal import Forbidden
from agent_api.customers.caller_numbers import callers_told
from agent_api.customers.domain.masking import masked_number, shown_number
from agent_api.kit.context import Deps
from agent_api.tickets.queries.visibility import find_ticket, reads_texts
from agent_api.tickets.receipts.build import receipt_of
from agent_api.tickets.receipts.pdf import pdf_of
from storage.postgres.engine import reading


async def receipt_for(deps: Deps, who: Asking, number: str) -> tuple[str, bytes]:
    """The number of a ticket and its constancia as a PDF.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role checks numbers and terms, not what people told.
    """
    filed = await find_ticket(deps, who, number)
    if not reads_texts(who):
        raise Forbidden
    phone = (await callers_told(deps, [filed.caller_ref])).get(filed.caller_ref, "")
    show = shown_number if who.may("number.read") else masked_number
    async with reading(deps.engine) as connection:
        receipt = await receipt_of(connection, deps, filed, phone=show(phone) if phone else "")
    follow_up = deps.site.mail.follow_up if deps.site.mail and filed.status == "open" else ""
    return filed.number, await asyncio.to_thread(pdf_of, receipt, follow_up=follow_up)
