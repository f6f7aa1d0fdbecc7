"""What every process of ours opens first: settings, servers, the site and the router over them.

Owns the connections of one process. It must not start anything that runs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.site_versions import fetch_site
from atencion.sites import Sites
from call_router.service import CallRouter
from config.errors import SettingsInvalid
from config.settings import Settings
from storage.engine import make_engine
from storage.valkey import connect


@dataclass(frozen=True)
class House:
    """The open connections of one process.

    Attributes:
        sites: the site versions; `sites.current` is the one that new calls get.
        router: the campaign's.
    """

    settings: Settings
    engine: AsyncEngine
    redis: Redis
    sites: Sites
    router: CallRouter

    @property
    def campaign(self) -> str:
        """The campaign of the current site."""
        return self.sites.current.campaign

    @property
    def sounds_folder(self) -> Path:
        """Where rendered prompts are kept."""
        return self.settings.data_dir / "sounds"


@asynccontextmanager
async def open_house(settings: Settings, site_version: str, *, role: str) -> AsyncIterator[House]:
    """Connect to the servers and read the site.

    Args:
        settings: with the addresses of both servers.
        site_version: which site is in force.
        role: what the process is, for the servers' lists of clients.

    Raises:
        SettingsInvalid: an address is missing.
        StorageError: a server is away, or does not have the site.
    """
    if not settings.database_url or not settings.redis_url:
        raise SettingsInvalid("Falta ATENCION_DATABASE_URL o ATENCION_REDIS_URL: un proceso suelto necesita ambas.")
    engine = make_engine(settings.database_url, name=f"atencion-{role}")
    redis = connect(settings.redis_url)
    try:
        site = await fetch_site(redis, engine, site_version)
        router = CallRouter(redis, site.campaign)
        await router.install()
        sites = Sites(site, lambda version: fetch_site(redis, engine, version))
        yield House(settings=settings, engine=engine, redis=redis, sites=sites, router=router)
    finally:
        await redis.aclose()
        await engine.dispose()
