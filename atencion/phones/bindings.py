"""The registered addresses of advisors' phones, in Valkey: they survive a gateway restart, and the API reads them.

Owns the key ``{campaign}:phone:<user>``, a JSON list of bindings that expires with the last of them. The gateway
defines bindings and decides who changes them.
"""

import msgspec
import structlog
from redis.asyncio import Redis

from config.milliseconds import to_milliseconds
from storage.errors import StorageError
from storage.valkey import translate_errors
from telephony.port.commands import registered_address
from telephony.pyvoip.sip.registration.bindings import Binding, BindingsAway

log = structlog.get_logger(__name__)

_DECODER = msgspec.json.Decoder(tuple[Binding, ...])


class PhoneBindings:
    """The bindings of one campaign, as the ``Bindings`` of the gateway.

    Args:
        redis: Valkey, bytes in and bytes out.
        campaign: the advisors' campaign.
    """

    def __init__(self, redis: Redis, campaign: str) -> None:
        self._redis = redis
        self._prefix = f"{{{campaign}}}:phone:"

    async def find(self, user: str) -> tuple[Binding, ...]:
        """Return the bindings of a user; some may have expired.

        Raises:
            BindingsAway: Valkey is away.
        """
        try:
            with translate_errors():
                stored = await self._redis.get(self._prefix + user)
        except StorageError as error:
            raise BindingsAway(str(error)) from error
        try:
            return () if stored is None else _DECODER.decode(stored)
        except msgspec.DecodeError as error:  # another release wrote it: the phone will register again
            log.warning("phone_bindings_unreadable", fault=type(error).__name__)
            return ()

    async def replace(self, user: str, bindings: tuple[Binding, ...]) -> None:
        """Store these bindings instead of the user's earlier ones, each until it expires.

        Raises:
            BindingsAway: Valkey is away.
        """
        key = self._prefix + user
        try:
            with translate_errors():
                if bindings:
                    last = max(each.until for each in bindings)
                    await self._redis.set(key, msgspec.json.encode(bindings), pxat=to_milliseconds(last))
                else:
                    await self._redis.delete(key)
        except StorageError as error:
            raise BindingsAway(str(error)) from error

    async def phone_of(self, user: str) -> str | None:
        """Return the address at which a user's phones ring, or None if none is registered.

        Raises:
            StorageError: Valkey is away.
        """
        with translate_errors():
            return registered_address(user) if await self._redis.exists(self._prefix + user) else None
