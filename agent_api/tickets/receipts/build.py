"""Building a receipt from a stored ticket.

Owns which columns of a ticket go to which part of the constancia. It must not know who may see it.
"""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.tickets import store
from agent_api.tickets.attachments.store import NAME, AttachmentRow, list_filed_with
from agent_api.tickets.domain.numbers import parse_number, spoken_number
from agent_api.tickets.petitioner import TicketPetitioner
from agent_api.tickets.receipts.receipt import Party, Receipt, Term, TermState
from agent_api.tickets.store import FiledTicket
from config.law.terms import day_of_receipt
from storage.encryption.field_cipher import FieldCipher, row_key


async def build_receipt(
    connection: AsyncConnection,
    context: ApiContext,
    filed: FiledTicket,
    petitioner: TicketPetitioner,
    *,
    phone: str = "",
) -> Receipt:
    """Build the receipt of a ticket.

    It opens no other connection, so ``connection`` may be that of the filing. ``phone`` is the caller's number as the
    reader may see it, or empty.
    """
    site = await context.load_site_version(filed.site_version)
    at_once = filed.outcome == "first_contact"
    associated_data = row_key(context.campaign, filed.number)
    answer = (
        context.cipher.decrypt(filed.answer, field=store.ANSWER, row=associated_data)
        if at_once and filed.answer
        else ""
    )
    return Receipt(
        entity=site.entity,
        number=filed.number,
        spoken=spoken_number(parse_number(filed.number)),
        received_at=filed.received_at,
        channel=filed.channel,
        petitioner=_party(petitioner, phone),
        representative=_representative(petitioner),
        kind=labels.topic_label(site, filed.kind, filed.theme),
        asked=context.cipher.decrypt(filed.text, field=store.TEXT, row=associated_data),
        acts_as=labels.MANDATE_KINDS[petitioner.mandate.kind] if petitioner.mandate else "",
        filed_on=filed.filed_on,
        annexes=await _list_annexes(connection, context, filed),
        received_by=filed.received_by,
        answer=answer,
        term=None if at_once else receipt_term(filed, day_of_receipt(context.now())),
    )


async def _list_annexes(connection: AsyncConnection, context: ApiContext, filed: FiledTicket) -> tuple[str, ...]:
    """Return what came with a petition: as it was noted at the filing, and files that were not noted."""
    row = row_key(context.campaign, filed.number)
    noted = context.cipher.decrypt(filed.annexes, field=store.ANNEXES, row=row).splitlines() if filed.annexes else []
    files = [
        _describe_annex(context.cipher, each) for each in await list_filed_with(connection, context.campaign, filed)
    ]
    return (*noted, *(each for each in files if each not in noted))


def _describe_annex(cipher: FieldCipher, row: AttachmentRow) -> str:
    """Return the name of a file; a withheld file is listed too, because the entity received it."""
    name = cipher.decrypt(row.name, field=NAME, row=row.id)
    return f"{name} (recibido y retenido por el antivirus, sin abrir)" if row.finding else name


def receipt_term(filed: FiledTicket, today: date) -> Term:
    """Return the term of a ticket on a local day."""
    return Term(last_day=filed.due_on, basis=filed.basis, state=_term_state(filed, today > filed.due_on))


def _term_state(filed: FiledTicket, passed: bool) -> TermState:
    if filed.state in ("sending", "closed"):
        return "settled"
    if filed.state == "incomplete":
        return "not_completed" if passed else "to_complete"
    return "over" if passed else "running"


def _party(petitioner: TicketPetitioner, phone: str) -> Party:
    return Party(
        name=petitioner.name,
        document=petitioner.document or "",
        email=petitioner.email,
        address=petitioner.address,
        phone=phone,
    )


def _representative(petitioner: TicketPetitioner) -> Party | None:
    person = petitioner.representative
    return None if person is None else Party(name=person.name, document=person.document or "")
