"""Queries of customers for other nouns: by calling number, id, number or document, with ties and history.

Owns the queries and their result types. Personal data are stored encrypted and are found by blind indexes, so the
database alone identifies no customer. `store` writes them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Integer, Text, bindparam, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain.masking import mask_name
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, change_binding, decrypt_customer
from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
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
    """A co-debtor's guarantee of a credit.

    Attributes:
        beneficiary: the id of the customer who has the credit.
        co_debtor: the id of the customer who guarantees it.
        credit: its number, or empty.
    """

    beneficiary: str
    co_debtor: str
    credit: str


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A change in the history.

    Attributes:
        customer_id: of the changed record: the customer's, or that of one merged into it.
        version: after the change.
        old: the value before, parsed from JSON.
        new: the value after.
        actor: as in facts.
        call_id: the call in progress, or empty.
    """

    customer_id: str
    version: int
    field: str
    old: Any
    new: Any
    at: datetime
    actor: str
    call_id: str


class CustomerUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """An update of a record: the names of the changed fields, without their values.

    Attributes:
        key: record and version.
        call_id: the call in progress, or empty.
    """

    key: str
    at: datetime
    fields: tuple[str, ...]
    actor: str
    call_id: str


async def has_customers(connection: AsyncConnection, campaign: str) -> bool:
    """Return whether the campaign has at least one customer."""
    return bool(await connection.scalar(select(select(_row.id).where(_row.campaign == campaign, _IS_CURRENT).exists())))


async def find_by_phone(engine: AsyncEngine, cipher: FieldCipher, campaign: str, number: str) -> list[NamedCustomer]:
    """Return the customers that have an E.164 number; a family may share one."""
    customer_cipher = CustomerCipher(cipher, campaign)
    rows = await _NAMES_BY_PHONE.rows(engine, campaign=campaign, phone=customer_cipher.phone_print(number))
    return [NamedCustomer(id=id_, name=customer_cipher.decrypt_name(name, id_)) for id_, name in rows]


async def find_by(
    engine: AsyncEngine, customer_cipher: CustomerCipher, by: str, value: str | int
) -> list[StoredCustomer]:
    """Return the customers that match one criterion.

    `by` is ``phone`` or ``document``, with a print as `value`; or ``number`` or ``id``, with the plain value.
    """
    rows = await _QUERIES[by].rows(engine, campaign=customer_cipher.campaign, **{by: value})
    return [decrypt_customer(customer_cipher, row) for row in rows]


async def lock_customers(
    connection: AsyncConnection, customer_cipher: CustomerCipher, ids: Collection[str]
) -> dict[str, StoredCustomer]:
    """Return customers by their ids, locked until the transaction ends."""
    query = select(customer).where(_row.campaign == customer_cipher.campaign, _row.id.in_(ids)).order_by(_row.id)
    rows = (await connection.execute(query.with_for_update())).mappings()
    return {row["id"]: decrypt_customer(customer_cipher, row) for row in rows}


async def find_by_ids(
    connection: AsyncConnection, customer_cipher: CustomerCipher, ids: Collection[str]
) -> dict[str, StoredCustomer]:
    """Return customers by their ids, merged or not."""
    query = select(customer).where(_row.campaign == customer_cipher.campaign, _row.id.in_(ids))
    return {row["id"]: decrypt_customer(customer_cipher, row) for row in (await connection.execute(query)).mappings()}


async def find_masked_names(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, ids: Collection[str]
) -> dict[str, str]:
    """Return the initials of customers by id, for lists that must not show who they are; unknown ones are missing."""
    if not ids:
        return {}
    customer_cipher = CustomerCipher(cipher, campaign)
    query = select(_row.id, _row.name).where(_row.campaign == campaign, _row.id.in_(ids))
    async with read_connection(engine) as connection:
        rows = (await connection.execute(query)).all()
    return {id_: mask_name(customer_cipher.decrypt_name(name, id_)) for id_, name in rows}


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


async def list_changes(
    engine: AsyncEngine, customer_cipher: CustomerCipher, customer_id: str, most: int
) -> list[HistoryEntry]:
    """Return the changes of a customer and of those merged into it, the last first."""
    rows = await _HISTORY.rows(engine, campaign=customer_cipher.campaign, id=customer_id, most=most)
    return [
        HistoryEntry(
            customer_id=row["customer_id"],
            version=row["version"],
            field=row["field"],
            old=customer_cipher.decrypt_value(
                row["old"], change_binding(row["customer_id"], row["version"], row["field"], "old")
            ),
            new=customer_cipher.decrypt_value(
                row["new"], change_binding(row["customer_id"], row["version"], row["field"], "new")
            ),
            at=row["at"],
            actor=row["actor"],
            call_id=row["call_id"],
        )
        for row in rows
    ]


async def list_updates(
    connection: AsyncConnection, campaign: str, customer_ids: Collection[str], window: KeysetWindow
) -> list[CustomerUpdate]:
    """Return the updates of some records within a window, the newest first."""
    version_key = func.concat(_history.customer_id, ":", func.lpad(cast(_history.version, Text), 10, "0"))
    of_customers = _history.campaign == campaign, _history.customer_id.in_(customer_ids)
    each = (
        select(
            version_key.label("key"),
            func.min(_history.at).label("at"),
            func.array_agg(_history.field).label("fields"),
            func.min(_history.actor).label("actor"),
            func.min(_history.call_id).label("call_id"),
        )
        .where(*of_customers)
        .group_by(_history.customer_id, _history.version)
        .subquery()
    )
    rows = await connection.execute(within_window(select(each), window, each.c.at, each.c.key))
    return [
        CustomerUpdate(
            key=row["key"],
            at=row["at"],
            fields=tuple(sorted(row["fields"])),
            actor=row["actor"],
            call_id=row["call_id"],
        )
        for row in rows.mappings()
    ]


_TIE = customer_tie.c
CreditTieKey = tuple[str, str, str]
"""Beneficiary, co-debtor and the print of the credit."""
_TIES = Query(select(customer_tie).where(or_(_TIE.beneficiary == bindparam("id"), _TIE.co_debtor == bindparam("id"))))


async def find_credit_ties(engine: AsyncEngine, customer_cipher: CustomerCipher, customer_id: str) -> list[CreditTie]:
    """Return the ties in which a customer is co-debtor or beneficiary."""
    rows = await _TIES.rows(engine, id=customer_id)
    return [
        CreditTie(
            beneficiary=row["beneficiary"],
            co_debtor=row["co_debtor"],
            credit=customer_cipher.decrypt_credit_number(row["credit"], row["credit_print"]),
        )
        for row in rows
    ]
