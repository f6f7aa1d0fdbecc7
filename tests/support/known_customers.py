"""Customers that a campaign has before a test begins."""

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
        document: number of the identity document.
        phones: numbers that the customer calls from, E.164.
    """

    id: str
    name: str
    document: str
    document_kind: DocumentKind = "CC"
    phones: tuple[str, ...]

    @property
    def record(self) -> CustomerRecord:
        """The customer's record."""
        return CustomerRecord(
            name=self.name, document=Document(self.document_kind, self.document), details=Details(phones=self.phones)
        )


async def add(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customers: Iterable[NewCustomer], at: datetime
) -> None:
    """Add customers, within the connection's transaction; existing ones stay unchanged."""
    customer_cipher = CustomerCipher(cipher, campaign)
    await add_records(connection, customer_cipher, {each.id: each.record for each in customers}, at)
