"""The order of releases. Pure."""

import re
from typing import Final

RELEASE_PATTERN: Final = r"^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}$"


def release_key(release: str) -> tuple[int, ...]:
    """Return a key by which releases are compared; a suffix such as ``.dev1`` does not count."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", release)[:3])


def newest_release(*releases: str) -> str:
    """Return the newest of some releases."""
    return max(releases, key=release_key)
