"""Bulk import of customers: parse, encrypt, stage by COPY and insert in batches, one transaction each.

Owns the steps of a batch and the counts of an import. A committed batch stays even if the next one fails. An
interrupted import can run again: the document identifies a customer, so the rows already imported count as unchanged.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import Select, Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers import store
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.import_rows import ImportedTie, ImportRow, ParsedRow, RowRefusal
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, decrypt_customer
from agent_api.customers.update import update_record
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from eventlog.facts import CustomersImported
from storage.postgres.engine import unit_of_work
from storage.tables import customer, customer_tie

BATCH_ROWS: Final = 5_000
_row = customer.c
_COLUMNS: Final = (
    "id",
    "campaign",
    "name",
    "document",
    "created_at",
    "document_kind",
    "document_print",
    "name_prints",
    "details",
    "digest",
    "version",
)
_PHONE_COLUMNS: Final = ("campaign", "phone", "customer_id")
_COLUMN_LIST = ", ".join(_COLUMNS)
_STAGE = text(
    f"CREATE TEMPORARY TABLE customer_staged ON COMMIT DROP AS SELECT {_COLUMN_LIST} FROM customer WITH NO DATA"
)
_INSERT_STAGED = text(
    f"INSERT INTO customer ({_COLUMN_LIST}) SELECT {_COLUMN_LIST} FROM customer_staged ON "
    "CONFLICT DO NOTHING RETURNING id"
)
_SETTLE = text("SELECT settle_customers()")
_UNKNOWN_BENEFICIARY_MESSAGE: Final = "No hay un cliente con ese documento: inclúyalo en el archivo, o impórtelo antes."
_MERGED_MESSAGE: Final = "El cliente de ese documento se unió con otro: corrija el documento por el del que quedó."

DocumentKey = tuple[str, str]
"""Kind and print of a document."""


class ImportCounts(msgspec.Struct, kw_only=True):
    """Counts of an import so far."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    ties: int = 0

    @property
    def rows(self) -> int:
        """Number of customers and refused rows so far."""
        return self.created + self.updated + self.unchanged + self.refused


class _Batch(msgspec.Struct, frozen=True):
    """A parsed batch: the rows of each customer, and the refusals."""

    rows: dict[DocumentKey, list[ImportRow]]
    refused: list[RowRefusal]


class CustomerImport:
    """One import.

    Args:
        engine: PostgreSQL.
        customer_cipher: of the campaign.
        author: recorded in the history and the facts.
        source: SHA-256 of the file, or empty.
        refuse: called with each refusal.
        progress: called after each batch.
        ids: makes the id of a new customer.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        customer_cipher: CustomerCipher,
        author: Author,
        *,
        source: str = "",
        refuse: Callable[[RowRefusal], None],
        progress: Callable[[ImportCounts], None] = lambda _: None,
        ids: Callable[[Document], str] = lambda _: secrets.token_hex(16),
    ) -> None:
        self._engine, self._customer_cipher, self._author, self._source = engine, customer_cipher, author, source
        self._refuse, self._progress, self._ids = refuse, progress, ids
        self.count = ImportCounts()
        self._ties: list[ImportedTie] = []

    async def run(self, rows: Iterable[ParsedRow]) -> ImportCounts:
        """Import all valid rows; another thread reads one batch ahead.

        Raises:
            StorageError: PostgreSQL is unavailable; committed batches stay.
        """
        parts = iter(rows)
        ahead = asyncio.create_task(asyncio.to_thread(self._read_batch, parts))
        try:
            while (part := await ahead) is not None:
                ahead = asyncio.create_task(asyncio.to_thread(self._read_batch, parts))
                await self._import_batch(part)
                self._progress(self.count)
        finally:
            await asyncio.gather(ahead, return_exceptions=True)
        await self._insert_ties()
        await self._settle_index()
        return self.count

    def _read_batch(self, rows: Iterator[ParsedRow]) -> _Batch | None:
        part = list(islice(rows, BATCH_ROWS))
        if not part:
            return None
        by_document: dict[DocumentKey, list[ImportRow]] = {}
        refused: list[RowRefusal] = []
        for row in part:
            if isinstance(row, ImportRow):
                by_document.setdefault(self._document_key(row.document), []).append(row)
            else:
                refused += row
        return _Batch(by_document, refused)

    def _document_key(self, document: Document) -> DocumentKey:
        return document.kind, self._customer_cipher.document_print(document.number)

    async def _import_batch(self, part: _Batch) -> None:
        """Import a batch in one transaction, with its fact."""
        async with unit_of_work(self._engine) as connection:
            existing = await _find_existing(connection, self._customer_cipher, list(part.rows))
            new = {key: rows for key, rows in part.rows.items() if key not in existing}
            counts = ImportCounts(created=await self._insert_new(connection, new))
            refused = [*part.refused, *_refuse_merged(existing, part.rows)]
            counts.refused = len({each.row for each in refused})
            await self._update_existing(connection, existing, part.rows, counts)
            if counts.created or counts.updated or counts.refused:
                fact = CustomersImported(
                    source=self._source,
                    created=counts.created,
                    updated=counts.updated,
                    unchanged=counts.unchanged,
                    refused=counts.refused,
                )
                await append_facts(connection, self._customer_cipher.campaign, [fact], self._author)
        self._add_counts(counts, part, refused)

    async def _update_existing(
        self,
        connection: AsyncConnection,
        existing: dict[DocumentKey, StoredCustomer],
        rows: dict[DocumentKey, list[ImportRow]],
        counts: ImportCounts,
    ) -> None:
        """Update the customers that exist already."""
        for key, old in existing.items():
            if old.merged_into is None:
                changed = await update_record(
                    connection, self._customer_cipher, old, _apply_rows(old.record, rows[key]), self._author
                )
                counts.updated += bool(changed)
                counts.unchanged += not changed

    def _add_counts(self, counts: ImportCounts, part: _Batch, refused: Iterable[RowRefusal]) -> None:
        for name in counts.__struct_fields__:
            setattr(self.count, name, getattr(self.count, name) + getattr(counts, name))
        self._ties += [row.tie for rows in part.rows.values() for row in rows if row.tie is not None]
        for refusal in refused:
            self._refuse(refusal)

    async def _insert_new(self, connection: AsyncConnection, new: dict[DocumentKey, list[ImportRow]]) -> int:
        """Stage and insert new customers; return their number.

        A customer that another process inserts meanwhile stays unchanged until the next import of the file.
        """
        if not new:
            return 0
        await connection.execute(_STAGE)
        records = {self._ids(rows[0].document): _apply_rows(None, rows) for rows in new.values()}
        staged = await asyncio.to_thread(_staged_rows, self._customer_cipher, records, self._author)
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.copy_records_to_table("customer_staged", records=staged, columns=_COLUMNS)
        added = set((await connection.execute(_INSERT_STAGED)).scalars())
        customer_cipher = self._customer_cipher
        phones = ((id_, each) for id_ in added for each in records[id_].details.phones)
        printed = [(customer_cipher.campaign, customer_cipher.phone_print(number), id_) for id_, number in phones]
        await driver.copy_records_to_table("customer_phone", records=printed, columns=_PHONE_COLUMNS)
        return len(added)

    async def _insert_ties(self) -> None:
        """Insert the ties between co-debtors and beneficiaries, after all customers."""
        for at in range(0, len(self._ties), BATCH_ROWS):
            ties = self._ties[at : at + BATCH_ROWS]
            async with unit_of_work(self._engine) as connection:
                keys = {self._document_key(end) for each in ties for end in (each.co_debtor, each.beneficiary)}
                ids = await _find_ids(connection, self._customer_cipher, list(keys))
                rows = [row for each in ties if (row := self._tie_columns(each, ids)) is not None]
                if rows:
                    adding = insert(customer_tie).values(rows).on_conflict_do_nothing()
                    self.count.ties += (await connection.execute(adding)).rowcount

    def _tie_columns(self, tie: ImportedTie, ids: dict[DocumentKey, str]) -> dict[str, Any] | None:
        beneficiary = ids.get(self._document_key(tie.beneficiary))
        co_debtor = ids.get(self._document_key(tie.co_debtor))
        if beneficiary is None or co_debtor is None:
            self.count.refused += 1
            self._refuse(RowRefusal(tie.row, "deudor_solidario_de", _UNKNOWN_BENEFICIARY_MESSAGE))
            return None
        credit_print, credit = self._customer_cipher.encrypt_credit(tie.credit)
        return {
            "beneficiary": beneficiary,
            "co_debtor": co_debtor,
            "credit_print": credit_print,
            "campaign": self._customer_cipher.campaign,
            "credit": credit,
            "at": self._author.at,
        }

    async def _settle_index(self) -> None:
        """Flush the pending list of the index and refresh the planner's statistics."""
        if self.count.created:
            async with unit_of_work(self._engine) as connection:
                await connection.execute(_SETTLE)


def check_rows(rows: Iterable[ParsedRow], refuse: Callable[[RowRefusal], None]) -> ImportCounts:
    """Read every row and report those that an import would refuse, without looking up existing customers."""
    count = ImportCounts()
    for row in rows:
        if isinstance(row, ImportRow):
            count.unchanged += 1
            continue
        count.refused += 1
        for refusal in row:
            refuse(refusal)
    return count


def _refuse_merged(
    existing: dict[DocumentKey, StoredCustomer], rows: dict[DocumentKey, list[ImportRow]]
) -> Iterator[RowRefusal]:
    """Refuse rows of merged customers: they would restore the old identity."""
    for key, old in existing.items():
        if old.merged_into is not None:
            for row in rows[key]:
                yield RowRefusal(row.number, "numero_documento", _MERGED_MESSAGE)


def _apply_rows(existing: CustomerRecord | None, rows: Sequence[ImportRow]) -> CustomerRecord:
    """Apply the rows to a record in order."""
    record = rows[0].apply_to(existing)
    for row in rows[1:]:
        record = row.apply_to(record)
    return record


def _staged_rows(
    customer_cipher: CustomerCipher, new: dict[str, CustomerRecord], author: Author
) -> list[tuple[Any, ...]]:
    columns = (store.new_columns(customer_cipher, id_, record, author.at) for id_, record in new.items())
    return [tuple(each[name] for name in _COLUMNS) for each in columns]


async def _find_existing(
    connection: AsyncConnection, customer_cipher: CustomerCipher, keys: Sequence[DocumentKey]
) -> dict[DocumentKey, StoredCustomer]:
    """Return the existing customers, locked; a merged one only if no current one has the document."""
    if not keys:
        return {}
    query = _where_documents(select(customer), customer_cipher, keys).order_by(_row.id).with_for_update()
    existing: dict[DocumentKey, StoredCustomer] = {}
    for row in (await connection.execute(query)).mappings():
        key = (row["document_kind"], row["document_print"])
        if row["merged_into"] is None or key not in existing:
            existing[key] = decrypt_customer(customer_cipher, row)
    return {key: each for key, each in existing.items() if key in set(keys)}


async def _find_ids(
    connection: AsyncConnection, customer_cipher: CustomerCipher, keys: Sequence[DocumentKey]
) -> dict[DocumentKey, str]:
    """Return the customer id of each document; for a merged customer, the survivor's."""
    ids = func.coalesce(_row.merged_into, _row.id)
    query = _where_documents(select(_row.document_kind, _row.document_print, ids), customer_cipher, keys)
    query = query.order_by(_row.merged_into.asc().nulls_last())  # the dict keeps the last row: the unmerged one
    return {(kind, printed): id_ for kind, printed, id_ in await connection.execute(query)}


def _where_documents(
    statement: Select[Any], customer_cipher: CustomerCipher, keys: Sequence[DocumentKey]
) -> Select[Any]:
    prints = bindparam("prints", sorted({printed for _, printed in keys}), type_=ARRAY(Text))
    return statement.where(_row.campaign == customer_cipher.campaign, _row.document_print == func.any(prints))
