"""Export a list: make its file, and write the fact that it left the system.

Owns the limit of rows and the fact. Which rows and columns a person may see is decided by the noun of the list.
"""

import asyncio
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.exports.files import ExportTable, encode_table
from agent_api.exports.problems import ExportTooLarge
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from eventlog.facts import ListExported
from eventlog.facts.export import ExportedList, ExportFormat
from storage.postgres.engine import unit_of_work

ROWS_LIMIT: Final = 10_000
"""Rows of the largest file; a list is read in one piece, and its file is made in memory."""


async def produce_file(
    engine: AsyncEngine,
    campaign: str,
    table: ExportTable,
    *,
    exported: ExportedList,
    file_format: ExportFormat,
    filters: tuple[str, ...],
    columns: tuple[str, ...],
    author: Author,
) -> bytes:
    """Return a list as a file, once the fact of the export is stored.

    Raises:
        ExportTooLarge: the table has more rows than a file may have.
    """
    if len(table.rows) > ROWS_LIMIT:
        raise ExportTooLarge(ROWS_LIMIT)
    content = await asyncio.to_thread(encode_table, table, file_format)
    fact = ListExported(
        list=exported,
        format=file_format,
        filters=",".join(filters),
        columns=",".join(columns),
        rows=len(table.rows),
    )
    async with unit_of_work(engine) as connection:
        await append_facts(connection, campaign, [fact], author)
    return content
