"""Stored versions of the site as documents, with the files that they name."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.errors import NotFound
from agent_api.site_admin.publications import service as publications
from agent_api.site_admin.publications import store
from agent_api.site_admin.publications.domain.publication import Publication
from agent_api.site_admin.publications.problems import PublishedMeanwhile
from config.site.documents.documents import LOGO_FILE, document_of
from config.site.model import Site
from storage.postgres.engine import read_connection


async def read_site(connection: AsyncConnection, version: str) -> Site:
    """Return a stored version.

    Raises:
        NotFound: there is no such version.
        SiteInvalid: this release cannot read it.
    """
    site = await store.read_version(connection, version)
    if site is None:
        raise NotFound("No existe esa versión del sitio.")
    return site


async def load_site(engine: AsyncEngine, version: str) -> Site:
    """Return a stored version as `read_site` does, over a connection of its own."""
    async with read_connection(engine) as connection:
        return await read_site(connection, version)


async def read_document_of(connection: AsyncConnection, version: str) -> dict[str, Any]:
    """Return the document of a stored version; raises as `read_site`."""
    return document_of(await read_site(connection, version))


async def read_files_of(engine: AsyncEngine, site: Site) -> dict[str, bytes]:
    """Return the sounds and the logo of a stored version, by their names in the site folder.

    Raises:
        SiteFileMissing: a sound is not stored.
    """
    files = await publications.read_files(engine, site)
    return {**files, LOGO_FILE: site.branding.logo.encode()} if site.branding.logo else files


async def require_in_force(connection: AsyncConnection, campaign: str) -> Publication:
    """Return the publication in force.

    Raises:
        PublishedMeanwhile: there is none, because no process has started yet.
    """
    in_force = (await store.find_current(connection, campaign)).in_force
    if in_force is None:
        raise PublishedMeanwhile(None)
    return in_force
