"""The connections that every process opens first: settings, servers, the site and the router.

It must not start anything that runs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from call_router.service import CallRouter
from calls.driver.sites import Sites, cached_site
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.model import Site
from storage.errors import DatabaseRefused
from storage.valkey import connect

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from agent_api.tickets.attachments.antivirus.clamd import Clamd
    from storage.encryption.field_cipher import FieldCipher
    from storage.recordings.vault import Vault


class Database:
    """PostgreSQL, connected on first use.

    Half of the roles never use it, and its library takes longer to load than the rest of their start: so the imports
    are local.

    Args:
        url: ``postgresql://…``.
        name: shown in pg_stat_activity.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name

    @cached_property
    def engine(self) -> "AsyncEngine":
        """Engine of SQLAlchemy."""
        from storage.postgres.engine import make_engine

        return make_engine(self._url, name=self._name)

    async def site(self, version: str) -> Site:
        """Return a version of the site.

        Raises:
            DatabaseRefused: there is no such version.
            DatabaseAway: PostgreSQL is away.
        """
        from atencion.runtime.site.versions import stored_site

        site = await stored_site(self.engine, version)
        if site is None:
            raise DatabaseRefused(f"no hay un sitio con la versión {version}")
        return site

    async def close(self) -> None:
        """Close the connections, if there are any."""
        if "engine" in vars(self):
            await self.engine.dispose()


@dataclass(frozen=True)
class Context:
    """The open connections of one process.

    Attributes:
        sites: the site versions; `sites.current` is the one for new calls.
        router: the campaign's.
    """

    settings: Settings
    database: Database
    redis: Redis
    sites: Sites
    router: CallRouter

    @property
    def campaign(self) -> str:
        """Campaign of the current site."""
        return self.sites.current.campaign

    @cached_property
    def cipher(self) -> "FieldCipher":
        """Cipher of personal data.

        Raises:
            SettingsInvalid: the key is missing or not valid.
        """
        from storage.encryption.field_cipher import load_field_cipher

        return load_field_cipher(self.settings)

    @cached_property
    def vault(self) -> "Vault":
        """Store of recordings."""
        from storage.recordings.vault import open_recording_vault

        return open_recording_vault(self.settings)

    @cached_property
    def attachments(self) -> "Vault":
        """Store of tickets' files."""
        from storage.recordings.vault import open_attachment_vault

        return open_attachment_vault(self.settings)

    @cached_property
    def antivirus(self) -> "Clamd | None":
        """Antivirus for tickets' files; None without one."""
        from agent_api.tickets.attachments.antivirus.clamd import Clamd

        return Clamd(self.settings.clamd) if self.settings.clamd else None

    @property
    def sounds_folder(self) -> Path:
        """Folder of rendered prompts."""
        return sounds_folder(self.settings)


def sounds_folder(settings: Settings) -> Path:
    """Return the folder of rendered prompts."""
    return settings.data_dir / "sounds"


@asynccontextmanager
async def open_context(settings: Settings, site_version: str, *, role: str) -> AsyncIterator[Context]:
    """Connect to the servers and read the site.

    Args:
        settings: with the addresses of both servers.
        site_version: of the site at the start of the supervisor; the log knows the one in force.
        role: of the process, for the servers' lists of clients.

    Raises:
        SettingsInvalid: an address is missing.
        StorageError: a server is away, or does not have the site.
    """
    if not settings.database_url or not settings.redis_url:
        raise SettingsInvalid("Falta ATENCION_DATABASE_URL o ATENCION_REDIS_URL: un proceso suelto necesita ambas.")
    database, redis = Database(settings.database_url, f"atencion-{role}"), connect(settings.redis_url)

    async def fetch(version: str) -> Site:
        return await cached_site(redis, version) or await database.site(version)

    try:
        site = await fetch(site_version)
        router = CallRouter(redis, site.campaign)
        await router.install()
        in_force = (await router.head()).site_version
        if in_force and in_force != site.version:  # published after the supervisor started
            site = await fetch(in_force)
        yield Context(settings=settings, database=database, redis=redis, sites=Sites(site, fetch), router=router)
    finally:
        await redis.aclose()
        await database.close()
