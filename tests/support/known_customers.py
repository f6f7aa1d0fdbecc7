"""Customers whom a campaign knows before a test begins."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.documents import Document, DocumentKind
from agent_api.customers.domain.record import CustomerRecord, Details
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.customers.store import add_records
from storage.encryption.field_cipher import FieldCipher


class NewCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer to be added.

    Attributes:
        id: opaque and stable: adding it again changes nothing.
        name: for people.
        document: number of the identity document.
        document_kind: its kind.
        phones: numbers that the customer calls from, E.164.
    """

    id: str
    name: str
    document: str
    document_kind: DocumentKind = "CC"
    phones: tuple[str, ...]

    @property
    def record(self) -> CustomerRecord:
        """What is known of them."""
        return CustomerRecord(
            name=self.name, document=Document(self.document_kind, self.document), details=Details(phones=self.phones)
        )


async def add(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customers: Iterable[NewCustomer], at: datetime
) -> None:
    """Add customers; those that are there already stay as they are.

    Args:
        connection: within a transaction.
        cipher: of the personal columns.
        campaign: whose customers.
        customers: to be added.
        at: when, aware.
    """
    customer_cipher = CustomerCipher(cipher, campaign)
    await add_records(connection, customer_cipher, {each.id: each.record for each in customers}, at)
