"""The sounds that a version of the site names, as files of this node.

Owns the folder with their copies, each under its digest. PostgreSQL has the originals; the site's folder is only a
format of exchange. A sound that is rendered already is not copied.
"""

import asyncio
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from config.site.model import Site
from ivr.renderer import cached_name
from ivr.sounds import voices_of

if TYPE_CHECKING:
    from atencion.runtime.context import Database


def site_files_folder(settings: Settings) -> Path:
    """Return the folder of the copies."""
    return settings.data_dir / "site-files"


async def fetch_site_files(database: "Database", settings: Settings, site: Site, sounds: Path) -> None:
    """Copy the sounds of a version that this node has neither as a file nor rendered in the folder ``sounds``.

    Raises:
        StorageError: PostgreSQL is away.
        OSError: the folder cannot be written.
    """
    folder = site_files_folder(settings)
    missing = {
        voice.digest
        for voice in voices_of(site, folder)
        if not (folder / voice.digest).exists() and not (sounds / cached_name(voice)).exists()
    }
    if not missing:
        return
    from agent_api.site_admin.drafts import store as drafts
    from agent_api.site_admin.publications import store
    from storage.postgres.engine import read_connection

    async with read_connection(database.engine) as connection:
        for digest in sorted(missing):
            content = await store.read_file(connection, digest) or await drafts.read_file(connection, digest)
            if content is not None:
                await asyncio.to_thread(_write, folder / digest, content)


def _write(path: Path, content: bytes) -> None:
    """Write atomically, because another thread or process may read or write the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_bytes(content)
    draft.replace(path)
