"""Which site a call belongs to: the site versions that are in use, kept at hand.

Owns a small cache over wherever site versions are stored, and how Valkey keeps them. It must not read the site folder:
an import makes a version, and a version never changes.
"""

from collections.abc import Awaitable, Callable
from typing import cast

from redis.asyncio import Redis

from config.site.loader import site_from_json
from config.site.model import Site
from storage.valkey import translate_errors


class Sites:
    """The site versions by their version.

    Args:
        current: the version that new calls get.
        fetch: reads another version: an older one for calls that outlived a change of site, or another campaign's.
    """

    def __init__(self, current: Site, fetch: Callable[[str], Awaitable[Site]]) -> None:
        self.current = current
        self.fetch = fetch
        self._by_version = {current.version: current}

    async def by_version(self, version: str) -> Site:
        """The site of a version.

        Args:
            version: a site version, or empty for a call that has none yet.
        """
        if not version:
            return self.current
        if version not in self._by_version:
            self._by_version[version] = await self.fetch(version)
        return self._by_version[version]


def site_key(version: str) -> str:
    """Where Valkey keeps the site of a version: calls need it while PostgreSQL is away."""
    return f"site:{version}"


async def cached_site(redis: Redis, version: str) -> Site | None:
    """The site of a version as Valkey keeps it; None when it has none of that version.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        content = cast(bytes | None, await redis.get(site_key(version)))
    return None if content is None else site_from_json(content)
