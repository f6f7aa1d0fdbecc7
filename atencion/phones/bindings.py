"""Where advisors' phones are registered, in Valkey: kept over a restart of the gateway, and asked by the API.

Owns the key ``{campaign}:phone:<user>``, a JSON list of bindings that goes when the last of them ends. What a binding
is and who may change it is the gateway's.
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
    """The bindings of one campaign. It is the ``Bindings`` of the gateway.

    Args:
        redis: Valkey, bytes in and bytes out.
        campaign: whose advisors they are.
    """

    def __init__(self, redis: Redis, campaign: str) -> None:
        self._redis = redis
        self._prefix = f"{{{campaign}}}:phone:"

    async def find(self, user: str) -> tuple[Binding, ...]:
        """The bindings of a user, those that have ended perhaps among them.

        Raises:
            BindingsAway: Valkey cannot be asked.
        """
        try:
            with translate_errors():
                stored = await self._redis.get(self._prefix + user)
        except StorageError as error:
            raise BindingsAway(str(error)) from error
        try:
            return () if stored is None else _DECODER.decode(stored)
        except msgspec.DecodeError as error:  # of another release: the phone will register again
            log.warning("phone_bindings_unreadable", fault=type(error).__name__)
            return ()

    async def replace(self, user: str, bindings: tuple[Binding, ...]) -> None:
        """Keep these instead of what the user had, each until it ends.

        Raises:
            BindingsAway: Valkey cannot be asked.
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
        """The address at which a user's phones are rung, or None when none is registered.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        with translate_errors():
            return registered_address(user) if await self._redis.exists(self._prefix + user) else None
