"""Many customers at once: read, sealed, staged by COPY and taken over in parts, each one transaction.

Owns the way of a part and what an import counts. A part that was taken over stays, whatever happens to the next; so an
import that was cut off is done again, and what it did already is unchanged (customers are the same by their document).
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
from agent_api.customers.domain.import_rows import Read, Refusal, Row, TieRow
from agent_api.customers.domain.record import Record
from agent_api.customers.encrypted_rows import Seal, Stored, stored
from agent_api.customers.update import By, change
from eventlog.facts import CustomersImported
from storage.postgres.engine import unit_of_work
from storage.tables import customer, customer_tie

PART: Final = 5_000
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
_LISTED = ", ".join(_COLUMNS)
_STAGE = text(f"CREATE TEMPORARY TABLE customer_staged ON COMMIT DROP AS SELECT {_LISTED} FROM customer WITH NO DATA")
_TAKE = text(
    f"INSERT INTO customer ({_LISTED}) SELECT {_LISTED} FROM customer_staged ON CONFLICT DO NOTHING RETURNING id"
)
_SETTLE = text("SELECT settle_customers()")
_UNKNOWN_BENEFICIARY: Final = "No hay un cliente con ese documento: inclúyalo en el archivo, o impórtelo antes."
_MERGED: Final = "El cliente de ese documento se unió con otro: corrija el documento por el del que quedó."

Wanted = tuple[str, str]
"""Kind and print of a document."""


class Count(msgspec.Struct, kw_only=True):
    """What an import did so far."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    ties: int = 0

    @property
    def rows(self) -> int:
        """How many customers and refused rows it has seen."""
        return self.created + self.updated + self.unchanged + self.refused


class _Fresh(msgspec.Struct, frozen=True):
    """A part, read: the rows of each customer, and what was refused."""

    rows: dict[Wanted, list[Row]]
    refused: list[Refusal]


class Import:
    """One import.

    Args:
        engine: of the database.
        seal: of the campaign.
        by: who imports.
        source: SHA-256 of the file, or empty.
        refuse: is given what is refused.
        progress: is told after each part.
        ids: makes the id of a new customer.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        seal: Seal,
        by: By,
        *,
        source: str = "",
        refuse: Callable[[Refusal], None],
        progress: Callable[[Count], None] = lambda _: None,
        ids: Callable[[Document], str] = lambda _: secrets.token_hex(16),
    ) -> None:
        self._engine, self._seal, self._by, self._source = engine, seal, by, source
        self._refuse, self._progress, self._ids = refuse, progress, ids
        self.count = Count()
        self._ties: list[TieRow] = []

    async def run(self, rows: Iterable[Read]) -> Count:
        """Take over every row that can be; what it came to.

        Args:
            rows: of the file, in order; read in another thread, a part ahead.

        Raises:
            StorageError: PostgreSQL is away; what was taken over stays.
        """
        parts = iter(rows)
        ahead = asyncio.create_task(asyncio.to_thread(self._read, parts))
        try:
            while (part := await ahead) is not None:
                ahead = asyncio.create_task(asyncio.to_thread(self._read, parts))
                await self._take(part)
                self._progress(self.count)
        finally:
            await asyncio.gather(ahead, return_exceptions=True)
        await self._tie()
        await self._settle()
        return self.count

    def _read(self, rows: Iterator[Read]) -> _Fresh | None:
        part = list(islice(rows, PART))
        if not part:
            return None
        by_document: dict[Wanted, list[Row]] = {}
        refused: list[Refusal] = []
        for row in part:
            if isinstance(row, Row):
                by_document.setdefault(self._wanted(row.document), []).append(row)
            else:
                refused += row
        return _Fresh(by_document, refused)

    def _wanted(self, document: Document) -> Wanted:
        return document.kind, self._seal.document(document.number)

    async def _take(self, part: _Fresh) -> None:
        """Let a part be so, in one transaction, with its fact."""
        async with unit_of_work(self._engine) as connection:
            known = await _known(connection, self._seal, list(part.rows))
            new = {key: rows for key, rows in part.rows.items() if key not in known}
            done = Count(created=await self._add(connection, new))
            refused = [*part.refused, *_of_merged(known, part.rows)]
            done.refused = len({each.row for each in refused})
            await self._change(connection, known, part.rows, done)
            if done.created or done.updated or done.refused:
                told = {name: getattr(done, name) for name in ("created", "updated", "unchanged", "refused")}
                fact = CustomersImported(source=self._source, **told)
                await self._by.tell(connection, self._seal.campaign, [fact])
        self._counted(done, part, refused)

    async def _change(
        self, connection: AsyncConnection, known: dict[Wanted, Stored], rows: dict[Wanted, list[Row]], done: Count
    ) -> None:
        """Let those who are there already be as the file says."""
        for key, old in known.items():
            if old.merged_into is None:
                changed = await change(connection, self._seal, old, _folded(old.record, rows[key]), self._by)
                done.updated += bool(changed)
                done.unchanged += not changed

    def _counted(self, done: Count, part: _Fresh, refused: Iterable[Refusal]) -> None:
        for name in done.__struct_fields__:
            setattr(self.count, name, getattr(self.count, name) + getattr(done, name))
        self._ties += [row.tie for rows in part.rows.values() for row in rows if row.tie is not None]
        for refusal in refused:
            self._refuse(refusal)

    async def _add(self, connection: AsyncConnection, new: dict[Wanted, list[Row]]) -> int:
        """Stage new customers and take them over; how many.

        Whoever was added by somebody else in the meantime stays as they are, until the file is imported again.
        """
        if not new:
            return 0
        await connection.execute(_STAGE)
        records = {self._ids(rows[0].document): _folded(None, rows) for rows in new.values()}
        staged = await asyncio.to_thread(_staged, self._seal, records, self._by)
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.copy_records_to_table("customer_staged", records=staged, columns=_COLUMNS)
        added = set((await connection.execute(_TAKE)).scalars())
        seal, phones = self._seal, ((id_, each) for id_ in added for each in records[id_].details.phones)
        printed = [(seal.campaign, seal.phone(number), id_) for id_, number in phones]
        await driver.copy_records_to_table("customer_phone", records=printed, columns=_PHONE_COLUMNS)
        return len(added)

    async def _tie(self) -> None:
        """Tie who answers for whom, now that everybody is there."""
        for at in range(0, len(self._ties), PART):
            ties = self._ties[at : at + PART]
            async with unit_of_work(self._engine) as connection:
                wanted = {self._wanted(end) for each in ties for end in (each.co_debtor, each.beneficiary)}
                ids = await _ids_of(connection, self._seal, list(wanted))
                rows = [row for each in ties if (row := self._tied(each, ids)) is not None]
                if rows:
                    adding = insert(customer_tie).values(rows).on_conflict_do_nothing()
                    self.count.ties += (await connection.execute(adding)).rowcount

    def _tied(self, tie: TieRow, ids: dict[Wanted, str]) -> dict[str, Any] | None:
        beneficiary, co_debtor = ids.get(self._wanted(tie.beneficiary)), ids.get(self._wanted(tie.co_debtor))
        if beneficiary is None or co_debtor is None:
            self.count.refused += 1
            self._refuse(Refusal(tie.row, "deudor_solidario_de", _UNKNOWN_BENEFICIARY))
            return None
        credit_print, credit = self._seal.credit(tie.credit)
        return {
            "beneficiary": beneficiary,
            "co_debtor": co_debtor,
            "credit_print": credit_print,
            "campaign": self._seal.campaign,
            "credit": credit,
            "at": self._by.at,
        }

    async def _settle(self) -> None:
        """Let searches not read what the index has yet to sort, and the planner know how much there is."""
        if self.count.created:
            async with unit_of_work(self._engine) as connection:
                await connection.execute(_SETTLE)


def _of_merged(known: dict[Wanted, Stored], rows: dict[Wanted, list[Row]]) -> Iterator[Refusal]:
    """Rows of customers who turned out to be others: they would come back as who they were thought to be."""
    for key, old in known.items():
        if old.merged_into is not None:
            for row in rows[key]:
                yield Refusal(row.number, "numero_documento", _MERGED)


def _folded(known: Record | None, rows: Sequence[Row]) -> Record:
    """What is known with one row after another."""
    record = rows[0].over(known)
    for row in rows[1:]:
        record = row.over(record)
    return record


def _staged(seal: Seal, new: dict[str, Record], by: By) -> list[tuple[Any, ...]]:
    columns = (store.new_columns(seal, id_, record, by.at) for id_, record in new.items())
    return [tuple(each[name] for name in _COLUMNS) for each in columns]


async def _known(connection: AsyncConnection, seal: Seal, wanted: Sequence[Wanted]) -> dict[Wanted, Stored]:
    """The customers who are there already, locked; of a document that only a merged one has, that one."""
    if not wanted:
        return {}
    asked = _of_documents(select(customer), seal, wanted).order_by(_row.id).with_for_update()
    found: dict[Wanted, Stored] = {}
    for row in (await connection.execute(asked)).mappings():
        key = (row["document_kind"], row["document_print"])
        if row["merged_into"] is None or key not in found:
            found[key] = stored(seal, row)
    return {key: each for key, each in found.items() if key in set(wanted)}


async def _ids_of(connection: AsyncConnection, seal: Seal, wanted: Sequence[Wanted]) -> dict[Wanted, str]:
    """Who has which document; whoever was merged stands for the one that stays."""
    ids = func.coalesce(_row.merged_into, _row.id)
    asked = _of_documents(select(_row.document_kind, _row.document_print, ids), seal, wanted)
    asked = asked.order_by(_row.merged_into.asc().nulls_last())  # who stands as they are comes last, and counts
    return {(kind, printed): id_ for kind, printed, id_ in await connection.execute(asked)}


def _of_documents(statement: Select[Any], seal: Seal, wanted: Sequence[Wanted]) -> Select[Any]:
    prints = bindparam("prints", sorted({printed for _, printed in wanted}), type_=ARRAY(Text))
    return statement.where(_row.campaign == seal.campaign, _row.document_print == func.any(prints))
