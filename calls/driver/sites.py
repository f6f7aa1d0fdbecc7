"""The site versions in use, cached for the driver.

Owns a small cache over the store of site versions, and their place in Valkey. It must not read the site folder: a
publication makes a version, and a version never changes.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from redis.asyncio import Redis

from config.site.loader import site_from_json
from config.site.model import Site
from storage.valkey import translate_errors

Value = TypeVar("Value")


class Sites:
    """The sites by version.

    Args:
        current: the version for new calls, until another one is put in force.
        fetch: reads another version: an older one of calls that outlived a change of site, or another campaign's.
    """

    def __init__(self, current: Site, fetch: Callable[[str], Awaitable[Site]]) -> None:
        self.fetch = fetch
        self._current = current
        self._by_version = {current.version: current}

    @property
    def current(self) -> Site:
        """The version for new calls; a call in progress keeps its own."""
        return self._current

    def switch(self, site: Site) -> None:
        """Use a version for new calls from now on."""
        self._by_version[site.version] = site
        self._current = site

    async def by_version(self, version: str) -> Site:
        """Return the site of a version; empty stands for the current one."""
        if not version:
            return self.current
        if version not in self._by_version:
            self._by_version[version] = await self.fetch(version)
        return self._by_version[version]


class DerivedSites(Sites):
    """The sites of a campaign that follows from another one, such as the practice.

    Args:
        home: the sites that it follows.
        derive: returns the derived site, or None; then the last one stays.
        first: the derived site of the current one.
    """

    def __init__(self, home: Sites, derive: Callable[[Site], Site | None], first: Site) -> None:
        super().__init__(first, home.fetch)
        self._find = follow_site(home, derive)

    @property
    def current(self) -> Site:
        """The version for new calls, derived from the current one of the home campaign."""
        derived = self._find()
        if derived is not None and derived is not self._current:
            self.switch(derived)
        return self._current


def follow_site(sites: Sites, derive: Callable[[Site], Value]) -> Callable[[], Value]:
    """Return a function that derives a value of the current site, once for each version."""
    known = sites.current
    value = derive(known)

    def find() -> Value:
        nonlocal known, value
        if sites.current is not known:
            known = sites.current
            value = derive(known)
        return value

    return find


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
