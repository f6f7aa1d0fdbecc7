"""Upload a file as a version of a course's material, and open it.

A file that the antivirus has not accepted is not stored, and then there is no version either. An advisor opens the
material of the sessions that they are expected at, and the last one of the courses that they need.
"""

import asyncio
import hashlib

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.roster.queries import read_assigned_queues
from agent_api.tickets.attachments.antivirus.scanning import scan_now
from agent_api.tickets.attachments.domain.file_names import clean_name
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.service import FileContent, detect_types
from agent_api.tickets.attachments.uploads import Upload
from agent_api.training import session_store, topic_store
from agent_api.training.domain.validity import may_open_material
from agent_api.training.materials import file_store
from agent_api.training.materials.file_store import MaterialFile
from agent_api.training.problems import MaterialFileInfected, MaterialFileMissing, MaterialFileNotScanned
from agent_api.training.schemas import MaterialUpload
from agent_api.training.standings import load_standings
from agent_api.training.topics import add_version
from eventlog.facts import TrainingFileStored
from storage.postgres.engine import read_connection, unit_of_work


async def upload_material(
    context: ApiContext, principal: Principal, course: str, form: MaterialUpload, upload: Upload
) -> None:
    """Add a version of the material of a course, with its file.

    Raises:
        CourseUnknown: there is none.
        FileTooLarge, AttachmentRefused: its size or type is not accepted.
        MaterialFileInfected, MaterialFileNotScanned: the antivirus reports it, or has no verdict now.
    """
    [(_, file_type)] = await asyncio.to_thread(detect_types, [upload], context.site.attachments)
    [verdict] = await scan_now(context.antivirus, [upload.content])
    if verdict is not None and verdict.finding:
        raise MaterialFileInfected(verdict.finding)
    if verdict is None and context.antivirus is not None:
        raise MaterialFileNotScanned
    digest = hashlib.sha256(upload.content).hexdigest()
    async with unit_of_work(context.engine) as connection:
        version = await add_version(connection, context, principal, course, form)
        file = MaterialFile(
            course=course,
            version=version,
            kind=file_type.kind,
            size=len(upload.content),
            digest=digest,
            name=clean_name(upload.name, file_type.kind),
        )
        await file_store.add(connection, context.cipher, context.campaign, file, upload.content)
        fact = TrainingFileStored(course=course, version=version, size=file.size, digest=digest)
        author = principal.author(at=context.now(), site_version=context.site.version)
        await append_facts(connection, context.campaign, [fact], author)


async def open_material(context: ApiContext, course: str, version: int) -> FileContent:
    """Return the file of a version.

    Raises:
        MaterialFileMissing: there is no such version, or it has no file.
    """
    campaign = context.campaign
    async with read_connection(context.engine) as connection:
        file = (await file_store.list_files(connection, context.cipher, campaign, [course])).get((course, version))
        content = await file_store.find_content(connection, context.cipher, campaign, course, version)
    if file is None or content is None:
        raise MaterialFileMissing
    return FileContent(name=file.name, media_type=MEDIA_TYPES[file.kind], content=content)


async def open_own_material(context: ApiContext, principal: Principal, course: str, version: int) -> FileContent:
    """Return the file of a version that an advisor trains with.

    Raises:
        MaterialFileMissing: there is none that they may open.
    """
    campaign, user = context.campaign, principal.user
    async with read_connection(context.engine) as connection:
        queues = (await read_assigned_queues(connection, context.site, [user]))[user]
        standings = await load_standings(
            connection, campaign, user, queues=queues, roles=principal.roles, now=context.now()
        )
        sessions = await session_store.list_of_advisor(connection, campaign, user)
        materials = await topic_store.list_materials(connection, campaign, [course])
    of_sessions = {(row.course, row.version) for row, _ in sessions}
    last = materials[0].version if materials else 0
    if not may_open_material(course, version, last=last, of_sessions=of_sessions, standings=standings):
        raise MaterialFileMissing
    return await open_material(context, course, version)
