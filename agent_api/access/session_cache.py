"""Short-lived cache of principals: a page sends many requests at once, which need one database query.

Owns what it holds and for how long. This process clears it after each change; a session that ends in another process is
dropped within a second.
"""

from datetime import datetime, timedelta

from agent_api.access.principal import Principal

TTL = timedelta(seconds=1)
_MOST = 10_000


class SessionCache:
    """Principals by token, with the time of their look-up."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, Principal]] = {}

    def get(self, token: str, now: datetime) -> Principal | None:
        """Return the principal of a key, or None if its entry has expired."""
        at, asking = self._known.get(token, (None, None))
        return asking if at is not None and at <= now < at + TTL else None

    def put(self, token: str, asking: Principal, at: datetime) -> None:
        """Store a principal; `at` is the time before its look-up began."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[token] = at, asking

    def clear(self) -> None:
        """Drop all entries after a change."""
        self._known.clear()
