"""The file that supports a refutation: stored encrypted with it, and opened by those who may read the evaluation.

An advisor sends it before the refutation, and another one replaces it until then. A file that the antivirus has not
accepted is not stored.
"""

import asyncio
import hashlib

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.feedback import file_store
from agent_api.quality.evaluations.feedback.file_store import RefutationFile
from agent_api.quality.evaluations.feedback.schemas import RefutationFileDetail
from agent_api.quality.evaluations.feedback.service import lock_own
from agent_api.quality.evaluations.problems import FileMissing, FilesNotAccepted
from agent_api.quality.evaluations.rounds import require_act
from agent_api.tickets.attachments.antivirus.scanning import scan_now
from agent_api.tickets.attachments.domain.file_names import clean_name
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.service import AttachmentWaits, AttachmentWithheld, FileContent, detect_types
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
        AttachmentWithheld, AttachmentWaits: the antivirus withholds it, or has no verdict yet.
    """
    quality = context.site.quality
    if quality is None or not quality.feedback.attachments:
        raise FilesNotAccepted
    [(_, file_type)] = await asyncio.to_thread(detect_types, [upload], context.site.attachments)
    [verdict] = await scan_now(context.antivirus, [upload.content])
    if verdict is not None and verdict.finding:
        raise AttachmentWithheld(verdict.finding)
    if verdict is None and context.antivirus is not None:
        raise AttachmentWaits
    file = RefutationFile(
        name=clean_name(upload.name, file_type.kind),
        kind=file_type.kind,
        digest=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
    )
    async with unit_of_work(context.engine) as connection:
        row, now = await lock_own(connection, context, principal, id_, round_), context.now()
        require_act(row, "refute", principal.user, now)
        await file_store.write(connection, context.cipher, context.campaign, id_, round_, file=file, at=now)
    return RefutationFileDetail(name=file.name, media_type=MEDIA_TYPES[file.kind], digest=file.digest)


async def open_file(context: ApiContext, id_: str, round_: int) -> FileContent:
    """Return the file of the refutation of a round.

    Raises:
        FileMissing: it has none.
    """
    async with read_connection(context.engine) as connection:
        file = await file_store.find(connection, context.cipher, context.campaign, id_, round_)
    if file is None:
        raise FileMissing
    return FileContent(name=file.name, media_type=MEDIA_TYPES[file.kind], content=file.content)
