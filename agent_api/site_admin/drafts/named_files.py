"""The files that the document of a draft names, kept where a new base version no longer has them."""

import hashlib
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.site_admin.drafts import store
from agent_api.site_admin.drafts.domain.draft import Draft
from agent_api.site_admin.drafts.store import DraftFile
from agent_api.site_admin.publications.store import read_file
from config.site.documents.documents import LOGO_FILE
from config.site.model import Site


async def keep_named_files(connection: AsyncConnection, draft: Draft, old: Site, new: Site, author: Author) -> None:
    """Copy into a draft the files of its old base that its document names and its new base lacks."""
    named, own = _named(draft.document), await store.read_files(connection, new.campaign, draft.id)
    for name, digest in _digests(old).items():
        if name in named and name not in own and name not in _digests(new):
            content = old.branding.logo.encode() if name == LOGO_FILE else await read_file(connection, digest) or b""
            file = DraftFile(name=name, digest=digest, content=content, stored_at=author.at, stored_by=author.user)
            await store.set_file(connection, new.campaign, draft.id, file)


def _named(document: dict[str, Any]) -> set[str]:
    """Return the names in a document, which may have any form."""
    prompts, branding = (_table(document.get(name)) for name in ("prompts", "branding"))
    sounds = {str(_table(each).get("file")) for each in prompts.values()}
    return sounds | {str(branding.get("logo"))}


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _digests(site: Site) -> dict[str, str]:
    """Return the digest of each file of a version by its name."""
    sounds = {each.file: each.digest or "" for each in site.prompts.values() if each.file is not None}
    logo = site.branding.logo.encode()
    return {**sounds, LOGO_FILE: hashlib.sha256(logo).hexdigest()} if logo else sounds
