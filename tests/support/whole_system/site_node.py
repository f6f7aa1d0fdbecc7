"""The connections of one process of a system that follows the published site, without the process itself.

Owns the first publication, which a start of the system makes, and the routers and followers that take later ones.
"""

import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.runtime.context import Context
from atencion.runtime.site.folder import publish_folder
from atencion.runtime.site.follower import SiteFollower
from atencion.runtime.site.versions import import_in_force
from call_router.service import CallRouter
from calls.driver.sites import Sites, cached_site
from config.settings import SAMPLE_SITE, load_settings
from config.site.model import Site


class SiteNode:
    """The connections of a process, as `open_context` makes them, and the site with which it began.

    Attributes:
        sites: what the process uses.
    """

    def __init__(self, client: redis.Redis, engine: AsyncEngine, site: Site) -> None:
        self.router = CallRouter(client, site.campaign)
        self.sites = Sites(site, self._fetch)
        self._client, self._engine, self._site = client, engine, site
        database = type("Database", (), {"engine": engine})()
        self.context = Context(
            settings=load_settings(), database=database, redis=client, sites=self.sites, router=self.router
        )

    async def _fetch(self, version: str) -> Site:
        site = await cached_site(self._client, version)
        assert site is not None
        return site

    async def start(self) -> None:
        """Put the site in force, as a start of the system does."""
        await self.router.install()
        await publish_folder(self._engine, self._site, SAMPLE_SITE)
        assert await self.import_in_force()

    async def import_in_force(self) -> bool:
        """Put the published version in force in the router; return whether another one was."""
        return await import_in_force(self._client, self._engine, self.router, self._site.campaign)

    async def follow(self) -> str:
        """Ask for the published version and follow it once, as every process does; return the version in use."""
        await self.import_in_force()
        await self.refresh()
        return self.sites.current.version

    async def refresh(self) -> None:
        """Follow the version that the router has, without PostgreSQL."""
        await SiteFollower(self.context).refresh()
