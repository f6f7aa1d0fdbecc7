"""The secrets of phones, remembered for a moment: a gateway that asks PostgreSQL must not stop when it is away.

Owns how long a secret is believed and how long is waited for a newer one. It must not know where secrets come from.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

import structlog

from telephony.pyvoip.sip.registration.bindings import BindingsAway

log = structlog.get_logger(__name__)

CACHE_TTL_S = 30.0
"""For so long a secret is believed without asking again, seconds; so long may an old password still serve."""
FETCH_TIMEOUT_S = 2.0
"""So long is waited for the database, seconds."""
_MAX_ENTRIES = 2000

Fetch = Callable[[str], Awaitable[Mapping[str, str] | None]]


class PhoneSecretCache:
    """The ``SecretsOf`` of the registrar, over a slower one.

    Who is known goes on being known while the database is away. Who has no phone is not remembered, so that guessers
    fill nothing.

    Args:
        fetch: the HA1 of a user by algorithm, or None for who has no phone.
        clock: seconds, monotonic.
        timeout_s: how long is waited for it, seconds.
    """

    def __init__(self, fetch: Fetch, clock: Callable[[], float], timeout_s: float = FETCH_TIMEOUT_S) -> None:
        self._fetch, self._clock, self._timeout_s = fetch, clock, timeout_s
        self._known: OrderedDict[str, tuple[float, Mapping[str, str]]] = OrderedDict()

    async def __call__(self, user: str) -> Mapping[str, str] | None:
        """The secrets of a user.

        Raises:
            BindingsAway: they are not known and cannot be fetched.
        """
        asked_at, known = self._known.get(user, (0.0, None))
        if known is not None and self._clock() - asked_at < CACHE_TTL_S:
            return known
        try:
            async with asyncio.timeout(self._timeout_s):
                found = await self._fetch(user)
        except Exception as error:  # whatever keeps the database from answering, known phones go on
            log.warning("phone_secrets_away", fault=type(error).__name__)
            if known is None:
                raise BindingsAway("the secrets of phones cannot be read") from error
            return known
        self._remember(user, found)
        return found

    def _remember(self, user: str, found: Mapping[str, str] | None) -> None:
        self._known.pop(user, None)
        if found is not None:
            self._known[user] = (self._clock(), found)
        if len(self._known) > _MAX_ENTRIES:
            self._known.popitem(last=False)
