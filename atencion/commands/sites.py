"""`atencion site import`, `export` and `diff`: the site's folder beside the site in force.

Owns what the person at the terminal reads. `agent_api.site_admin.publications` publishes; `config.site.documents`
writes the folder and says the differences.
"""

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.errors import ApiError
from agent_api.site_admin.publications import service, store
from agent_api.site_admin.publications.domain.publication import Publication, PublicationOrder
from atencion.errors import AtencionError
from atencion.runtime.servers import attach_servers
from atencion.runtime.site.folder import read_folder_files
from atencion.runtime.tasks import utc_now
from config.settings import Settings
from config.site.documents.differences import describe_differences
from config.site.documents.documents import LOGO_FILE, document_of
from config.site.documents.folder import folder_files
from config.site.loader import load_campaign, load_site
from config.site.model import Site
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA
from storage.postgres.engine import make_engine, read_connection

CONSOLE_NAME = "Consola del servidor"


class SiteCommandFailed(AtencionError):
    """The site cannot be published or written; the text says what to do."""

    code = "site_command_failed"


class _Published(NamedTuple):
    """The publication in force, and its site."""

    publication: Publication
    site: Site


async def run_import(settings: Settings, folder: Path, reason: str, confirm: Callable[[str], bool]) -> str:
    """Publish the site of a folder now; return the message for the person.

    Args:
        settings: of the installation.
        folder: of the site.
        reason: why, for the history of publications.
        confirm: shows the differences and asks whether to publish.

    Raises:
        ConfigError: the folder is not a valid site.
        SiteCommandFailed: it may not be published now.
        StorageError: PostgreSQL is away.
    """
    site = load_site(folder)
    async with _engine(settings) as engine:
        before = await _find_published(engine, site.campaign)
        if before is not None and before.site.version == site.version:
            return f"La carpeta {folder} es la versión {site.version}, que ya rige."
        if not await asyncio.to_thread(confirm, _differences(before.site if before else None, site)):
            return "No se publicó nada."
        author = Author(actor="system", at=utc_now(), site_version=site.version, name=f"{CONSOLE_NAME} ({_login()})")
        order = PublicationOrder(
            origin="folder", reason=reason, expected=before.publication.id if before is not None else None
        )
        files = service.digests_of(await asyncio.to_thread(read_folder_files, site, folder))
        with _spoken_errors():
            publication = await service.publish(engine, site, files, order, author, campaign=site.campaign)
    return f"Publicación {publication.id}: la versión {site.version} rige en todos los nodos en unos segundos."


async def run_export(settings: Settings, folder: Path, version: str | None) -> str:
    """Write a published version as a folder with its sounds; return the message for the person.

    Raises:
        SiteCommandFailed: there is no such version, or the folder is not empty.
        StorageError: PostgreSQL is away.
    """
    async with _engine(settings) as engine:
        site = await _find_version(engine, settings, version)
        with _spoken_errors():
            sounds = await service.read_files(engine, site)
    logo = {LOGO_FILE: site.branding.logo.encode()} if site.branding.logo else {}
    await asyncio.to_thread(write_folder, folder, {**folder_files(document_of(site)), **sounds, **logo})
    return f"La versión {site.version} quedó en {folder}."


async def run_diff(settings: Settings, folder: Path) -> str:
    """Return the differences between the site in force and a folder, in words.

    Raises:
        ConfigError: the folder is not a valid site.
        StorageError: PostgreSQL is away.
    """
    site = load_site(folder)
    async with _engine(settings) as engine:
        before = await _find_published(engine, site.campaign)
    if before is None:
        return "Todavía no rige ningún sitio."
    local = before.publication.effective_at.astimezone(COLOMBIA)
    since = f"Rige la versión {before.site.version} desde el {spoken_date(local)} a las {local:%H:%M}."
    return f"{since}\n{_differences(before.site, site)}"


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, which must be empty or missing.

    Raises:
        SiteCommandFailed: the folder has files, or a file would be outside it.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SiteCommandFailed(f"La carpeta {folder} no está vacía: escoja una nueva.")
    for name, content in files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise SiteCommandFailed(f"El archivo «{name}» quedaría por fuera de {folder}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _differences(before: Site | None, after: Site) -> str:
    if before is None:
        return "Es el primer sitio de la campaña."
    found = describe_differences(document_of(before), document_of(after))
    if not found:
        return (
            "Son iguales." if before.version == after.version else "Dicen lo mismo, con sonidos o muestras distintos."
        )
    return "\n".join(f"  - {each.text}" for each in found)


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-site")
        try:
            yield engine
        finally:
            await engine.dispose()


async def _find_published(engine: AsyncEngine, campaign: str) -> _Published | None:
    publication = await service.in_force(engine, campaign)
    if publication is None:
        return None
    async with read_connection(engine) as connection:
        site = await store.read_version(connection, publication.version)
    return _Published(publication, site) if site is not None else None


async def _find_version(engine: AsyncEngine, settings: Settings, version: str | None) -> Site:
    """Return a version, or the one in force of the campaign of the settings' folder."""
    if version is None:
        published = await _find_published(engine, load_campaign(settings.site))
        if published is None:
            raise SiteCommandFailed("Todavía no rige ningún sitio: inicie el sistema o use «atencion site import».")
        return published.site
    async with read_connection(engine) as connection:
        site = await store.read_version(connection, version)
    if site is None:
        raise SiteCommandFailed(f"No hay ninguna versión «{version}»: revise el número en el historial del sitio.")
    return site


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return "sin nombre"


@contextmanager
def _spoken_errors() -> Iterator[None]:
    """Raise the errors of the room of the application as one that the terminal says."""
    try:
        yield
    except ApiError as error:
        raise SiteCommandFailed(str(error)) from error
