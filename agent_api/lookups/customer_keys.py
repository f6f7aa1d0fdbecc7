"""The data of a customer that lookups ask with.

Owns which they are under each key. They are opened for the consult and go no further.
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
"""The type of the document that most people have."""
_DOCUMENT = Query(
    select(customer.c.document_kind, customer.c.document).where(
        customer.c.campaign == bindparam("campaign"), customer.c.id == bindparam("customer")
    )
)


class CustomerDocument(NamedTuple):
    """A customer's.

    Attributes:
        kind: CC, CE, NIT...
        number: of it.
    """

    kind: str
    number: str


async def find_document(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, customer_ref: str
) -> CustomerDocument | None:
    """A customer's document; None when there is no such customer.

    Args:
        engine: of the database.
        cipher: of the personal columns.
        campaign: whose customer.
        customer_ref: opaque id.
    """
    row = await _DOCUMENT.row(engine, campaign=campaign, customer=customer_ref)
    return None if row is None else CustomerDocument(row[0], cipher.decrypt(row[1], field=DOCUMENT, row=customer_ref))


def query_data(key: LookupKey, document: str, credit: str | None, kind: str = CITIZEN_DOCUMENT) -> dict[str, str]:
    """What is asked with under a key.

    Args:
        key: of the lookup.
        document: the customer's number, with or without points.
        credit: the number of a credit as the caller says it, or None.
        kind: of the document.
    """
    number = re.sub(r"[.\s]", "", document)
    if key == "third_party":
        return {"third_party": number}
    both = {"document_type": kind, "document": number}
    return both if key == "document" else {**both, "credit": credit or ""}
