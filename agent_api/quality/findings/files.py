"""Files that support a finding: stored encrypted, and opened by those who may read the finding.

A file that the antivirus has not accepted is not stored.
"""

import asyncio
import hashlib
import secrets
from typing import Final

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.quality.findings import file_store, store
from agent_api.quality.findings.lists import require_visible
from agent_api.quality.findings.problems import FindingFileMissing, FindingFilesFull
from agent_api.tickets.attachments.antivirus.scanning import scan_now
from agent_api.tickets.attachments.domain.file_names import clean_name
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.service import AttachmentWaits, AttachmentWithheld, FileContent, detect_types
from agent_api.tickets.attachments.uploads import Upload
from eventlog.facts import FindingFileStored
from storage.postgres.engine import read_connection, unit_of_work

MOST_FILES: Final = 20
"""The most files of one finding."""


async def store_finding_file(context: ApiContext, principal: Principal, id_: str, upload: Upload) -> None:
    """Store a file as evidence of a finding that the user may read; the same file again changes nothing.

    Raises:
        FindingUnknown: there is none that the user may see.
        FileTooLarge, AttachmentRefused: its size or type is not accepted.
        AttachmentWithheld, AttachmentWaits: the antivirus withholds it, or has no verdict yet.
        FindingFilesFull: it has as many as it may have.
    """
    async with read_connection(context.engine) as connection:
        require_visible(principal, await store.find(connection, context.campaign, id_))
    [(_, file_type)] = await asyncio.to_thread(detect_types, [upload], context.site.attachments)
    [verdict] = await scan_now(context.antivirus, [upload.content])
    if verdict is not None and verdict.finding:
        raise AttachmentWithheld(verdict.finding)
    if verdict is None and context.antivirus is not None:
        raise AttachmentWaits
    digest = hashlib.sha256(upload.content).hexdigest()
    async with unit_of_work(context.engine) as connection:
        row = require_visible(principal, await store.find(connection, context.campaign, id_, lock=True))
        files = await file_store.list_files(connection, context.cipher, context.campaign, id_)
        if any(each.digest == digest for each in files):
            return
        if len(files) >= MOST_FILES:
            raise FindingFilesFull(MOST_FILES)
        author = principal.author(at=context.now(), site_version=context.site.version, call_id=row.call)
        name = clean_name(upload.name, file_type.kind)
        file = file_store.new_file(secrets.token_hex(8), author, name=name, kind=file_type.kind, digest=digest)
        await file_store.add(connection, context.cipher, context.campaign, id_, file, content=upload.content)
        fact = FindingFileStored(finding=id_, file=file.id, digest=digest)
        await append_facts(connection, context.campaign, [fact], author)


async def open_finding_file(context: ApiContext, principal: Principal, id_: str, file_id: str) -> FileContent:
    """Return a file of a finding.

    Raises:
        FindingUnknown: there is no finding that the user may see.
        FindingFileMissing: it has no such file.
    """
    async with read_connection(context.engine) as connection:
        require_visible(principal, await store.find(connection, context.campaign, id_))
        files = await file_store.list_files(connection, context.cipher, context.campaign, id_)
        file = next((each for each in files if each.id == file_id), None)
        content = await file_store.find_content(connection, context.cipher, context.campaign, id_, file_id)
    if file is None or content is None:
        raise FindingFileMissing
    return FileContent(name=file.name, media_type=MEDIA_TYPES[file.kind], content=content)
