"""The file that supports a refutation: stored encrypted with it, and opened by those who may read the evaluation.

An advisor sends it before the refutation, and another one replaces it until then. A file in which the antivirus finds
something is not stored. While the antivirus is away a file is stored, and it cannot be opened before it was examined.
"""

import asyncio
import hashlib

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.feedback import file_store
from agent_api.quality.evaluations.feedback.file_store import RefutationFile
from agent_api.quality.evaluations.feedback.schemas import RefutationFileDetail, RoundFile, RoundFileList
from agent_api.quality.evaluations.feedback.service import lock_own
from agent_api.quality.evaluations.problems import (
    FileMissing,
    FilesNotAccepted,
    RefutationFileInfected,
    RefutationFileWaits,
)
from agent_api.quality.evaluations.rounds import require_act
from agent_api.tickets.attachments.antivirus.scanning import scan_now
from agent_api.tickets.attachments.domain.file_names import clean_name
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.service import FileContent, detect_types
from agent_api.tickets.attachments.uploads import Upload
from storage.postgres.engine import read_connection, unit_of_work


async def store_file(
    context: ApiContext, principal: Principal, id_: str, round_: int, upload: Upload
) -> RefutationFileDetail:
    """Store the file of a refutation that the user is about to write.

    Raises:
        EvaluationUnknown, RoundChanged, ActRefused: the user may not refute that round now.
        FilesNotAccepted: the site accepts no files of refutations.
        FileTooLarge, AttachmentRefused: its size or type is not accepted.
        RefutationFileInfected: the antivirus found something in it.
    """
    quality = context.site.quality
    if quality is None or not quality.feedback.attachments:
        raise FilesNotAccepted
    [(_, file_type)] = await asyncio.to_thread(detect_types, [upload], context.site.attachments)
    [verdict] = await scan_now(context.antivirus, [upload.content])
    if verdict is not None and verdict.finding:
        raise RefutationFileInfected(verdict.finding)
    file = RefutationFile(
        name=clean_name(upload.name, file_type.kind),
        kind=file_type.kind,
        digest=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
        scanned=verdict is not None or context.antivirus is None,
    )
    async with unit_of_work(context.engine) as connection:
        row, now = await lock_own(connection, context, principal, id_, round_), context.now()
        require_act(row, "refute", principal.user, now)
        await file_store.write(connection, context.cipher, context.campaign, id_, round_, file=file, at=now)
    return RefutationFileDetail(
        name=file.name, media_type=MEDIA_TYPES[file.kind], digest=file.digest, waits=not file.scanned
    )


async def list_files(context: ApiContext, id_: str) -> RoundFileList:
    """List the files of the refutations of an evaluation, also one that is sent before its refutation."""
    async with read_connection(context.engine) as connection:
        rows = await file_store.list_files(connection, context.cipher, context.campaign, id_)
    return RoundFileList(
        files=[
            RoundFile(
                round=each.round,
                name=each.name,
                media_type=MEDIA_TYPES[each.kind],
                digest=each.digest,
                stored_at=each.stored_at,
                waits=not each.scanned,
            )
            for each in rows
        ]
    )


async def open_file(context: ApiContext, id_: str, round_: int) -> FileContent:
    """Return the file of the refutation of a round; one that waited for the antivirus is examined now.

    Raises:
        FileMissing: it has none.
        RefutationFileInfected, RefutationFileWaits: the antivirus found something in it, or is still away.
    """
    async with read_connection(context.engine) as connection:
        file = await file_store.find(connection, context.cipher, context.campaign, id_, round_)
    if file is None:
        raise FileMissing
    if not file.scanned:
        await _require_clean(context, file)
        async with unit_of_work(context.engine) as connection:
            await file_store.mark_scanned(connection, context.campaign, id_, round_, file.digest)
    return FileContent(name=file.name, media_type=MEDIA_TYPES[file.kind], content=file.content)


async def _require_clean(context: ApiContext, file: RefutationFile) -> None:
    [verdict] = await scan_now(context.antivirus, [file.content])
    if verdict is not None and verdict.finding:
        raise RefutationFileInfected(verdict.finding)
    if verdict is None and context.antivirus is not None:
        raise RefutationFileWaits
