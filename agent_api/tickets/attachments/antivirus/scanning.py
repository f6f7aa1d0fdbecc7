"""Showing files of tickets to the antivirus, and writing down what it says.

Owns when a file is shown to it: as it is attached, for as long as who attaches may wait; else again and again within
each recorder; and as somebody wants to open it. What it says is written down once, in one transaction with its fact
and with what the petitioner is told: whoever is second finds it done.
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
"""So long somebody waits for it who attaches or opens."""
BATCH_SIZE: Final = 100
ANTIVIRUS_ACTOR: Final = "system:antivirus"
"""The author of verdicts, as facts name it."""
log = structlog.get_logger(__name__)


async def scan_now(antivirus: Antivirus | None, contents: Sequence[bytes]) -> list[ScanVerdict | None]:
    """What the antivirus says of files while somebody waits.

    Args:
        antivirus: or None where there is none.
        contents: of the files.

    Returns:
        One for each; None: it did not say, or not in time.
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
    """Show the antivirus every file that waits for it, once each.

    Args:
        context: what people are written to with, and the database.
        vault: of attachments.
        antivirus: that there is.
        now: the wall clock, aware.

    Returns:
        How many it examined; those that it declined wait on.

    Raises:
        ScannerUnavailable: nobody is there; what was examined is.
        StorageError: PostgreSQL is away; the same.
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
    """Write down what the antivirus said of a file, unless somebody was first.

    Args:
        connection: within a transaction of its own.
        cipher: of personal data.
        site: the one in force.
        row: of the file, as it was when it was shown.
        verdict: what was said.
        now: aware.

    Returns:
        The row as it is now.
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
    """The same file, once the antivirus spoke; without a verdict it waits.

    Args:
        row: of the file.
        verdict: what was said, if anything.
        now: aware.
    """
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
    """Tell the log what the antivirus said; and the petitioner, of a file that came with the petition and is withheld.

    Args:
        connection: within the transaction that stores it.
        cipher: of personal data.
        site: the one in force.
        filed: the file's ticket.
        row: of the file, examined.
        verdict: what was said.
        first_time: whether it was not withheld before.
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
    """What is said of one file, or None where it is declined."""
    try:
        return await antivirus.scan(content)
    except NotScanned as error:
        log.warning("attachment_not_examined", attachment=id_, error=str(error))
        return None


def _read_content(vault: Vault, row: AttachmentRow) -> bytes | None:
    """The plain bytes of a file, or None where there is no getting at them: it waits, and nobody can open it either."""
    try:
        return b"".join(vault.read(row.vault_file))
    except (RecordingBroken, MasterKeyUnknown, SettingsInvalid, OSError) as error:
        log.error("attachment_not_read", attachment=row.id, error=repr(error))
        return None
