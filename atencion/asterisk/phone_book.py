"""The phones of Asterisk's nodes: their secrets from the database, their places in Valkey, as the embedded gateway's.

Owns the joining of the two. It is the ``PhoneBook`` of every node, so a phone that is registered at one is rung by all.
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
    """See ``telephony.asterisk.node.phones.PhoneBook``.

    Args:
        all_secrets: the HA1 of each user's phone by algorithm.
        bindings: where phones are.
        digest_algorithms: for digest authentication, as the site lets its nodes offer them.
    """

    def __init__(self, all_secrets: AllSecrets, bindings: PhoneBindings, digest_algorithms: Collection[str]) -> None:
        self._all_secrets, self._bindings, self._digest_algorithms = all_secrets, bindings, digest_algorithms

    async def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """See PhoneBook."""
        secrets = await self._all_secrets()
        return {
            user: {name: each[name] for name in self._digest_algorithms if name in each}
            for user, each in secrets.items()
        }

    async def set_location(self, user: str, uri: str | None) -> None:
        """See PhoneBook. Asterisk says when a registration ends; if nobody hears it, it ends by itself."""
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
        """See PhoneBook."""
        try:
            bindings = active_bindings(await self._bindings.find(user), datetime.now(UTC))
        except BindingsAway:
            return None
        return bindings[0].uri if bindings else None
