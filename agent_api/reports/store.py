"""Reports in the database.

Owns the table report. A row is written once and never changed, so that a sent report can be shown again byte by byte.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from metrics.reports.document import Report, ReportKind
from storage.tables import call, journal, report

StoredPart = Literal["content", "pdf", "xlsx", "csv"]
_decode: Final = msgspec.json.Decoder(Report)


class StoredReport(msgspec.Struct, frozen=True, kw_only=True):
    """Metadata of a report.

    Attributes:
        first_day: of its period, local.
        last_day: of its period, included.
        by_itself: whether it is a scheduled report, mailed to the site's list.
        seq: number of the last row of the journal that it was computed from.
        head: hash of the chain at that row, hex.
    """

    id: str
    kind: ReportKind
    first_day: date
    last_day: date
    made_at: datetime
    made_by: str
    by_itself: bool
    site_version: str
    seq: int
    head: str


class ReportFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Contents of a report's files."""

    content: bytes
    pdf: bytes
    xlsx: bytes
    csv: bytes


_LISTED_COLUMNS: Final = tuple(report.c[name] for name in StoredReport.__struct_fields__)


async def add(connection: AsyncConnection, campaign: str, stored: StoredReport, files: ReportFiles) -> bool:
    """Store a report and return True; return False if its period already has a scheduled report.

    Call it in the transaction that appends the fact.
    """
    row = {"campaign": campaign, **msgspec.structs.asdict(stored), **msgspec.structs.asdict(files)}
    added = insert(report).values(row).on_conflict_do_nothing().returning(report.c.id)
    return (await connection.execute(added)).one_or_none() is not None


async def scheduled_periods(
    connection: AsyncConnection, campaign: str, kind: ReportKind, since: date
) -> set[tuple[date, date]]:
    """Return the first and last days of the periods, from ``since`` on, that have a scheduled report."""
    query = select(report.c.first_day, report.c.last_day).where(
        report.c.campaign == campaign, report.c.kind == kind, report.c.by_itself, report.c.first_day >= since
    )
    return {(each.first_day, each.last_day) for each in await connection.execute(query)}


async def first_day_of_log(connection: AsyncConnection, campaign: str) -> date | None:
    """Return the local day of the first fact, or None; earlier days cannot be reported."""
    first = select(journal.c.at).where(journal.c.campaign == campaign).order_by(journal.c.seq).limit(1)
    at = (await connection.execute(first)).scalar_one_or_none()
    return None if at is None else local_date(at)


async def calls_set_aside(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime
) -> frozenset[str]:
    """Return the ids of a period's calls that are excluded from all counts as anomalous traffic."""
    c = call.c
    of_stretch = (c.campaign == campaign, c.arrived_at >= begins, c.arrived_at < ends)
    query = select(c.call_id).where(*of_stretch, c.set_aside != "")
    return frozenset((await connection.execute(query)).scalars())


async def list_latest(
    connection: AsyncConnection, campaign: str, kind: ReportKind | None, limit: int, cursor: Cursor | None
) -> tuple[Sequence[StoredReport], Cursor | None]:
    """Return a page of reports, newest first, and the cursor of the next page, if any."""
    query = select(*_LISTED_COLUMNS).where(report.c.campaign == campaign)
    if kind is not None:
        query = query.where(report.c.kind == kind)
    if cursor is not None:
        query = query.where(tuple_(report.c.made_at, report.c.id) < tuple_(cursor.at, cursor.id))
    query = query.order_by(report.c.made_at.desc(), report.c.id.desc()).limit(limit + 1)
    reports = [StoredReport(**row) for row in (await connection.execute(query)).mappings()]
    page = reports[:limit]
    return page, Cursor(page[-1].made_at, page[-1].id) if len(reports) > limit else None


async def part_of(
    connection: AsyncConnection, campaign: str, id_: str, part: StoredPart
) -> tuple[StoredReport, bytes] | None:
    """Return a report and the content of one of its files; None if there is none."""
    query = select(*_LISTED_COLUMNS, report.c[part].label("bytes")).where(
        report.c.campaign == campaign, report.c.id == id_
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    columns = dict(row)
    content = bytes(columns.pop("bytes"))
    return StoredReport(**columns), content


def read_content(content: bytes) -> Report:
    """Decode the stored report."""
    return _decode.decode(content)
