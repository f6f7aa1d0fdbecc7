"""The print of a petitioner's NIT, by which lists find the petitions of large clients.

Owns the column nit_print of tickets. Only a NIT gets a print, never the document of a citizen. It is that of
`agent_api.customers`, so that the register of large clients has the same one. The print is written with the petitioner;
`print_missing_nits` computes those of an earlier release.
"""

from typing import Any, Final

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers import queries as customers
from agent_api.customers.domain.documents import written_nit
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.tickets.texts import StatedPetitioner, decrypt_stated
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.errors import DecryptionFailed
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import ticket

BATCH: Final = 500


def print_of_nit(
    cipher: FieldCipher, campaign: str, stated: StatedPetitioner | None, record: CustomerRecord | None
) -> str:
    """Return the print of the NIT that a petitioner stated, else of their customer record; empty without one."""
    document = (stated.document if stated else None) or (record.document.text if record else "")
    nit = written_nit(document)
    return CustomerCipher(cipher, campaign).document_print(nit) if nit else ""


async def print_missing_nits(engine: AsyncEngine, cipher: FieldCipher, campaign: str, *, batch: int = BATCH) -> int:
    """Store the missing prints of tickets and return their number; each batch is one transaction.

    A ticket that cannot be decrypted keeps none and is tried again.
    """
    printed, after = 0, ""
    while True:
        async with read_connection(engine) as connection:
            rows = (await connection.execute(missing_query(campaign, after, batch))).all()
        prints = [(each, await _try_print(engine, cipher, campaign, each)) for each in rows]
        async with unit_of_work(engine) as connection:
            for row, nit_print in prints:
                if nit_print is not None:
                    same = ticket.c.petitioner.is_not_distinct_from(row.petitioner), ticket.c.nit_print.is_(None)
                    of_ticket = ticket.c.campaign == campaign, ticket.c.number == row.number, *same
                    stored = await connection.execute(update(ticket).where(*of_ticket).values(nit_print=nit_print))
                    printed += stored.rowcount
        if len(rows) < batch:
            return printed
        after = rows[-1].number


def missing_query(campaign: str, after: str, batch: int) -> Select[Any]:
    """Return the query for tickets without a print, by number; its condition is that of an index."""
    row = ticket.c
    query = select(row.number, row.petitioner, row.customer_ref).where(row.campaign == campaign, row.number > after)
    return query.where(row.nit_print.is_(None)).order_by(row.number).limit(batch)


async def _try_print(engine: AsyncEngine, cipher: FieldCipher, campaign: str, row: Any) -> str | None:
    """Return the print of a row; None if it cannot be decrypted."""
    try:
        stated = decrypt_stated(cipher, row.petitioner, row_key(campaign, row.number))
        record = None
        if row.customer_ref and not stated.document:
            found = await customers.find_by(engine, CustomerCipher(cipher, campaign), "id", row.customer_ref)
            record = found[0].record if found else None
    except DecryptionFailed:
        return None
    return print_of_nit(cipher, campaign, stated, record)
