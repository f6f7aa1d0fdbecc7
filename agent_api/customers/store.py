"""Customers in the database: found by the number that calls, by id, number or document; added and changed.

Owns the tables customer, customer_phone, customer_tie and customer_change. Personal data go in sealed and are found by
keyed prints, so that the database alone tells nobody who they are. Nothing of a customer is ever deleted here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Integer, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import FieldChange, Record
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, change_binding, decrypt_customer
from agent_api.kit.author import Author
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.queries import Query
from storage.tables import customer, customer_change, customer_phone, customer_tie

MAX_FOUND: Final = 50
_row = customer.c
_IS_CURRENT = _row.merged_into.is_(None) & _row.erased_by.is_(None)
_OF_CAMPAIGN = _row.campaign == bindparam("campaign")
_BY_PHONE = (
    select(customer)
    .join(customer_phone, customer_phone.c.customer_id == _row.id)
    .where(
        customer_phone.c.campaign == bindparam("campaign"), customer_phone.c.phone == bindparam("phone"), _IS_CURRENT
    )
    .order_by(_row.id)
    .limit(MAX_FOUND)
)
_NAMES_BY_PHONE = Query(_BY_PHONE.with_only_columns(_row.id, _row.name))
_QUERIES: Final = {
    "phone": Query(_BY_PHONE),
    "document": Query(select(customer).where(_OF_CAMPAIGN, _row.document_print == bindparam("document"), _IS_CURRENT)),
    "number": Query(
        select(customer).where(_OF_CAMPAIGN, _row.number == bindparam("number", type_=BigInteger), _IS_CURRENT)
    ),
    "id": Query(select(customer).where(_OF_CAMPAIGN, _row.id == bindparam("id"))),
}


class NamedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer that calls from a number: its opaque id and its name."""

    id: str
    name: str


class CreditTie(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for whose credit.

    Attributes:
        beneficiary: the id of the customer who has the credit.
        co_debtor: the id of the one who answers for it.
        credit: its number, or empty.
    """

    beneficiary: str
    co_debtor: str
    credit: str


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A change as the history holds it.

    Attributes:
        customer_id: whose record changed: a customer's own, or that of one merged into it.
        version: that the change made.
        old: the value before, as JSON reads it.
        new: the value after.
        actor: who changed it, as facts name actors.
        call_id: in which call, or empty.
    """

    customer_id: str
    version: int
    field: str
    old: Any
    new: Any
    at: datetime
    actor: str
    call_id: str


async def find_by_phone(engine: AsyncEngine, cipher: FieldCipher, campaign: str, number: str) -> list[NamedCustomer]:
    """The customers that call from a number; a family may share one.

    Args:
        engine: of the database.
        cipher: of the personal columns.
        campaign: whose customers.
        number: E.164.
    """
    seal = CustomerCipher(cipher, campaign)
    found = await _NAMES_BY_PHONE.rows(engine, campaign=campaign, phone=seal.phone_print(number))
    return [NamedCustomer(id=id_, name=seal.decrypt_name(name, id_)) for id_, name in found]


async def find_by(engine: AsyncEngine, seal: CustomerCipher, by: str, value: str | int) -> list[StoredCustomer]:
    """Customers found by one thing alone.

    Args:
        engine: of the database.
        seal: of the campaign.
        by: ``phone`` or ``document``, with the print of it; ``number`` or ``id``, with itself.
        value: of it.
    """
    rows = await _QUERIES[by].rows(engine, campaign=seal.campaign, **{by: value})
    return [decrypt_customer(seal, row) for row in rows]


async def lock_customers(
    connection: AsyncConnection, seal: CustomerCipher, ids: Collection[str]
) -> dict[str, StoredCustomer]:
    """Customers by their ids, that nobody else changes until the transaction ends."""
    wanted = select(customer).where(_row.campaign == seal.campaign, _row.id.in_(ids)).order_by(_row.id)
    found = (await connection.execute(wanted.with_for_update())).mappings()
    return {row["id"]: decrypt_customer(seal, row) for row in found}


async def find_by_ids(
    connection: AsyncConnection, seal: CustomerCipher, ids: Collection[str]
) -> dict[str, StoredCustomer]:
    """Customers by their ids, merged or not."""
    wanted = select(customer).where(_row.campaign == seal.campaign, _row.id.in_(ids))
    return {row["id"]: decrypt_customer(seal, row) for row in (await connection.execute(wanted)).mappings()}


_LOCK_DOCUMENT = text("SELECT pg_advisory_xact_lock(hashtext(:document))")


async def is_document_taken(connection: AsyncConnection, seal: CustomerCipher, document: Document) -> bool:
    """Whether a customer has a document; nobody else is told so until the transaction ends."""
    printed = seal.document_print(document.number)
    await connection.execute(_LOCK_DOCUMENT, {"document": printed})
    asked = select(_row.id).where(_row.campaign == seal.campaign, _row.document_print == printed, _IS_CURRENT)
    return (await connection.execute(asked.where(_row.document_kind == document.kind))).first() is not None


async def add_records(
    connection: AsyncConnection, seal: CustomerCipher, records: Mapping[str, Record], at: datetime
) -> set[str]:
    """Add customers by their ids, but those whose document is there already; which were added."""
    if not records:
        return set()
    rows = [new_columns(seal, id_, record, at) for id_, record in records.items()]
    adding = insert(customer).values(rows).on_conflict_do_nothing().returning(_row.id)
    added = set((await connection.execute(adding)).scalars())
    await index_phones(connection, seal, {id_: records[id_].details.phones for id_ in added})
    return added


def new_columns(seal: CustomerCipher, id_: str, record: Record, at: datetime) -> dict[str, Any]:
    """What a new customer's row holds."""
    return {"id": id_, "campaign": seal.campaign, "created_at": at, "version": 1, **seal.encrypt_columns(record, id_)}


async def index_phones(connection: AsyncConnection, seal: CustomerCipher, phones: Mapping[str, Iterable[str]]) -> None:
    """Let customers be found by numbers; those that they are found by already stay."""
    rows = [
        {"campaign": seal.campaign, "phone": seal.phone_print(number), "customer_id": id_}
        for id_, numbers in phones.items()
        for number in numbers
    ]
    if rows:
        await connection.execute(insert(customer_phone).on_conflict_do_nothing(), rows)


async def replace_record(
    connection: AsyncConnection, seal: CustomerCipher, old: StoredCustomer, new: Record, at: datetime
) -> None:
    """Let a locked customer be another; its numbers are found as they are now."""
    values = {**seal.encrypt_columns(new, old.id), "version": old.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == old.id).values(values))
    if gone := [seal.phone_print(number) for number in old.record.details.phones if number not in new.details.phones]:
        phone = customer_phone.c
        await connection.execute(
            customer_phone.delete().where(
                phone.campaign == seal.campaign, phone.customer_id == old.id, phone.phone.in_(gone)
            )
        )
    await index_phones(connection, seal, {old.id: new.details.phones})


async def mark_merged(connection: AsyncConnection, merged: StoredCustomer, kept: str, at: datetime) -> None:
    """Let a locked customer be known as another; its row, numbers and history stay."""
    values = {"merged_into": kept, "version": merged.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == merged.id).values(values))


async def unmark_merged(connection: AsyncConnection, merged: StoredCustomer, at: datetime) -> None:
    """Undo `mark_merged`."""
    values = {"merged_into": None, "version": merged.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == merged.id).values(values))


async def add_changes(
    connection: AsyncConnection,
    seal: CustomerCipher,
    changes: Sequence[FieldChange],
    author: Author,
    *,
    customer_id: str,
    version: int,
) -> None:
    """Write what changed into the history.

    Args:
        connection: within the transaction that changes it.
        seal: of the campaign.
        changes: field by field.
        author: who changes it.
        customer_id: of the customer.
        version: of the customer since then.
    """
    rows = [
        {
            "campaign": seal.campaign,
            "field": each.field,
            "old": seal.encrypt_value(each.old, change_binding(customer_id, version, each.field, "old")),
            "new": seal.encrypt_value(each.new, change_binding(customer_id, version, each.field, "new")),
            "customer_id": customer_id,
            "version": version,
            "at": author.at,
            "actor": author.actor,
            "call_id": author.call_id,
        }
        for each in changes
    ]
    if rows:
        await connection.execute(insert(customer_change), rows)


_history = customer_change.c
_MERGED_IDS = select(_row.id).where(_row.merged_into == bindparam("id"))
_HISTORY = Query(
    select(customer_change)
    .where(
        _history.campaign == bindparam("campaign"),
        or_(_history.customer_id == bindparam("id"), _history.customer_id.in_(_MERGED_IDS)),
    )
    .order_by(_history.id.desc())
    .limit(bindparam("most", type_=Integer))
)


async def list_changes(engine: AsyncEngine, seal: CustomerCipher, customer_id: str, most: int) -> list[HistoryEntry]:
    """What was changed of a customer and of those merged into it, the last first."""
    rows = await _HISTORY.rows(engine, campaign=seal.campaign, id=customer_id, most=most)
    return [
        HistoryEntry(
            customer_id=row["customer_id"],
            version=row["version"],
            field=row["field"],
            old=seal.decrypt_value(row["old"], change_binding(row["customer_id"], row["version"], row["field"], "old")),
            new=seal.decrypt_value(row["new"], change_binding(row["customer_id"], row["version"], row["field"], "new")),
            at=row["at"],
            actor=row["actor"],
            call_id=row["call_id"],
        )
        for row in rows
    ]


_TIE = customer_tie.c
CreditTieKey = tuple[str, str, str]
"""Beneficiary, co-debtor and the print of the credit."""
_TIES = Query(select(customer_tie).where(or_(_TIE.beneficiary == bindparam("id"), _TIE.co_debtor == bindparam("id"))))


async def find_credit_ties(engine: AsyncEngine, seal: CustomerCipher, customer_id: str) -> list[CreditTie]:
    """Whose credits a customer answers for, and who answers for theirs."""
    rows = await _TIES.rows(engine, id=customer_id)
    return [
        CreditTie(
            beneficiary=row["beneficiary"],
            co_debtor=row["co_debtor"],
            credit=seal.decrypt_credit_number(row["credit"], row["credit_print"]),
        )
        for row in rows
    ]


async def copy_ties(connection: AsyncConnection, merged: str, kept: str, at: datetime) -> list[CreditTieKey]:
    """Give one customer the ties of another, who keeps them, too; those that are new."""
    of_merged = or_(_TIE.beneficiary == merged, _TIE.co_debtor == merged)
    found = (await connection.execute(select(customer_tie).where(of_merged))).mappings()
    rows = []
    for row in found:
        ends = {end: kept if row[end] == merged else row[end] for end in ("beneficiary", "co_debtor")}
        if ends["beneficiary"] != ends["co_debtor"]:
            rows.append({**row, **ends, "at": at})
    if not rows:
        return []
    giving = insert(customer_tie).values(rows).on_conflict_do_nothing()
    given = await connection.execute(giving.returning(_TIE.beneficiary, _TIE.co_debtor, _TIE.credit_print))
    return [(each.beneficiary, each.co_debtor, each.credit_print) for each in given]


async def remove_copied_ties(connection: AsyncConnection, ties: Iterable[CreditTieKey]) -> None:
    """Undo `copy_ties`."""
    for beneficiary, co_debtor, credit_print in ties:
        of_one = _TIE.beneficiary == beneficiary, _TIE.co_debtor == co_debtor, _TIE.credit_print == credit_print
        await connection.execute(customer_tie.delete().where(*of_one))
