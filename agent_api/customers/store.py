"""Customers in the database: inserts, changes and merges.

Owns the tables customer, customer_phone, customer_tie and customer_change. Personal data are encrypted and found by
keyed prints, so the database alone identifies no customer. No customer is ever deleted here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import CustomerRecord, FieldChange
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, change_binding
from agent_api.customers.queries import CreditTieKey
from agent_api.kit.author import Author
from storage.tables import customer, customer_change, customer_phone, customer_tie

_row, _TIE = customer.c, customer_tie.c
_IS_CURRENT = _row.merged_into.is_(None) & _row.erased_by.is_(None)
_LOCK_DOCUMENT = text("SELECT pg_advisory_xact_lock(hashtext(:document))")


async def is_document_taken(connection: AsyncConnection, customer_cipher: CustomerCipher, document: Document) -> bool:
    """Return whether a current customer has a document, and lock it until the transaction ends."""
    printed = customer_cipher.document_print(document.number)
    await connection.execute(_LOCK_DOCUMENT, {"document": printed})
    query = select(_row.id).where(
        _row.campaign == customer_cipher.campaign, _row.document_print == printed, _IS_CURRENT
    )
    return (await connection.execute(query.where(_row.document_kind == document.kind))).first() is not None


async def add_records(
    connection: AsyncConnection, customer_cipher: CustomerCipher, records: Mapping[str, CustomerRecord], at: datetime
) -> set[str]:
    """Insert customers by id, except those with an existing document; return the inserted ids."""
    if not records:
        return set()
    rows = [new_columns(customer_cipher, id_, record, at) for id_, record in records.items()]
    adding = insert(customer).values(rows).on_conflict_do_nothing().returning(_row.id)
    added = set((await connection.execute(adding)).scalars())
    await index_phones(connection, customer_cipher, {id_: records[id_].details.phones for id_ in added})
    return added


def new_columns(customer_cipher: CustomerCipher, id_: str, record: CustomerRecord, at: datetime) -> dict[str, Any]:
    """Return the columns of a new customer's row."""
    return {
        "id": id_,
        "campaign": customer_cipher.campaign,
        "created_at": at,
        "version": 1,
        **customer_cipher.encrypt_columns(record, id_),
    }


async def index_phones(
    connection: AsyncConnection, customer_cipher: CustomerCipher, phones: Mapping[str, Iterable[str]]
) -> None:
    """Index the numbers of customers; numbers already indexed stay."""
    rows = [
        {"campaign": customer_cipher.campaign, "phone": customer_cipher.phone_print(number), "customer_id": id_}
        for id_, numbers in phones.items()
        for number in numbers
    ]
    if rows:
        await connection.execute(insert(customer_phone).on_conflict_do_nothing(), rows)


async def replace_record(
    connection: AsyncConnection, customer_cipher: CustomerCipher, old: StoredCustomer, new: CustomerRecord, at: datetime
) -> None:
    """Replace the record of a locked customer and update the index of its numbers."""
    values = {**customer_cipher.encrypt_columns(new, old.id), "version": old.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == old.id).values(values))
    if removed_prints := [
        customer_cipher.phone_print(number) for number in old.record.details.phones if number not in new.details.phones
    ]:
        phone = customer_phone.c
        await connection.execute(
            customer_phone.delete().where(
                phone.campaign == customer_cipher.campaign, phone.customer_id == old.id, phone.phone.in_(removed_prints)
            )
        )
    await index_phones(connection, customer_cipher, {old.id: new.details.phones})


async def mark_merged(connection: AsyncConnection, merged: StoredCustomer, survivor: str, at: datetime) -> None:
    """Point a locked customer to the survivor; its row, numbers and history stay."""
    values = {"merged_into": survivor, "version": merged.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == merged.id).values(values))


async def unmark_merged(connection: AsyncConnection, merged: StoredCustomer, at: datetime) -> None:
    """Undo `mark_merged`."""
    values = {"merged_into": None, "version": merged.version + 1, "updated_at": at}
    await connection.execute(update(customer).where(_row.id == merged.id).values(values))


async def add_changes(
    connection: AsyncConnection,
    customer_cipher: CustomerCipher,
    changes: Sequence[FieldChange],
    author: Author,
    *,
    customer_id: str,
    version: int,
) -> None:
    """Insert changes into the history, in the transaction that makes them.

    `version` is the customer's version after the changes.
    """
    rows = [
        {
            "campaign": customer_cipher.campaign,
            "field": each.field,
            "old": customer_cipher.encrypt_value(each.old, change_binding(customer_id, version, each.field, "old")),
            "new": customer_cipher.encrypt_value(each.new, change_binding(customer_id, version, each.field, "new")),
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


async def copy_ties(connection: AsyncConnection, merged: str, survivor: str, at: datetime) -> list[CreditTieKey]:
    """Copy a customer's ties to another; return the new ones. The first customer keeps theirs."""
    of_merged = or_(_TIE.beneficiary == merged, _TIE.co_debtor == merged)
    ties = (await connection.execute(select(customer_tie).where(of_merged))).mappings()
    rows = []
    for row in ties:
        ends = {end: survivor if row[end] == merged else row[end] for end in ("beneficiary", "co_debtor")}
        if ends["beneficiary"] != ends["co_debtor"]:
            rows.append({**row, **ends, "at": at})
    if not rows:
        return []
    giving = insert(customer_tie).values(rows).on_conflict_do_nothing()
    result = await connection.execute(giving.returning(_TIE.beneficiary, _TIE.co_debtor, _TIE.credit_print))
    return [(each.beneficiary, each.co_debtor, each.credit_print) for each in result]


async def remove_copied_ties(connection: AsyncConnection, ties: Iterable[CreditTieKey]) -> None:
    """Undo `copy_ties`."""
    for beneficiary, co_debtor, credit_print in ties:
        of_one = _TIE.beneficiary == beneficiary, _TIE.co_debtor == co_debtor, _TIE.credit_print == credit_print
        await connection.execute(customer_tie.delete().where(*of_one))
