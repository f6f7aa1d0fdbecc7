"""The constancia of a ticket, for who may see it and what it says.

Owns how a ticket becomes a receipt.
"""

import asyncio

from agent_api import wording
from agent_api.access.asking import Forbidden
from agent_api.access.guard import Asking
from agent_api.attachments.service import names_at_filing
from agent_api.customers.callers import caller_of
from agent_api.customers.masking import masked_number, shown_number
from agent_api.deps import Deps
from agent_api.receipts.page import pdf_of
from agent_api.receipts.receipt import Party, Receipt
from agent_api.tickets import store
from agent_api.tickets.numbers import read_number, spoken
from agent_api.tickets.service import READ_NO_TEXT, find_ticket
from agent_api.tickets.store import Filed
from storage.engine import reading


async def receipt_for(deps: Deps, who: Asking, number: str) -> tuple[str, bytes]:
    """The number of a ticket and its constancia as a PDF.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such ticket for this user.
        Forbidden: the role checks numbers and terms, not what people told.
    """
    filed = await find_ticket(deps, who, number)
    if not who.roles - READ_NO_TEXT:
        raise Forbidden
    receipt = await receipt_of(deps, filed, whole_number=who.may("number.read"))
    follow_up = deps.site.mail.follow_up if deps.site.mail else ""
    return filed.number, await asyncio.to_thread(pdf_of, receipt, follow_up=follow_up)


async def receipt_of(deps: Deps, filed: Filed, *, whole_number: bool = False) -> Receipt:
    """What the constancia of a ticket tells.

    Args:
        deps: of the API.
        filed: the ticket.
        whole_number: whether the number that called may stand in it.
    """
    site = await deps.site_of(filed.site_version)
    show = shown_number if whole_number else masked_number
    phone = await caller_of(deps, filed.caller_ref) if filed.caller_ref else ""
    async with reading(deps.engine) as connection:
        annexes = await names_at_filing(connection, deps, filed)
    return Receipt(
        entity=site.entity,
        number=filed.number,
        spoken=spoken(read_number(filed.number)),
        received_at=filed.filed_at,
        channel="phone" if filed.call_id else "written",
        petitioner=Party(phone=show(phone) if phone else ""),
        kind=wording.typified(site, filed.kind, filed.theme),
        asked=deps.sealer.open(filed.text, about=store.TEXT),
        annexes=annexes,
        received_by=filed.received_by,
    )
