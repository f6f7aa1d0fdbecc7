"""Reports of findings in the database.

Owns the table finding_report, where files and answers are encrypted. A new report locks the campaign's numbers until
the transaction ends, so that they have no gaps. A made report keeps its content.
"""

from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.reports.findings.domain.progress import FindingReportState, ReportProgress
from agent_api.reports.store import ReportFiles
from eventlog.facts.quality.finding_report import FindingReportScope
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import finding_report

FindingReportPart = Literal["content", "pdf", "xlsx", "csv"]
ANSWER: Final = "finding_report.answer"
_FIELDS: Final[dict[FindingReportPart, str]] = {
    "content": "finding_report.content",
    "pdf": "finding_report.pdf",
    "xlsx": "finding_report.xlsx",
    "csv": "finding_report.csv",
}
"""Names under which each file is encrypted."""


class FindingReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table without its files.

    Attributes:
        subject: number of the visit, ISO week, or month.
        findings: how many it has; None until it is made, as are all that follow it.
        answer: encrypted.
    """

    id: str
    scope: FindingReportScope
    subject: str
    first_day: date
    last_day: date
    asked_at: datetime
    asked_by: str
    asked_by_name: str
    state: FindingReportState
    made_at: datetime | None = None
    site_version: str | None = None
    findings: int | None = None
    seq: int | None = None
    head: str | None = None
    digest: str | None = None
    pdf_digest: str | None = None
    presented_at: datetime | None = None
    presented_by: str | None = None
    presented_by_name: str | None = None
    received_at: datetime | None = None
    received_by: str | None = None
    received_by_name: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_by_name: str | None = None
    answer: bytes | None = None

    @property
    def progress(self) -> ReportProgress:
        """The part that decides which steps are possible."""
        return ReportProgress(state=self.state, presenter=self.presented_by or "")


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, finding_report, campaign)
    return await next_number(connection, finding_report, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: FindingReportRow) -> None:
    """Store a report that is to be made."""
    await connection.execute(insert(finding_report).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> FindingReportRow | None:
    """Find a report; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(finding_report.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else FindingReportRow(**row)


async def list_queued(connection: AsyncConnection, campaign: str) -> list[FindingReportRow]:
    """List the reports that are to be made, the first one first."""
    query = _select_of(campaign).where(finding_report.c.state == "queued").order_by(finding_report.c.asked_at)
    return [FindingReportRow(**each) for each in (await connection.execute(query)).mappings()]


async def page(
    connection: AsyncConnection,
    campaign: str,
    *,
    state: FindingReportState | None,
    limit: int,
    after: Cursor | None,
) -> list[FindingReportRow]:
    """Return a page of reports, the last asked for first."""
    row = finding_report.c
    query = _select_of(campaign)
    query = query if state is None else query.where(row.state == state)
    order = tuple_(row.asked_at, row.id)
    query = query if after is None else query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [FindingReportRow(**each) for each in rows.mappings()]


async def set_made(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, made: FindingReportRow, files: ReportFiles
) -> bool:
    """Store what was made of a queued report; return False if another process made it before."""
    names = ("made_at", "site_version", "findings", "seq", "head", "digest", "pdf_digest")
    columns = {name: getattr(made, name) for name in names}
    encrypted = {
        part: cipher.encrypt_bytes(getattr(files, part), field=field, row=row_key(campaign, made.id))
        for part, field in _FIELDS.items()
    }
    row = finding_report.c
    statement = (
        update(finding_report)
        .where(row.campaign == campaign, row.id == made.id, row.state == "queued")
        .values(state="ready", **columns, **encrypted)
        .returning(row.id)
    )
    return (await connection.execute(statement)).one_or_none() is not None


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a report."""
    row = finding_report.c
    await connection.execute(update(finding_report).where(row.campaign == campaign, row.id == id_).values(columns))


async def part_of(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, part: FindingReportPart
) -> bytes | None:
    """Return the content of a file of a report; None if it is not made yet."""
    query = select(finding_report.c[part]).where(finding_report.c.campaign == campaign, finding_report.c.id == id_)
    content = await connection.scalar(query)
    if content is None:
        return None
    return cipher.decrypt_bytes(content, field=_FIELDS[part], row=row_key(campaign, id_))


def _select_of(campaign: str) -> Select[Any]:
    columns = (finding_report.c[name] for name in FindingReportRow.__struct_fields__)
    return select(*columns).where(finding_report.c.campaign == campaign)
