"""The calls at Twilio, stored in Valkey: any node may read, change and write back a call.

Owns the keys under ``{campaign}:twilio:``, and compare-and-swap writes, so that no change is lost. It must not know
what a call is. An outgoing call holds the called number, so values are encrypted.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec
from redis.asyncio import Redis

from storage.encryption.field_cipher import FieldCipher
from storage.valkey import translate_errors
from telephony.twilio.call.held_call import HeldCall

CALL_TTL_S = 6 * 3600
"""Seconds without an event after which a call is dropped."""
_REFUSAL_TTL_S = 600
"""Seconds for which a refusal is remembered; Twilio has stopped asking by then."""
_MAX_TRIES = 50
_SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', KEYS[2], ARGV[4])
else
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  redis.call('SADD', KEYS[2], ARGV[4])
end
return 1"""
_RENAME = """
local now = redis.call('GET', KEYS[1]) or ''
if now ~= ARGV[1] then return now end
redis.call('SET', KEYS[1], ARGV[2])
return ARGV[2]"""
_ABOUT = "twilio.call"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(HeldCall)
Result = TypeVar("Result")


class CallStore:
    """The calls of one campaign. Every method raises `ValkeyAway` if Valkey does not answer."""

    def __init__(self, redis: Redis, campaign: str, cipher: FieldCipher) -> None:
        self._redis = redis
        self._cipher = cipher
        self._prefix = f"{{{campaign}}}:twilio:"

    async def load(self, call_id: str) -> HeldCall | None:
        """Return a call, or None if it is over or never existed."""
        text = await self._text(self._key(call_id))
        return self._decode(call_id, text)

    async def change(self, call_id: str, update: Callable[[HeldCall | None], tuple[HeldCall | None, Result]]) -> Result:
        """Change a call; if another node changes it meanwhile, apply the change to the newer value.

        Args:
            call_id: the call.
            update: returns the new call and a result, from the call or None. None, or a call without legs, signals
                and requests, deletes it. It may be called more than once.

        Returns:
            The result of `update` for the written change.

        Raises:
            ValkeyAway: Valkey does not answer.
            StorageError: it refuses.
        """
        key = self._key(call_id)
        for _ in range(_MAX_TRIES):
            text = await self._text(key)
            call, result = update(self._decode(call_id, text))
            stored = call if call and (call.legs or call.pending_signals or call.pending_requests) else None
            if stored is None and text is None:
                return result
            if await self._swap(call_id, text or b"", self._encode(call_id, stored)):
                return result
        raise RuntimeError(f"the call {call_id!r} changes faster than it can be written")

    def _decode(self, call_id: str, data: bytes | None) -> HeldCall | None:
        if data is None:
            return None
        return _decoder.decode(self._cipher.decrypt_bytes(data, field=_ABOUT, row=call_id))

    def _encode(self, call_id: str, call: HeldCall | None) -> bytes:
        return b"" if call is None else self._cipher.encrypt_bytes(_encoder.encode(call), field=_ABOUT, row=call_id)

    async def _swap(self, call_id: str, old: bytes, new: bytes) -> bool:
        keys = (self._key(call_id), self._prefix + "calls")
        with translate_errors():
            return bool(await self._redis.eval(_SWAP, len(keys), *keys, old, new, CALL_TTL_S, call_id))

    async def ids(self) -> list[str]:
        """Return the ids of the held calls."""
        with translate_errors():
            members = cast(set[bytes], await self._redis.smembers(self._prefix + "calls"))
        return [each.decode() for each in members]

    async def count(self) -> int:
        """Count the held calls."""
        with translate_errors():
            return int(await self._redis.scard(self._prefix + "calls"))

    async def first_refusal(self, call_id: str) -> bool:
        """Return whether this is the first refusal of a call, on any node."""
        with translate_errors():
            return bool(await self._redis.set(f"{self._prefix}refused:{call_id}", b"", ex=_REFUSAL_TTL_S, nx=True))

    async def forget(self, call_id: str) -> None:
        """Remove a call from the list of held calls after its value has expired."""
        with translate_errors():
            await self._redis.srem(self._prefix + "calls", call_id)

    async def name(self) -> str:
        """Return the gateway name under which all nodes hold these calls; empty if there is none yet."""
        return (await self._text(self._prefix + "name") or b"").decode()

    async def rename(self, name: str, old_name: str) -> str:
        """Set the gateway name, unless another node has set one; return the current name.

        Args:
            name: the new name.
            old_name: the name to replace, or empty.
        """
        with translate_errors():
            return bytes(await self._redis.eval(_RENAME, 1, self._prefix + "name", old_name, name)).decode()

    async def _text(self, key: str) -> bytes | None:
        with translate_errors():
            return cast(bytes | None, await self._redis.get(key))

    def _key(self, call_id: str) -> str:
        return f"{self._prefix}call:{call_id}"
