"""The phone book of Asterisk's nodes: secrets from the database, addresses in Valkey, as in the embedded gateway.

All nodes share it, so every node can ring a phone that is registered at one of them.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from atencion.phones.bindings import PhoneBindings
from telephony.asterisk.node.phones import MAX_REGISTRATION_S
from telephony.pyvoip.sip.messages import read_uri
from telephony.pyvoip.sip.registration.bindings import Binding, BindingsAway, active_bindings

_EXPIRY_MARGIN = timedelta(seconds=30)
AllSecrets = Callable[[], Awaitable[Mapping[str, Mapping[str, str]]]]


class AsteriskPhones:
    """The database and Valkey as a ``telephony.asterisk.node.phones.PhoneBook``.

    Args:
        all_secrets: returns the HA1 of each user's phone by algorithm.
        bindings: the registered addresses of phones.
        digest_algorithms: those of digest authentication that the site lets its nodes offer.
    """

    def __init__(self, all_secrets: AllSecrets, bindings: PhoneBindings, digest_algorithms: Collection[str]) -> None:
        self._all_secrets, self._bindings, self._digest_algorithms = all_secrets, bindings, digest_algorithms

    async def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """Return each user's HA1 by algorithm, limited to the algorithms of the site."""
        secrets = await self._all_secrets()
        return {
            user: {name: each[name] for name in self._digest_algorithms if name in each}
            for user, each in secrets.items()
        }

    async def set_location(self, user: str, uri: str | None) -> None:
        """Store a phone's address, or remove it; it also expires, in case Asterisk's report of the end is lost."""
        if uri is None:
            await self._bindings.replace(user, ())
            return
        now, address = datetime.now(UTC), read_uri(uri)
        binding = Binding(
            uri=uri,
            host=address.host,
            port=address.port,
            call_id="",
            cseq=0,
            registered_at=now,
            until=now + timedelta(seconds=MAX_REGISTRATION_S) + _EXPIRY_MARGIN,
        )
        await self._bindings.replace(user, (binding,))

    async def location(self, user: str) -> str | None:
        """Return the address of a user's phone; None if it is not registered or Valkey is away."""
        try:
            bindings = active_bindings(await self._bindings.find(user), datetime.now(UTC))
        except BindingsAway:
            return None
        return bindings[0].uri if bindings else None
