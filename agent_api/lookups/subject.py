"""The data of a customer that lookups ask with.

Owns which they are under each key. They are opened for the consult and go no further.
"""

import re
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers.store import DOCUMENT
from config.lookups import Key
from storage.queries import Query
from storage.sealing import Sealer
from storage.tables import customer

CITIZEN: Final = "CC"
"""The type of every document that we hold: customers bear no other yet."""
_DOCUMENT = Query(
    select(customer.c.document).where(
        customer.c.campaign == bindparam("campaign"), customer.c.id == bindparam("customer")
    )
)


async def document_of(engine: AsyncEngine, sealer: Sealer, campaign: str, customer_ref: str) -> str | None:
    """The number of a customer's document; None when there is no such customer.

    Args:
        engine: of the database.
        sealer: of the personal columns.
        campaign: whose customer.
        customer_ref: opaque id.
    """
    found = await _DOCUMENT.row(engine, campaign=campaign, customer=customer_ref)
    return None if found is None else sealer.open(found[0], about=DOCUMENT)


def data_of(key: Key, document: str, credit: str | None) -> dict[str, str]:
    """What is asked with under a key.

    Args:
        key: of the lookup.
        document: the customer's number, with or without points.
        credit: the number of a credit as the caller says it, or None.
    """
    number = re.sub(r"[.\s]", "", document)
    if key == "third_party":
        return {"third_party": number}
    both = {"document_type": CITIZEN, "document": number}
    return both if key == "document" else {**both, "credit": credit or ""}
