"""The site's folder at a start: published if the site in force came from a folder, else only reported.

Owns that choice. A version that people published from a draft is not replaced by an older folder because a node starts
again.
"""

from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.site_admin.publications import service, store
from agent_api.site_admin.publications.domain.publication import PublicationOrder
from agent_api.site_admin.publications.problems import SiteFileMissing
from atencion.runtime.tasks import utc_now
from atencion.runtime.terminal import echo
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.model import Site
from storage.postgres.engine import make_engine, read_connection

START_REASON: Final = "El sistema inició con esta carpeta."
_KEPT: Final = (
    "  Aviso: sitio: rige la versión {version}, que no viene de la carpeta {folder}. Lo que cambie en la carpeta no se "
    "usa hasta que lo publique con «atencion site import»."
)


async def publish_folder(engine: AsyncEngine, site: Site, folder: Path) -> Site:
    """Publish the site of a folder, unless the one in force did not come from a folder; return the one in force.

    Raises:
        SettingsInvalid: a sound of the folder is missing.
        StorageError: PostgreSQL is away.
    """
    current = await service.current(engine, site.campaign)
    in_force = current.in_force
    if in_force is not None and in_force.version == site.version:
        return site
    if in_force is not None and (in_force.origin != "folder" or current.scheduled is not None):
        echo(_KEPT.format(version=in_force.version, folder=folder))
        return await _read(engine, in_force.version) or site
    author = Author(actor="system", at=utc_now(), site_version=site.version)
    order = PublicationOrder(origin="folder", reason=START_REASON)
    files = service.digests_of(read_folder_files(site, folder))
    try:
        await service.publish(engine, site, files, order, author, campaign=site.campaign)
    except SiteFileMissing as error:
        raise SettingsInvalid(f"{error} La carpeta del sitio es {folder}.") from error
    return site


def read_folder_files(site: Site, folder: Path) -> dict[str, bytes]:
    """Return the sounds that a site names, by their name in its folder; those that cannot be read are left out."""
    names = {prompt.file for prompt in site.prompts.values() if prompt.file}
    return {name: path.read_bytes() for name in sorted(names) if (path := folder / name).is_file()}


async def site_in_force(settings: Settings, otherwise: Site) -> Site:
    """Return the site in force of a campaign; without one, the given one.

    Raises:
        StorageError: PostgreSQL is away.
    """
    engine = make_engine(settings.database_url or "", name="atencion-site")
    try:
        publication = await service.in_force(engine, otherwise.campaign)
        return (await _read(engine, publication.version) if publication else None) or otherwise
    finally:
        await engine.dispose()


async def _read(engine: AsyncEngine, version: str) -> Site | None:
    async with read_connection(engine) as connection:
        return await store.read_version(connection, version)
