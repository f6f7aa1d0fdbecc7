"""Own reports in the database.

Owns the tables own_report, own_report_run and own_report_delivery. Titles and files are encrypted. A new report locks
the campaign's numbers until the transaction ends, so that they have no gaps. A run never changes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, any_, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.reports.own_reports.domain.definition import ReportDefinition, ReportFormat
from agent_api.reports.own_reports.domain.schedule import Schedule
from agent_api.reports.own_reports.domain.state_machine import OwnReportState, StopCause
from agent_api.reports.store import ReportFiles
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import own_report, own_report_delivery, own_report_run

RunPart = Literal["content", "pdf", "xlsx", "csv"]
DeliveryOutcome = Literal["mailed", "no_address", "no_mail", "no_permission"]
"""``no_address``: the site has no mail address of the user; ``no_mail``: it sends no mail at all."""
TITLE: Final = "own_report.title"
_FIELDS: Final[dict[RunPart, str]] = {
    "content": "own_report_run.content",
    "pdf": "own_report_run.pdf",
    "xlsx": "own_report_run.xlsx",
    "csv": "own_report_run.csv",
}
"""Names under which each file is encrypted."""
_definition_decoder = msgspec.json.Decoder(ReportDefinition)
_schedule_decoder = msgspec.json.Decoder(Schedule)
_report = own_report.c
_run = own_report_run.c


class OwnReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A report that a user composed; its title is decrypted.

    Attributes:
        owner: login.
        recipients: logins.
        schedule: None if it is made on request alone.
        stop_cause: empty unless the system stopped it.
        next_at: when it is due; None unless it is active.
        last_run_at: when it was last made; None before.
    """

    id: str
    owner: str
    title: str
    definition: ReportDefinition
    formats: tuple[ReportFormat, ...]
    recipients: tuple[str, ...]
    shared: bool
    schedule: Schedule | None
    state: OwnReportState
    stop_cause: StopCause | Literal[""] = ""
    next_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    last_run_at: datetime | None = None


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored run without its files.

    Attributes:
        due_at: the time of the schedule; None if a person asked for it.
        missed: times of the schedule before it at which the system was stopped.
        owner: of the report at that moment; a login.
    """

    id: str
    report: str
    due_at: datetime | None
    missed: int
    made_at: datetime
    made_by: str
    owner: str
    first_day: date
    last_day: date
    formats: tuple[ReportFormat, ...]
    site_version: str
    seq: int
    head: str


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a run for a recipient; ``mail`` is the message's id, or empty."""

    run: str
    user: str
    outcome: DeliveryOutcome
    mail: str = ""


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Lock the numbers and return the next one."""
    await lock_numbers(connection, own_report, campaign)
    return await next_number(connection, own_report, campaign, year)


async def add(connection: AsyncConnection, cipher: FieldCipher, campaign: str, row: OwnReportRow) -> None:
    """Insert a report."""
    await connection.execute(insert(own_report).values(campaign=campaign, **_columns(cipher, campaign, row)))


async def replace(connection: AsyncConnection, cipher: FieldCipher, campaign: str, row: OwnReportRow) -> None:
    """Store a changed report."""
    statement = update(own_report).where(_report.campaign == campaign, _report.id == row.id)
    await connection.execute(statement.values(**_columns(cipher, campaign, row)))


async def set_deleted(connection: AsyncConnection, campaign: str, id_: str, now: datetime) -> None:
    """Mark a report as deleted; it is never due again."""
    statement = update(own_report).where(_report.campaign == campaign, _report.id == id_)
    await connection.execute(statement.values(deleted_at=now, next_at=None))


async def find(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, *, lock: bool = False, gone: bool = False
) -> OwnReportRow | None:
    """Return a report, locked for update if asked; None if there is none. ``gone`` returns a deleted one, too."""
    query = _select_of(campaign).where(_report.id == id_)
    query = query if gone else query.where(_report.deleted_at.is_(None))
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return _read(cipher, campaign, dict(row)) if row else None


async def count_owned(connection: AsyncConnection, campaign: str, owner: str) -> int:
    """Count the reports of a user."""
    query = select(func.count()).select_from(own_report)
    query = query.where(_report.campaign == campaign, _report.owner == owner, _report.deleted_at.is_(None))
    return int(await connection.scalar(query) or 0)


async def page(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    *,
    seen_by: str | None,
    limit: int,
    after: Cursor | None,
) -> list[OwnReportRow]:
    """Return the reports that a user sees, the last changed first; ``seen_by`` None returns those of everybody."""
    query = _select_of(campaign).where(_report.deleted_at.is_(None))
    if seen_by is not None:
        query = query.where(_is_seen_by(seen_by))
    if after is not None:
        query = query.where(tuple_(_report.updated_at, _report.id) < tuple_(after.at, after.id))
    query = query.order_by(_report.updated_at.desc(), _report.id.desc()).limit(limit)
    return [_read(cipher, campaign, dict(row)) for row in (await connection.execute(query)).mappings()]


async def list_due(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, now: datetime, limit: int
) -> list[OwnReportRow]:
    """Return the active reports whose time has come, the longest due first."""
    query = _select_of(campaign).where(_report.next_at <= now).order_by(_report.next_at).limit(limit)
    return [_read(cipher, campaign, dict(row)) for row in (await connection.execute(query)).mappings()]


async def add_run(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    run: RunRow,
    *,
    files: ReportFiles,
    deliveries: Sequence[DeliveryRow],
) -> None:
    """Insert a run with its files and its deliveries."""
    bound = row_key(campaign, run.id)
    parts = {
        name: cipher.encrypt_bytes(getattr(files, name), field=field, row=bound) for name, field in _FIELDS.items()
    }
    await connection.execute(insert(own_report_run).values(campaign=campaign, **msgspec.structs.asdict(run), **parts))
    if deliveries:
        rows = [{"campaign": campaign, **msgspec.structs.asdict(each)} for each in deliveries]
        await connection.execute(insert(own_report_delivery), rows)


async def page_of_runs(
    connection: AsyncConnection, campaign: str, report: str, *, limit: int, after: Cursor | None
) -> list[RunRow]:
    """Return the runs of a report, the latest first."""
    query = _select_runs(campaign).where(_run.report == report)
    if after is not None:
        query = query.where(tuple_(_run.made_at, _run.id) < tuple_(after.at, after.id))
    query = query.order_by(_run.made_at.desc(), _run.id.desc()).limit(limit)
    return [RunRow(**row) for row in (await connection.execute(query)).mappings()]


async def find_run(connection: AsyncConnection, campaign: str, id_: str) -> RunRow | None:
    """Return a run, or None."""
    row = (await connection.execute(_select_runs(campaign).where(_run.id == id_))).mappings().one_or_none()
    return RunRow(**row) if row else None


async def part_of_run(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, part: RunPart
) -> bytes:
    """Return the content of a file of a stored run."""
    query = select(_run[part]).where(_run.campaign == campaign, _run.id == id_)
    content = (await connection.execute(query)).scalar_one()
    return cipher.decrypt_bytes(content, field=_FIELDS[part], row=row_key(campaign, id_))


async def deliveries_of(connection: AsyncConnection, campaign: str, runs: Iterable[str]) -> list[DeliveryRow]:
    """Return the deliveries of some runs, by run and user."""
    row = own_report_delivery.c
    columns = [row[name] for name in DeliveryRow.__struct_fields__]
    query = select(*columns).where(row.campaign == campaign, row.run.in_(list(runs))).order_by(row.run, row.user)
    return [DeliveryRow(**each) for each in (await connection.execute(query)).mappings()]


def _is_seen_by(user: str) -> ColumnElement[bool]:
    return or_(_report.owner == user, _report.shared, any_(_report.recipients) == user)


def _select_of(campaign: str) -> Select[Any]:
    names = [name for name in OwnReportRow.__struct_fields__ if name != "last_run_at"]
    of_report = and_(_run.campaign == campaign, _run.report == _report.id)
    last = select(func.max(_run.made_at)).where(of_report).scalar_subquery().label("last_run_at")
    return select(*(_report[name] for name in names), last).where(_report.campaign == campaign)


def _select_runs(campaign: str) -> Select[Any]:
    return select(*(_run[name] for name in RunRow.__struct_fields__)).where(_run.campaign == campaign)


def _columns(cipher: FieldCipher, campaign: str, row: OwnReportRow) -> dict[str, Any]:
    columns = msgspec.structs.asdict(row)
    del columns["last_run_at"]
    return {
        **columns,
        "title": cipher.encrypt(row.title, field=TITLE, row=row_key(campaign, row.id)),
        "definition": msgspec.json.encode(row.definition),
        "schedule": None if row.schedule is None else msgspec.json.encode(row.schedule),
    }


def _read(cipher: FieldCipher, campaign: str, row: dict[str, Any]) -> OwnReportRow:
    schedule = row.pop("schedule")
    return OwnReportRow(
        title=cipher.decrypt(row.pop("title"), field=TITLE, row=row_key(campaign, row["id"])),
        definition=_definition_decoder.decode(row.pop("definition")),
        schedule=None if schedule is None else _schedule_decoder.decode(schedule),
        **row,
    )
