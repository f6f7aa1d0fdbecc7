"""The files that a draft can name: those of the version that it began with, and its own."""

import hashlib

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.prompts.service import scan_upload
from agent_api.site_admin.drafts import store
from agent_api.site_admin.drafts.domain.draft import MAX_FILES_BYTES, Draft
from agent_api.site_admin.drafts.service import author_of, lock_draft, save_document
from agent_api.site_admin.drafts.store import DraftFile
from agent_api.site_admin.problems import FileRefused
from agent_api.site_admin.versions import load_site, read_files_of
from config.site.branding import logo_complaint
from config.site.calls.prompts import is_playable_wav
from eventlog.facts import SiteDraftChanged
from storage.postgres.engine import read_connection, unit_of_work


async def read_draft_files(context: ApiContext, draft: Draft) -> dict[str, bytes]:
    """Return the files that a draft can name, by name; its own stand before those of its base.

    Raises:
        SiteFileMissing: a sound of the base is not stored.
    """
    base = await read_files_of(context.engine, await load_site(context.engine, draft.base_version))
    async with read_connection(context.engine) as connection:
        return {**base, **await store.read_files(connection, context.campaign, draft.id)}


async def store_file(context: ApiContext, principal: Principal, id_: str, name: str, content: bytes) -> DraftFile:
    """Store a sound or a logo in a draft, in place of one with its name.

    Raises:
        SoundInfected, SoundNotScanned: the antivirus reports it, or has no verdict now.
        FileRefused: it is no sound and no logo, or the draft's files would be too big.
        DraftUnknown, DraftStateRefused: there is no such draft, or it is not open.
    """
    await scan_upload(context, content)
    if fault := _find_fault(name, content):
        raise FileRefused(fault)
    author = author_of(context, principal)
    file = DraftFile(
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_at=author.at,
        stored_by=author.user,
    )
    async with unit_of_work(context.engine) as connection:
        draft = await lock_draft(connection, context.campaign, id_, "change")
        others = await store.total_file_bytes(connection, context.campaign, id_, without=name)
        if others + len(content) > MAX_FILES_BYTES:
            raise FileRefused(f"los archivos del borrador pasarían de {MAX_FILES_BYTES // 1024**2} MB")
        await store.set_file(connection, context.campaign, id_, file)
        saved = await save_document(connection, context.campaign, draft, draft.document, author, kind="file")
        fact = SiteDraftChanged(draft=id_, revision=saved.revision, fields=1)
        await append_facts(connection, context.campaign, [fact], author)
    return file


def _find_fault(name: str, content: bytes) -> str:
    if name.endswith(".svg"):
        return logo_complaint(name, content)
    return (
        "" if is_playable_wav(content) else f"«{name}» no es un WAV PCM que se pueda oír; expórtelo como WAV de 16 bits"
    )
