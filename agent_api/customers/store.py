"""Customers in the database: found by the number that calls, added by an import.

Owns the tables customer and customer_phone. Names and documents go in sealed and numbers as a blind index, so that the
database alone tells nobody who they are.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.queries import Query
from storage.sealing import Sealer
from storage.tables import customer, customer_phone

NAME, DOCUMENT, PHONE = "customer.name", "customer.document", "customer.phone"


_BY_PHONE = Query(
    select(customer.c.id, customer.c.name)
    .join(customer_phone, customer_phone.c.customer_id == customer.c.id)
    .where(customer_phone.c.campaign == bindparam("campaign"), customer_phone.c.phone == bindparam("phone"))
    .order_by(customer.c.id)
)


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer to be added.

    Attributes:
        id: opaque and stable: adding it again changes nothing.
        name: for people.
        document: number of the identity document.
        phones: numbers that the customer calls from, E.164.
    """

    id: str
    name: str
    document: str
    phones: tuple[str, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A customer that calls from a number: its opaque id and its name."""

    id: str
    name: str


async def by_phone(engine: AsyncEngine, sealer: Sealer, campaign: str, number: str) -> list[Found]:
    """The customers that call from a number; a family may share one.

    Args:
        engine: of the database.
        sealer: of the personal columns.
        campaign: whose customers.
        number: E.164.
    """
    found = await _BY_PHONE.rows(engine, campaign=campaign, phone=sealer.blind(number, about=PHONE))
    return [Found(id=id_, name=sealer.open(name, about=NAME)) for id_, name in found]


async def add(
    connection: AsyncConnection, sealer: Sealer, campaign: str, customers: Iterable[Customer], at: datetime
) -> None:
    """Add customers; those that are there already stay as they are.

    Args:
        connection: within a transaction.
        sealer: of the personal columns.
        campaign: whose customers.
        customers: to be added.
        at: when, aware.
    """
    rows, phones = [], []
    for each in customers:
        name, document = sealer.seal(each.name, about=NAME), sealer.seal(each.document, about=DOCUMENT)
        rows.append({"id": each.id, "campaign": campaign, "name": name, "document": document, "created_at": at})
        blind = [sealer.blind(number, about=PHONE) for number in each.phones]
        phones += [{"campaign": campaign, "phone": phone, "customer_id": each.id} for phone in blind]
    if rows:
        await connection.execute(insert(customer).on_conflict_do_nothing(), rows)
        await connection.execute(insert(customer_phone).on_conflict_do_nothing(), phones)
