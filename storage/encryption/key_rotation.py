"""Re-encryption of values with the current key while the system runs.

Owns the walk over a column, with a transaction for each batch: an interrupted walk can be continued, since finished
values are skipped. A row that another transaction locks is left to the next walk. It must not know what a value means.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, Table, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import tables
from storage.encryption.encrypted_columns import ENCRYPTED_COLUMNS, EncryptedColumn
from storage.encryption.field_cipher import PREFIX_BYTES, FieldCipher, row_key
from storage.errors import DecryptionFailed
from storage.postgres.engine import read_connection, unit_of_work

BATCH_VALUES: Final = 500


class ColumnRotation(msgspec.Struct, frozen=True, kw_only=True):
    """The result for a column.

    Attributes:
        rewritten: number of values encrypted again.
        broken: number of values that no key of the ring decrypts; they stay as they are.
    """

    column: EncryptedColumn
    rewritten: int
    broken: int


async def rotate_data_key(
    engine: AsyncEngine, cipher: FieldCipher, on_column: Callable[[ColumnRotation], None], *, batch: int = BATCH_VALUES
) -> list[ColumnRotation]:
    """Rewrite every value that the current key did not encrypt, in transactions of `batch` values.

    `cipher` must hold the old keys and the current one; `on_column` is called after each column.
    """
    walked = []
    for column in ENCRYPTED_COLUMNS:
        walked.append(await _rotate_column(engine, cipher, column, batch))
        on_column(walked[-1])
    return walked


async def count_outdated(engine: AsyncEngine, cipher: FieldCipher) -> int:
    """Count the values that the current key did not encrypt."""
    async with read_connection(engine) as connection:
        counts = []
        for column in ENCRYPTED_COLUMNS:
            query = _outdated_values(column, cipher).with_only_columns(func.count())
            counts.append(int((await connection.execute(query)).scalar_one()))
    return sum(counts)


def table_of(column: EncryptedColumn) -> Table:
    """Return the table of an encrypted column."""
    return tables.metadata.tables[column.table]


async def _rotate_column(
    engine: AsyncEngine, cipher: FieldCipher, column: EncryptedColumn, batch: int
) -> ColumnRotation:
    table = table_of(column)
    identity = list(table.primary_key.columns)
    key = [table.c[name].label(f"key_{name}") for name in column.key]
    query = _outdated_values(column, cipher).with_only_columns(*identity, *key, table.c[column.column].label("sealed"))
    query = query.order_by(*identity).limit(batch).with_for_update(skip_locked=True)
    rewritten, broken, after = 0, 0, None
    while True:
        next_rows = query if after is None else query.where(tuple_(*identity) > after)
        async with unit_of_work(engine) as connection:
            rows = (await connection.execute(next_rows)).all()
            outcomes = [await _reencrypt(connection, cipher, column, row) for row in rows]
        rewritten, broken = rewritten + sum(outcomes), broken + len(outcomes) - sum(outcomes)
        if len(rows) < batch:
            return ColumnRotation(column=column, rewritten=rewritten, broken=broken)
        after = tuple_(*_identity_of(rows[-1], len(identity)), types=[each.type for each in identity])


async def _reencrypt(connection: AsyncConnection, cipher: FieldCipher, column: EncryptedColumn, row: Any) -> bool:
    """Rewrite a locked value with the current key; return False if no key decrypts it."""
    table = table_of(column)
    identity = list(table.primary_key.columns)
    row_id = row_key(*(getattr(row, f"key_{name}") for name in column.key), *([column.side] if column.side else []))
    try:
        value = cipher.decrypt_bytes(row.sealed, field=column.field, row=row_id)
    except DecryptionFailed:
        return False
    is_row = [each == value_ for each, value_ in zip(identity, _identity_of(row, len(identity)), strict=True)]
    ciphertext = cipher.encrypt_bytes(value, field=column.field, row=row_id)
    await connection.execute(update(table).where(*is_row).values({column.column: ciphertext}))
    return True


def _identity_of(row: Any, columns: int) -> Sequence[Any]:
    return tuple(row)[:columns]


def _outdated_values(column: EncryptedColumn, cipher: FieldCipher) -> Select[Any]:
    """Select the values that the current key did not encrypt."""
    value = table_of(column).c[column.column]
    by_another = func.substring(value, 1, PREFIX_BYTES) != cipher.key_prefix
    return select(value).where(value.is_not(None), by_another)
