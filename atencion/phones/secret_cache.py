"""A cache of phones' secrets, so that a gateway goes on registering phones while PostgreSQL is away.

Owns how long a secret is valid and the timeout for a newer one. It must not know where secrets come from.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

import structlog

from telephony.pyvoip.sip.registration.bindings import BindingsAway

log = structlog.get_logger(__name__)

CACHE_TTL_S = 30.0
"""Seconds for which a secret is used without another query; an old password may work for as long."""
FETCH_TIMEOUT_S = 2.0
"""Timeout of a query to the database, seconds."""
_MAX_ENTRIES = 2000

Fetch = Callable[[str], Awaitable[Mapping[str, str] | None]]


class PhoneSecretCache:
    """The ``SecretsOf`` of the registrar, over a slower source.

    Cached users stay valid while the database is away. Users without a phone are not cached, so guesses do not fill it.

    Args:
        fetch: returns the HA1 of a user by algorithm, or None if the user has no phone.
        clock: seconds, monotonic.
        timeout_s: for a query, seconds.
    """

    def __init__(self, fetch: Fetch, clock: Callable[[], float], timeout_s: float = FETCH_TIMEOUT_S) -> None:
        self._fetch, self._clock, self._timeout_s = fetch, clock, timeout_s
        self._known: OrderedDict[str, tuple[float, Mapping[str, str]]] = OrderedDict()

    async def __call__(self, user: str) -> Mapping[str, str] | None:
        """Return the secrets of a user.

        Raises:
            BindingsAway: they are not cached and cannot be fetched.
        """
        asked_at, cached = self._known.get(user, (0.0, None))
        if cached is not None and self._clock() - asked_at < CACHE_TTL_S:
            return cached
        try:
            async with asyncio.timeout(self._timeout_s):
                fetched = await self._fetch(user)
        except Exception as error:  # on any failure of the database, cached phones go on
            log.warning("phone_secrets_away", fault=type(error).__name__)
            if cached is None:
                raise BindingsAway("the secrets of phones cannot be read") from error
            return cached
        self._remember(user, fetched)
        return fetched

    def _remember(self, user: str, secrets: Mapping[str, str] | None) -> None:
        self._known.pop(user, None)
        if secrets is not None:
            self._known[user] = (self._clock(), secrets)
        if len(self._known) > _MAX_ENTRIES:
            self._known.popitem(last=False)
