"""Attaching files to a ticket, and opening them.

Owns the order that excludes a row without its file: each file is checked, then stored encrypted on the disk, and then
one transaction writes all rows with their facts. A process that dies in between leaves a file without a row, which
`agent_api.tickets.attachments.orphans` removes. A file that is sent twice to a ticket is stored once. If there is an
antivirus, only files that it accepted can be opened; the others are kept too, because the entity received them.
"""

import asyncio
import errno
import hashlib
import io
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.antivirus import Antivirus, ScanVerdict
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus import scanning
from agent_api.tickets.attachments.domain.file_names import clean_name, quotable_name
from agent_api.tickets.attachments.domain.file_type import (
    MEDIA_TYPES,
    REFUSAL_SENTENCES,
    FileRefused,
    FileType,
    RefusalReason,
    detect_file_type,
)
from agent_api.tickets.attachments.domain.scan_verdict import WAITING_SENTENCE, State, attachment_state, state_sentence
from agent_api.tickets.attachments.schemas import Attachment
from agent_api.tickets.attachments.store import AttachmentRow
from agent_api.tickets.attachments.uploads import FileTooLarge, Upload
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.store import FiledTicket
from config.errors import SettingsInvalid
from config.site.tickets.attachments import Attachments
from eventlog.facts import AttachmentOpened, AttachmentStored
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import Vault

_DISK_FULL_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
log = structlog.get_logger(__name__)


class AttachmentRefused(ApiError):
    """The type of a file is not accepted."""

    status = 400
    code = "attachment_refused"

    def __init__(self, reason: RefusalReason, name: str) -> None:
        super().__init__(REFUSAL_SENTENCES[reason].format(name=name))
        self.extension = {"reason": reason}


class TooManyAttachments(ApiError):
    """The ticket already has the maximum number of files."""

    status = 409
    code = "attachments_full"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Un ticket tiene a lo sumo {limit} archivos: reúna varios en uno solo.")


class DiskFull(ApiError):
    """There is no space for a file."""

    status = 503
    code = "attachments_disk_full"
    retryable = True

    def __init__(self) -> None:
        super().__init__("No hay espacio para guardar archivos y no se adjuntó ninguno. Avise al administrador.")


class NotStored(ApiError):
    """The disk or the keys of files are unavailable."""

    status = 503
    code = "attachment_not_stored"
    retryable = True

    def __init__(self) -> None:
        super().__init__("Los archivos no se pueden guardar ahora y no se adjuntó ninguno. Avise al administrador.")


class AttachmentWithheld(ApiError):
    """The antivirus withheld the file."""

    status = 409
    code = "attachment_withheld"

    def __init__(self, finding: str) -> None:
        super().__init__(state_sentence("withheld", finding))


class AttachmentWaits(ApiError):
    """The antivirus has not scanned the file yet."""

    status = 503
    code = "attachment_not_examined"
    retryable = True

    def __init__(self) -> None:
        super().__init__(WAITING_SENTENCE)


class AttachmentDamaged(ApiError):
    """The file is missing or altered."""

    status = 500
    code = "attachment_damaged"

    def __init__(self) -> None:
        super().__init__("El archivo no se puede abrir: falta o está alterado. Avise al administrador.")


class FileContent(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a file, with its name and media type."""

    name: str
    media_type: str
    content: bytes


async def attach_files(
    context: ApiContext, principal: Principal, number: str, files: Sequence[Upload]
) -> list[Attachment]:
    """Attach files to a ticket, all of them or none.

    ``number`` is the filing number as it was dictated.

    Raises:
        NumberMisread: the text is not a filing number.
        NotFound: there is no such ticket that the user may see.
        FileTooLarge: a file is larger than the site allows.
        AttachmentRefused: a file could run, is unknown, or is of a type that the site does not accept.
        TooManyAttachments: the ticket would have too many files.
        DiskFull: there is no space.
        NotStored: the disk or the keys are unavailable.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    vault = require_vault(context.attachment_vault)
    judged = await asyncio.to_thread(detect_types, files, context.site.attachments)
    verdicts = await scanning.scan_now(context.antivirus, [each.content for each, _ in judged])
    rows: list[AttachmentRow] = []
    try:
        for upload, kind in judged:
            rows.append(await _store_file(context, principal, filed, upload, kind))
        async with unit_of_work(context.engine) as connection:
            attached_rows = await _save_rows(
                connection, context, principal, filed, list(zip(rows, verdicts, strict=True))
            )
    except BaseException as error:  # also when cancelled: the files have no rows
        await asyncio.shield(asyncio.to_thread(_remove, vault, [each.path for each in rows]))
        if isinstance(error, OSError):
            raise (DiskFull if error.errno in _DISK_FULL_ERRNOS else NotStored)() from error
        raise
    attached_paths = {row.path for row in attached_rows}
    await asyncio.to_thread(_remove, vault, [each.path for each in rows if each.path not in attached_paths])
    return [_present(context, principal, row) for row in attached_rows]


async def list_attachments(context: ApiContext, principal: Principal, number: str) -> list[Attachment]:
    """Return the files of a ticket that the principal may see.

    Raises:
        NumberMisread: the text is not a filing number.
        NotFound: there is no such ticket that the user may see.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    async with read_connection(context.engine) as connection:
        rows = await store.list_by_ticket(connection, context.campaign, filed.number)
    return [_present(context, principal, row) for row in rows]


async def open_attachment(context: ApiContext, principal: Principal, number: str, id_: str) -> FileContent:
    """Return the content of a file, after logging who opens it.

    Raises:
        NumberMisread: the text is not a filing number.
        NotFound: there is no such ticket or file that the user may see.
        Forbidden: the role may not read what customers said.
        AttachmentWithheld: the antivirus withheld it.
        AttachmentWaits: the antivirus has not scanned it, and cannot do so now.
        AttachmentDamaged: the file is missing or altered.
        NotStored: the disk or the keys are unavailable.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    if not can_read_texts(principal):
        raise Forbidden
    vault = require_vault(context.attachment_vault)
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, filed.number, id_)
    if row is None:
        raise NotFound("Ese ticket no tiene ningún archivo con ese identificador.")
    if row.finding:
        raise AttachmentWithheld(row.finding)
    content = await asyncio.to_thread(read_content, vault, row)
    await _require_clean(context, row, content)
    async with unit_of_work(context.engine) as connection:
        opened = AttachmentOpened(attachment=row.id, ticket=row.ticket)
        author = principal.author(at=context.now(), site_version=filed.site_version, call_id=filed.call_id)
        await append_facts(connection, context.campaign, [opened], author)
    name = context.cipher.decrypt(row.name, field=store.NAME, row=row.id)
    return FileContent(name=name, media_type=MEDIA_TYPES[row.kind], content=content)


async def _require_clean(context: ApiContext, row: AttachmentRow, content: bytes) -> None:
    """Check that the antivirus accepted a file; scan it now if it waits."""
    if _state(context.antivirus, row) == "waiting":
        [verdict] = await scanning.scan_now(context.antivirus, [content])
        if verdict is not None:
            async with unit_of_work(context.engine) as connection:
                row = await scanning.record_verdict(
                    connection, context.cipher, context.site, row, verdict, now=context.now()
                )
    match _state(context.antivirus, row):
        case "withheld":
            raise AttachmentWithheld(row.finding)
        case "waiting":
            raise AttachmentWaits


def _state(antivirus: Antivirus | None, row: AttachmentRow) -> State:
    return attachment_state(row.examined_at, row.finding, scans=antivirus is not None)


def require_vault(vault: Vault | None) -> Vault:
    """Return the vault that stores files of tickets.

    Raises:
        NotStored: there is none.
    """
    if vault is None:
        raise NotStored
    return vault


def detect_types(files: Sequence[Upload], rules: Attachments) -> list[tuple[Upload, FileType]]:
    """Detect the type of each file by its content.

    Raises:
        FileTooLarge, AttachmentRefused: its size or its type is not accepted.
    """
    typed_uploads = []
    for each in files:
        if len(each.content) > rules.most_bytes:
            raise FileTooLarge(quotable_name(each.name), rules.most_mib)
        try:
            typed_uploads.append((each, detect_file_type(each.content, rules.kinds)))
        except FileRefused as refused:
            raise AttachmentRefused(refused.reason, quotable_name(each.name)) from None
    return typed_uploads


async def _store_file(
    context: ApiContext, principal: Principal, filed: FiledTicket, upload: Upload, file_type: FileType
) -> AttachmentRow:
    """Store a file on the disk, and return its future row."""
    id_, now, vault = secrets.token_hex(16), context.now(), require_vault(context.attachment_vault)
    path = _path(context.campaign, now, id_)
    try:
        stored = await asyncio.to_thread(vault.store, store.vault_name(id_), path, io.BytesIO(upload.content))
    except BaseException as error:
        await asyncio.shield(asyncio.to_thread(_remove, vault, [path]))
        if isinstance(error, SettingsInvalid):
            raise NotStored from error
        raise
    plain = hashlib.sha256(upload.content).hexdigest()
    return AttachmentRow(
        id=id_,
        campaign=context.campaign,
        ticket=filed.number,
        name=context.cipher.encrypt(clean_name(upload.name, file_type.kind), field=store.NAME, row=id_),
        kind=file_type.kind,
        content_print=context.cipher.blind_index(plain, field=store.CONTENT),
        path=path,
        size=stored.size,
        plain_size=stored.plain_size,
        digest=stored.digest,
        key_id=stored.key.key_id,
        wrapped_key=stored.key.data,
        stored_at=now,
        stored_by=principal.user,
        stored_by_name=principal.name,
    )


def _path(campaign: str, now: datetime, id_: str) -> str:
    return f"{campaign}/{now:%Y-%m}/{id_}"


async def _save_rows(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    filed: FiledTicket,
    files: Sequence[tuple[AttachmentRow, ScanVerdict | None]],
) -> list[AttachmentRow]:
    """Store the rows and facts of new files; return for each file its row, which for a duplicate is the earlier one."""
    await store.lock_ticket(connection, context.campaign, filed.number)
    rows_by_digest = {
        row.content_print: row for row in await store.list_by_ticket(connection, context.campaign, filed.number)
    }
    saved_rows = []
    for stored, verdict in files:
        row = scanning.with_verdict(
            msgspec.structs.replace(stored, place=len(rows_by_digest) + 1), verdict, stored.stored_at
        )
        saved_row = rows_by_digest.setdefault(row.content_print, row)
        if saved_row is row:
            await store.add(connection, row)
            author = principal.author(at=row.stored_at, site_version=filed.site_version, call_id=filed.call_id)
            await append_facts(connection, context.campaign, [_stored_fact(row)], author)
            if verdict is not None:
                await scanning.report_verdict(connection, context.cipher, context.site, filed, row, verdict=verdict)
        saved_rows.append(saved_row)
    if len(rows_by_digest) > context.site.attachments.most_files:
        raise TooManyAttachments(context.site.attachments.most_files)
    return saved_rows


def _stored_fact(row: AttachmentRow) -> AttachmentStored:
    return AttachmentStored(attachment=row.id, ticket=row.ticket, kind=row.kind, size=row.plain_size, digest=row.digest)


def read_content(vault: Vault, row: AttachmentRow) -> bytes:
    """Read a whole file; nothing is returned before its last byte is verified.

    Raises:
        AttachmentDamaged: the file is missing or altered.
        NotStored: the disk or the keys are unavailable.
    """
    try:
        return b"".join(vault.read(row.vault_file))
    except RecordingBroken as error:
        log.error("attachment_damaged", attachment=row.id, reason=str(error))
        raise AttachmentDamaged from error
    except (MasterKeyUnknown, SettingsInvalid, OSError) as error:
        raise NotStored from error


def _remove(vault: Vault, paths: Sequence[str]) -> None:
    """Remove files without a row; a file that cannot be removed now is left to the sweep."""
    for path in paths:
        try:
            vault.remove(path)
        except OSError as error:
            log.warning("attachment_left", path=path, error=repr(error))


def _present(context: ApiContext, principal: Principal, row: AttachmentRow) -> Attachment:
    state = _state(context.antivirus, row)
    return Attachment(
        id=row.id,
        name=context.cipher.decrypt(row.name, field=store.NAME, row=row.id) if can_read_texts(principal) else None,
        media_type=MEDIA_TYPES[row.kind],
        size=row.plain_size,
        digest=row.digest,
        stored_at=row.stored_at,
        stored_by=row.stored_by,
        stored_by_name=row.stored_by_name,
        state=state,
        why=state_sentence(state, row.finding),
    )
