"""Indexes of large tables that an upgrade builds before its migrations, while the system of the release before works.

Owns the list, and that of the columns that the indexes need. A migration runs in one transaction and would lock out
every writer of the table until its end. Here PostgreSQL builds the indexes concurrently, one at a time. The migration
creates what is missing, as in a new database, so that an interrupted or skipped build only costs time.
"""

import asyncio
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres.engine import read_connection

EARLY_COLUMNS: Final = {
    ("ticket", "rank"): "integer NOT NULL DEFAULT 2",
    ("ticket", "words_indexed"): "boolean NOT NULL DEFAULT false",
    ("ticket", "nit_print"): "text",
    ("person_data", "value_print"): "bigint",
}
"""Columns that PostgreSQL adds without writing the rows; the release before ignores them."""
EARLY_INDEXES: Final = {
    "call_caller_ref": "call (campaign, caller_ref) WHERE caller_ref <> ''",
    "call_arrival": "call (campaign, arrived_at, call_id)",
    "call_advisor": "call (campaign, advisor, arrived_at, call_id)",
    "call_queue": "call (campaign, queue, arrived_at, call_id)",
    "identity_check_advisor": "identity_check (campaign, advisor, asked_at, seq)",
    "identity_check_asked": "identity_check (campaign, asked_at, seq)",
    "disposition_topic": "disposition (campaign, kind, theme, subtheme)",
    "journal_advisor_states": (
        "journal (campaign, split_part(split_part(encode(bytes, 'escape'), '\"advisor\":\"', 2), '\"', 1), at, seq)"
        " WHERE type = 'AdvisorStateChanged'"
    ),
    "journal_accounts": (
        "journal (campaign, seq) WHERE type IN ('AccessReviewExecuted', 'RightsApproved', 'RoleGranted',"
        " 'RoleWithdrawn', 'UserCreated', 'UserDisabled', 'UserEnabled')"
    ),
    "journal_evaluations": ("journal (campaign, seq) WHERE type IN ('EvaluationSigned', 'EvaluationCorrected')"),
    "journal_ticket_figures": (
        "journal (campaign, seq)"
        " WHERE type IN ('TicketClosed', 'TicketTermBreached', 'TicketReclassified', 'TicketEscalated')"
    ),
    "person_data_value_print": "person_data (campaign, value_print, created_at) WHERE value_print IS NOT NULL",
    "person_data_unprinted": "person_data (campaign, ref) WHERE value_print IS NULL AND sealed IS NOT NULL",
    "report_once_of_period": "report (campaign, kind, first_day, last_day) WHERE by_itself",
    "ticket_unindexed": "ticket (campaign, number) WHERE NOT words_indexed",
    "ticket_nit": "ticket (campaign, nit_print, status, rank, due_on, number) WHERE nit_print <> ''",
    "ticket_without_nit_print": "ticket (campaign, number) WHERE nit_print IS NULL",
    "ticket_rank": "ticket (campaign, status, rank, due_on, number)",
    "ticket_state": "ticket (campaign, state, rank, due_on, number)",
    "ticket_channel": "ticket (campaign, channel, status, rank, due_on, number)",
    "ticket_topic": "ticket (campaign, kind, theme, subtheme, status, rank, due_on, number)",
    "ticket_owner_order": "ticket (campaign, owner, status, rank, due_on, number)",
    "ticket_area_order": "ticket (campaign, area, status, rank, due_on, number)",
    "ticket_filing_order": "ticket (campaign, filed_at, number)",
    "ticket_outcome": "ticket (campaign, outcome, closed_at, number)",
}
_UNIQUE: Final = frozenset({"report_once_of_period"})
_LOCK: Final = 0x41_54_49  # "ATI": the advisory lock of these builds
_WAIT_S: Final = 0.5
_FOUND = text(
    "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indexrelid = to_regclass(:name)"
)
_HAS_COLUMN = text("SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attname = :column")
_ADD_COLUMN: Final = """
DO $$
BEGIN
    SET LOCAL lock_timeout = '100ms';
    ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {definition};
EXCEPTION WHEN lock_not_available THEN
    NULL;
END $$
"""


async def build_early_indexes(engine: AsyncEngine) -> None:
    """Build the missing indexes of an existing database; nothing in an empty one.

    Raises:
        StorageError: PostgreSQL is away, or rejected a statement.
    """
    async with read_connection(engine) as connection:
        if await _missing(connection):
            await _lock(connection)
            try:
                await _add_columns(connection)
                for name in await _missing(connection):
                    await connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))  # an interrupted build
                    kind = "UNIQUE INDEX" if name in _UNIQUE else "INDEX"
                    await connection.execute(text(f"CREATE {kind} CONCURRENTLY {name} ON {EARLY_INDEXES[name]}"))
            finally:
                await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


async def _missing(connection: AsyncConnection) -> list[str]:
    """Return the names of indexes to build: those of existing tables that are missing or invalid."""
    names = []
    for name, definition in EARLY_INDEXES.items():
        table = await connection.scalar(text("SELECT to_regclass(:name)"), {"name": definition.partition(" ")[0]})
        if table is not None and not await connection.scalar(_FOUND, {"name": name}):
            names.append(name)
    return names


async def _add_columns(connection: AsyncConnection) -> None:
    """Add the missing columns; try for a table's lock briefly and often, so that others do not wait behind this one."""
    for (table, column), definition in EARLY_COLUMNS.items():
        statement = text(_ADD_COLUMN.format(table=table, column=column, definition=definition))
        await connection.execute(statement)
        while not await connection.scalar(_HAS_COLUMN, {"table": table, "column": column}):
            await asyncio.sleep(_WAIT_S)
            await connection.execute(statement)


async def _lock(connection: AsyncConnection) -> None:
    """Wait for the lock without a transaction: a build waits for all transactions, also for those that wait for it."""
    while not await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):  # noqa: ASYNC110
        await asyncio.sleep(_WAIT_S)
