"""Which site a call belongs to: the site versions that are in use, kept at hand.

Owns a small cache over wherever site versions are stored. It must not read the site folder: an import makes a version,
and a version never changes.
"""

from collections.abc import Awaitable, Callable

from config.site import Site


class Sites:
    """The site versions by their version.

    Args:
        current: the version that new calls get.
        fetch: reads an older version, for calls that outlived a change of site.
    """

    def __init__(self, current: Site, fetch: Callable[[str], Awaitable[Site]]) -> None:
        self.current = current
        self._fetch = fetch
        self._known = {current.version: current}

    async def of(self, version: str) -> Site:
        """The site of a version.

        Args:
            version: a site version, or empty for a call that has none yet.
        """
        if not version:
            return self.current
        if version not in self._known:
            self._known[version] = await self._fetch(version)
        return self._known[version]
