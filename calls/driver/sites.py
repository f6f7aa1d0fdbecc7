"""The site versions in use, cached for the driver.

Owns a small cache over the store of site versions, and their place in Valkey. It must not read the site folder: an
import makes a version, and a version never changes.
"""

from collections.abc import Awaitable, Callable
from typing import cast

from redis.asyncio import Redis

from config.site.loader import site_from_json
from config.site.model import Site
from storage.valkey import translate_errors


class Sites:
    """The sites by version.

    Args:
        current: the version for new calls.
        fetch: reads another version: an older one of calls that outlived a change of site, or another campaign's.
    """

    def __init__(self, current: Site, fetch: Callable[[str], Awaitable[Site]]) -> None:
        self.current = current
        self.fetch = fetch
        self._by_version = {current.version: current}

    async def by_version(self, version: str) -> Site:
        """Return the site of a version; empty stands for the current one."""
        if not version:
            return self.current
        if version not in self._by_version:
            self._by_version[version] = await self.fetch(version)
        return self._by_version[version]


def site_key(version: str) -> str:
    """Return Valkey's key of a site version, which calls need while PostgreSQL is away."""
    return f"site:{version}"


async def cached_site(redis: Redis, version: str) -> Site | None:
    """Read the site of a version from Valkey; None if it has none.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        content = cast(bytes | None, await redis.get(site_key(version)))
    return None if content is None else site_from_json(content)
