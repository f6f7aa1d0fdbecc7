"""The customer data that lookups query with.

Owns which data each key needs. They are decrypted for the lookup and used nowhere else.
"""

import re
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers.blind_index import DOCUMENT
from config.site.customers.lookups import LookupKey
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.queries import Query
from storage.tables import customer

CITIZEN_DOCUMENT: Final = "CC"
"""The most common document type."""
_DOCUMENT = Query(
    select(customer.c.document_kind, customer.c.document).where(
        customer.c.campaign == bindparam("campaign"), customer.c.id == bindparam("customer")
    )
)


class CustomerDocument(NamedTuple):
    """A customer's document; its kind is CC, CE, NIT..."""

    kind: str
    number: str


async def find_document(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, customer_ref: str
) -> CustomerDocument | None:
    """Return a customer's document; None if there is no such customer."""
    row = await _DOCUMENT.row(engine, campaign=campaign, customer=customer_ref)
    return None if row is None else CustomerDocument(row[0], cipher.decrypt(row[1], field=DOCUMENT, row=customer_ref))


def query_data(key: LookupKey, document: str, credit: str | None, kind: str = CITIZEN_DOCUMENT) -> dict[str, str]:
    """Return the data to query with under a key.

    ``document`` may contain points. ``credit`` is the credit's number as the caller says it, or None.
    """
    number = re.sub(r"[.\s]", "", document)
    if key == "third_party":
        return {"third_party": number}
    both = {"document_type": kind, "document": number}
    return both if key == "document" else {**both, "credit": credit or ""}
