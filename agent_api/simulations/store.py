"""SQL of simulations: the content of a stored version of the site."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from config.site.loader import site_from_json
from config.site.model import Site
from storage.tables import site_version


async def find_site(connection: AsyncConnection, campaign: str, version: str) -> Site | None:
    """Return a stored version of the campaign's site, or None.

    Raises:
        SiteInvalid: this release cannot read the version.
    """
    table = site_version.c
    query = select(table.content).where(table.version == version, table.campaign == campaign)
    content = await connection.scalar(query)
    return None if content is None else site_from_json(msgspec.json.encode(content))
