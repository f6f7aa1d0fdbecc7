"""A receipt out of a ticket as it is stored.

Owns which of a ticket's columns stand where in the constancia. It must not know who may see it.
"""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api import wording
from agent_api.attachments.store import NAME, Row, came_with
from agent_api.deps import Deps, Hand
from agent_api.receipts.receipt import Party, Receipt, Term
from agent_api.tickets import store
from agent_api.tickets.numbers import read_number, spoken
from agent_api.tickets.petitioner import Petitioner, petitioner_of
from agent_api.tickets.store import Filed


async def receipt_of(connection: AsyncConnection, deps: Deps, filed: Filed, *, phone: str = "") -> Receipt:
    """What the constancia of a ticket tells.

    Args:
        connection: of the database; no other one is asked for, so it may be that of the filing.
        deps: of the API.
        filed: the ticket.
        phone: the number that called as it may be shown, or empty.
    """
    site = await deps.site_of(filed.site_version)
    petitioner = petitioner_of(deps, filed)
    at_once = filed.outcome == "first_contact"
    answer = deps.sealer.open(filed.answer, about=store.ANSWER) if at_once and filed.answer else ""
    return Receipt(
        entity=site.entity,
        number=filed.number,
        spoken=spoken(read_number(filed.number)),
        received_at=filed.received_at,
        channel=filed.channel,
        petitioner=_party(petitioner, phone),
        representative=_representative(petitioner),
        kind=wording.typified(site, filed.kind, filed.theme),
        asked=deps.sealer.open(filed.text, about=store.TEXT),
        annexes=tuple(_annex(deps, row) for row in await came_with(connection, deps.campaign, filed)),
        received_by=filed.received_by,
        answer=answer,
        term=None if at_once else _term(filed.due_on, filed.basis),
    )


def _annex(hand: Hand, row: Row) -> str:
    """The name of a file, and whether nobody may open it: that it was handed over stands here all the same."""
    name = hand.sealer.open(row.name, about=NAME)
    return f"{name} (recibido y retenido por el antivirus, sin abrir)" if row.finding else name


def _term(last_day: date | None, basis: str) -> Term | None:
    return None if last_day is None else Term(last_day=last_day, basis=basis)


def _party(petitioner: Petitioner, phone: str) -> Party:
    return Party(
        name=petitioner.name,
        document=petitioner.document or "",
        email=petitioner.email,
        address=petitioner.address,
        phone=phone,
    )


def _representative(petitioner: Petitioner) -> Party | None:
    person = petitioner.representative
    return None if person is None else Party(name=person.name, document=person.document or "")
