"""Who asked a moment ago: a page asks many things at once, and each must not cost a question to the database.

Owns what is remembered and for how long. What this process changes is forgotten at once; a session that ends elsewhere
ends here a second later at most.
"""

from datetime import datetime, timedelta

from agent_api.access.principal import Principal

TTL = timedelta(seconds=1)
_MOST = 10_000


class SessionCache:
    """Who some tokens stood for, and when that was looked up."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, Principal]] = {}

    def get(self, token: str, now: datetime) -> Principal | None:
        """Who a token stands for, if that is known freshly enough.

        Args:
            token: with how it came.
            now: aware.
        """
        at, asking = self._known.get(token, (None, None))
        return asking if at is not None and at <= now < at + TTL else None

    def put(self, token: str, asking: Principal, at: datetime) -> None:
        """Remember it.

        Args:
            token: with how it came.
            asking: who it stands for.
            at: when it was asked, before the answer; aware.
        """
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[token] = at, asking

    def clear(self) -> None:
        """Something changed: ask anew."""
        self._known.clear()
