"""Scanning files of tickets with the antivirus, and storing the verdicts.

Owns when a file is scanned: during the upload, within a time limit; otherwise periodically, in each recorder; and when
a person opens it. A verdict is stored once, in one transaction with its fact and the message to the petitioner; a
second process finds it stored.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.ports.antivirus import Antivirus, ScanVerdict
from agent_api.tickets import store as tickets
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus.clamd import NotScanned, ScannerUnavailable
from agent_api.tickets.attachments.domain.scan_verdict import is_harmful
from agent_api.tickets.attachments.store import AttachmentRow
from agent_api.tickets.notifications.notifier import notify_withheld
from agent_api.tickets.store import FiledTicket
from config.errors import SettingsInvalid
from config.site.model import Site
from eventlog.facts import AttachmentExamined
from storage.encryption.field_cipher import FieldCipher
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import Vault

UPLOAD_SCAN_TIMEOUT_S: Final = 8.0
"""Limit of the scans while a person attaches or opens files."""
BATCH_SIZE: Final = 100
ANTIVIRUS_ACTOR: Final = "system:antivirus"
"""The actor of verdicts in facts."""
log = structlog.get_logger(__name__)


async def scan_now(antivirus: Antivirus | None, contents: Sequence[bytes]) -> list[ScanVerdict | None]:
    """Scan files while a person waits.

    Returns:
        One verdict for each file; None if there is no antivirus, or no verdict in time.
    """
    verdicts: list[ScanVerdict | None] = [None] * len(contents)
    if antivirus is None:
        return verdicts
    try:
        async with asyncio.timeout(UPLOAD_SCAN_TIMEOUT_S):
            for index, content in enumerate(contents):
                verdicts[index] = await _scan(antivirus, content)
    except (TimeoutError, ScannerUnavailable) as error:
        log.warning("attachments_wait_for_the_antivirus", error=repr(error))
    return verdicts


async def scan_pending(context: JobContext, vault: Vault, antivirus: Antivirus, now: Callable[[], datetime]) -> int:
    """Scan every file that waits for the antivirus, once each.

    Returns:
        The number of files scanned; files that the antivirus declined keep waiting.

    Raises:
        ScannerUnavailable: the antivirus is unavailable; earlier verdicts are stored.
        StorageError: PostgreSQL is unavailable; earlier verdicts are stored.
    """
    examined_count, last = 0, ""
    while batch := await _pending_batch(context.site, context.engine, last):
        for row in batch:
            content = await asyncio.to_thread(_read_content, vault, row)
            verdict = None if content is None else await _scan(antivirus, content, row.id)
            if verdict is not None:
                async with unit_of_work(context.engine) as connection:
                    await record_verdict(connection, context.cipher, context.site, row, verdict, now=now())
                examined_count += 1
        last = batch[-1].path
    if examined_count:
        log.info("attachments_examined", campaign=context.site.campaign, number=examined_count)
    return examined_count


async def record_verdict(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    row: AttachmentRow,
    verdict: ScanVerdict,
    *,
    now: datetime,
) -> AttachmentRow:
    """Store a verdict, unless the file already has one; return its present row.

    ``connection`` must be in a transaction of its own.
    """
    filed = await tickets.lock_ticket(connection, row.campaign, row.ticket)
    before = await store.find(connection, row.campaign, row.ticket, row.id)
    if filed is None or before is None or before.examined_at is not None:
        return before or row
    after = with_verdict(before, verdict, now)
    await store.update_verdict(connection, after)
    await report_verdict(connection, cipher, site, filed, after, verdict=verdict, first_time=not before.finding)
    return after


def with_verdict(row: AttachmentRow, verdict: ScanVerdict | None, now: datetime) -> AttachmentRow:
    """Return the row with a verdict; unchanged if there is none."""
    return row if verdict is None else msgspec.structs.replace(row, examined_at=now, finding=verdict.finding)


async def report_verdict(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    filed: FiledTicket,
    row: AttachmentRow,
    *,
    verdict: ScanVerdict,
    first_time: bool = True,
) -> None:
    """Append the fact of a verdict; notify the petitioner if a file that came with the petition is withheld.

    ``first_time`` is False if the file was withheld before.
    """
    assert row.examined_at is not None  # `with_verdict` sets it
    author = Author(actor=ANTIVIRUS_ACTOR, at=row.examined_at, site_version=filed.site_version, call_id=filed.call_id)
    fact = AttachmentExamined(attachment=row.id, ticket=row.ticket, finding=verdict.finding, scanner=verdict.scanner)
    await append_facts(connection, row.campaign, [fact], author)
    if row.finding and first_time and store.was_filed_with(row, filed):
        name = cipher.decrypt(row.name, field=store.NAME, row=row.id)
        await notify_withheld(connection, cipher, site, filed, name, harmful=is_harmful(row.finding), author=author)


async def _pending_batch(site: Site, engine: AsyncEngine, after: str) -> list[AttachmentRow]:
    async with read_connection(engine) as connection:
        return await store.list_unscanned(connection, site.campaign, after, BATCH_SIZE)


async def _scan(antivirus: Antivirus, content: bytes, id_: str = "") -> ScanVerdict | None:
    """Return the verdict on a file, or None if the antivirus declines it."""
    try:
        return await antivirus.scan(content)
    except NotScanned as error:
        log.warning("attachment_not_examined", attachment=id_, error=str(error))
        return None


def _read_content(vault: Vault, row: AttachmentRow) -> bytes | None:
    """Return the plain bytes of a file; None if it cannot be read, and then it keeps waiting and cannot be opened."""
    try:
        return b"".join(vault.read(row.vault_file))
    except (RecordingBroken, MasterKeyUnknown, SettingsInvalid, OSError) as error:
        log.error("attachment_not_read", attachment=row.id, error=repr(error))
        return None
