"""Tickets in the database.

Owns the tables ticket and ticket_sequence. A filing locks the sequence of the campaign's year until its transaction
ends, so numbers have no gaps even after a rollback. Which tickets a person may see is
`agent_api.tickets.queries.filters`'s, the history of steps `agent_api.tickets.history_store`'.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mandates.domain.state import MandateState
from agent_api.tickets.domain.legal_term import RaisedAlarms
from agent_api.tickets.domain.ticket import State, Ticket
from config.law.regimes import LegalKind
from eventlog.facts.tickets.ticket import Authority, Channel, Outcome, PriorityReason
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import ticket, ticket_sequence

TEXT, CALLER, REQUEST = "ticket.text", "ticket.caller", "ticket.request"
ANSWER, PETITIONER, EMAIL, ADDRESS = "ticket.answer", "ticket.petitioner", "ticket.email", "ticket.address"
ANNEXES = "ticket.annexes"


ENCRYPTED_COLUMNS: Final = {
    "text": TEXT,
    "answer": ANSWER,
    "petitioner": PETITIONER,
    "email": EMAIL,
    "address": ADDRESS,
    "annexes": ANNEXES,
}
"""The encrypted columns, with the field name that each is bound to."""


class FiledTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as its row stores it; other fields are those of `agent_api.tickets.domain.ticket.Ticket`.

    Attributes:
        subtheme: within the theme; empty if only the theme was chosen.
        site_version: the site version whose typology defines kind, theme and sub-theme.
        text: encrypted.
        call_id: the call on which it was filed, or empty.
        caller_ref: opaque reference to the caller's number, or empty.
        caller: blind index of that number, or empty.
        filed_by: login.
        received_by: that user's name at that time.
        idempotency_key: of the request that filed it.
        request: blind digest of that request.
        customer_ref: opaque id of the customer, or empty.
        petitioner: name and document, JSON, encrypted; None for an anonymous petition.
        email: encrypted, or None.
        address: for letters, encrypted, or None.
        annexes: names of what came with the petition, a line each, encrypted, or None.
        answer: the latest wording of the answer, encrypted, or None.
        status: ``open`` or ``closed``.
        rank: its place among open tickets, see `Ticket.rank`.
        warned_on: the day of the last alarm.
        breach_of: the last due date whose breach was reported.
        default_area: the default area for escalation, kept from before a correction of the topic; empty for the area
            that matrix and typology give for the topic.
        nit_print: blind index of the petitioner's NIT; empty without one, None until the worker has computed it.
    """

    number: str
    kind: str
    theme: str
    subtheme: str = ""
    site_version: str
    text: bytes
    call_id: str
    caller_ref: str
    caller: str
    filed_at: datetime
    filed_by: str
    received_by: str
    idempotency_key: str
    request: str
    customer_ref: str = ""
    petitioner: bytes | None = None
    email: bytes | None = None
    address: bytes | None = None
    annexes: bytes | None = None
    answer: bytes | None = None
    status: str = "open"
    state: State = "received"
    tier: int = 2
    owner: str = ""
    area: str = ""
    escalated_by: str = ""
    round: int = 0
    channel: Channel = "phone"
    legal_kind: LegalKind = "general"
    received_at: datetime
    filed_on: date | None = None
    due_on: date
    basis: str = ""
    extended: bool = False
    asked_at: datetime | None = None
    completed_at: datetime | None = None
    response: str | None = None
    answer_attachments: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    mandate: MandateState = ""
    mandate_until: date | None = None
    priority: PriorityReason | None = None
    authority: Authority | None = None
    authority_due_at: datetime | None = None
    relay_call: bool = False
    rank: int = 2
    undo_until: datetime | None = None
    version: int = 1
    warned_on: date | None = None
    breach_of: date | None = None
    default_area: str = ""
    nit_print: str | None = None

    @property
    def ticket(self) -> Ticket:
        """The ticket as a value that can take steps."""
        return Ticket(**{name: getattr(self, name) for name in Ticket.__struct_fields__})

    @property
    def raised_alarms(self) -> RaisedAlarms:
        """The alarms already raised for its term."""
        return RaisedAlarms(near_on=self.warned_on, breach_of=self.breach_of)

    def with_ticket(self, ticket: Ticket) -> "FiledTicket":
        """Return this row with the state of a ticket after a step."""
        status = "open" if ticket.is_open else "closed"
        return msgspec.structs.replace(self, **msgspec.structs.asdict(ticket), status=status, rank=ticket.rank)


def with_columns(filed: FiledTicket, **columns: Any) -> FiledTicket:
    """Return the ticket with other values in some columns."""
    return msgspec.structs.replace(filed, **columns)


def associated_data_of(campaign: str, filed: FiledTicket) -> str:
    """Return the associated data that the encrypted columns of a ticket are bound to."""
    return row_key(campaign, filed.number)


def decrypt_text(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> str:
    """Decrypt the text of the petition."""
    return cipher.decrypt(filed.text, field=TEXT, row=associated_data_of(campaign, filed))


COLUMNS = [ticket.c[name] for name in FiledTicket.__struct_fields__]


async def next_sequence(connection: AsyncConnection, campaign: str, year: int) -> int:
    """Take the next number of a campaign's year; the sequence stays locked until the transaction ends."""
    key = {"campaign": campaign, "year": year}
    statement = insert(ticket_sequence).values(**key, last=1)
    statement = statement.on_conflict_do_update(index_elements=list(key), set_={"last": ticket_sequence.c.last + 1})
    return int((await connection.execute(statement.returning(ticket_sequence.c.last))).scalar_one())


async def release_sequence(connection: AsyncConnection, campaign: str, year: int) -> None:
    """Undo `next_sequence` in the same transaction, if the number is not needed."""
    statement = update(ticket_sequence).where(ticket_sequence.c.campaign == campaign, ticket_sequence.c.year == year)
    await connection.execute(statement.values(last=ticket_sequence.c.last - 1))


async def add(connection: AsyncConnection, campaign: str, filed: FiledTicket) -> None:
    """Store a new ticket; the same transaction must store the prints of its words."""
    row = insert(ticket).values(campaign=campaign, words_indexed=True, **msgspec.structs.asdict(filed))
    await connection.execute(row)


async def update_ticket(connection: AsyncConnection, campaign: str, before: FiledTicket, after: FiledTicket) -> None:
    """Store the changed columns of a ticket that `lock_ticket` returned."""
    old, new = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    changed = {name: value for name, value in new.items() if old[name] != value}
    if changed:
        row = update(ticket).where(ticket.c.campaign == campaign, ticket.c.number == before.number)
        await connection.execute(row.values(**changed))


async def lock_ticket(connection: AsyncConnection, campaign: str, number: str) -> FiledTicket | None:
    """Lock a ticket until the transaction ends, and return it."""
    query = select(*COLUMNS).where(ticket.c.campaign == campaign, ticket.c.number == number).with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else FiledTicket(**row)


async def find_by_idempotency_key(
    connection: AsyncConnection, campaign: str, user: str, key: str
) -> FiledTicket | None:
    """Find the ticket that a user filed with this key."""
    query = select(*COLUMNS).where(
        ticket.c.campaign == campaign, ticket.c.filed_by == user, ticket.c.idempotency_key == key
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else FiledTicket(**row)


async def list_open_due_by(connection: AsyncConnection, campaign: str, last: date, limit: int) -> list[FiledTicket]:
    """Return open tickets due on a date or before it: by rank, then the earliest first."""
    query = select(*COLUMNS).where(ticket.c.campaign == campaign, ticket.c.status == "open", ticket.c.due_on <= last)
    rows = await connection.execute(query.order_by(ticket.c.rank, ticket.c.due_on, ticket.c.number).limit(limit))
    return [FiledTicket(**row) for row in rows.mappings()]


async def count_by_customer(connection: AsyncConnection, campaign: str, customers: Collection[str]) -> dict[str, int]:
    """Count the tickets of some customers; a customer without tickets has no entry."""
    query = select(ticket.c.customer_ref, func.count()).where(ticket.c.campaign == campaign)
    rows = await connection.execute(query.where(ticket.c.customer_ref.in_(customers)).group_by(ticket.c.customer_ref))
    return {customer: int(count) for customer, count in rows}


async def move_to_customer(connection: AsyncConnection, campaign: str, merged: str, survivor: str) -> list[str]:
    """Move the tickets of a merged customer to the one that remains; return their numbers."""
    of_merged = ticket.c.campaign == campaign, ticket.c.customer_ref == merged
    statement = update(ticket).where(*of_merged).values(customer_ref=survivor).returning(ticket.c.number)
    return sorted((await connection.execute(statement)).scalars())


async def undo_move_to_customer(
    connection: AsyncConnection, campaign: str, numbers: Collection[str], survivor: str, merged: str
) -> None:
    """Undo `move_to_customer` for the tickets that still belong to the customer who received them."""
    conditions = ticket.c.campaign == campaign, ticket.c.number.in_(numbers), ticket.c.customer_ref == survivor
    await connection.execute(update(ticket).where(*conditions).values(customer_ref=merged))
