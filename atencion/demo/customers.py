"""The sample customers of the demo, so that a screen pop has a customer to show.

They are invented, and imported once with the regular import. No other module may depend on them.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers.bulk_import.importer import CustomerImport
from agent_api.customers.domain.import_rows import ImportRow, RowRefusal
from agent_api.customers.domain.sample_rows import read_sample
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from atencion.errors import SampleRefused
from config.settings import Settings
from config.site.loader import load_sample_customers
from config.site.samples import SampleCustomer
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, read_connection
from storage.tables import customer


async def add_sample_customers(settings: Settings, campaign: str, now: datetime) -> None:
    """Add the customers of the site folder; existing ones stay unchanged.

    Args:
        settings: with the addresses of both servers.
        campaign: the customers'.
        now: aware.

    Raises:
        SiteInvalid: the file cannot be read.
        SampleRefused: an import would reject a customer.
        StorageError: PostgreSQL is away.
    """
    samples = sample_customers(settings.site, campaign, now.date())
    engine = make_engine(settings.database_url or "", name="atencion-demo")
    try:
        existing = await _existing_ids(engine, samples)
        rows = {id_: row for id_, row in samples.items() if id_ not in existing}
        ids = {row.document: id_ for id_, row in rows.items()}
        by = Author(actor="system", at=now, site_version="")
        customer_cipher = CustomerCipher(load_field_cipher(settings), campaign)
        await CustomerImport(engine, customer_cipher, by, refuse=_refuse, ids=ids.__getitem__).run(rows.values())
    finally:
        await engine.dispose()


async def _existing_ids(engine: AsyncEngine, ids: Iterable[str]) -> set[str]:
    async with read_connection(engine) as connection:
        return set((await connection.execute(select(customer.c.id).where(customer.c.id.in_(ids)))).scalars())


def sample_customers(folder: Path, campaign: str, today: date) -> dict[str, ImportRow]:
    """Return the customers of a site folder as import rows, each under a stable id.

    Rows with a birth date after `today` are not valid.

    Raises:
        SiteInvalid: the file cannot be read.
        SampleRefused: an import would reject a customer.
    """
    samples = {each.id: each for each in load_sample_customers(folder)}
    return {
        uuid.uuid5(uuid.NAMESPACE_URL, f"{campaign}/{each.id}").hex: _row(number, each, samples, today)
        for number, each in enumerate(samples.values(), start=1)
    }


def _row(number: int, sample: SampleCustomer, others: Mapping[str, SampleCustomer], today: date) -> ImportRow:
    row = read_sample(number, sample, others, today)
    if not isinstance(row, ImportRow):
        raise _refusal_error(row[0])
    return row


def _refuse(refusal: RowRefusal) -> None:
    raise _refusal_error(refusal)


def _refusal_error(refusal: RowRefusal) -> SampleRefused:
    return SampleRefused(f"sample_customers.yaml, cliente {refusal.row}, {refusal.column}: {refusal.reason}")
