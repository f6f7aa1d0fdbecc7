"""The calls that Twilio holds for us, in Valkey: any node may read one, change it and write it back.

Owns the keys under ``{campaign}:twilio:`` and that no change is lost: a value is written only over the one that was
read, else it is read and changed anew. What a call is, it must not know. A call that goes out holds the number that is
called, so values are encrypted.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec
from redis.asyncio import Redis

from storage.encryption.field_cipher import FieldCipher
from storage.valkey import translate_errors
from telephony.twilio.call.held_call import HeldCall

CALL_TTL_S = 6 * 3600
"""A call of which nothing was heard for so long is forgotten."""
_REFUSAL_TTL_S = 600
"""So long it is known that a call was turned away; by then Twilio asks no more."""
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
    """The calls of one campaign.

    Args:
        redis: Valkey.
        campaign: whose calls.
        cipher: of personal data.
    """

    def __init__(self, redis: Redis, campaign: str, cipher: FieldCipher) -> None:
        self._redis = redis
        self._cipher = cipher
        self._prefix = f"{{{campaign}}}:twilio:"

    async def load(self, call_id: str) -> HeldCall | None:
        """The call, or None when it is over or never was. Raises as `change`."""
        text = await self._text(self._key(call_id))
        return self._decode(call_id, text)

    async def change(self, call_id: str, update: Callable[[HeldCall | None], tuple[HeldCall | None, Result]]) -> Result:
        """Change a call; when somebody else does so meanwhile, the change is made to what they left.

        Args:
            call_id: which.
            update: makes of the call (None where there is none) what it is now, and something to return; None or a call
                without legs and with nothing to tell or ask ends it. It may be called more than once.

        Returns:
            What `update` said of the change that was written.

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
        """What Valkey holds of a call; nothing of one that is over."""
        return b"" if call is None else self._cipher.encrypt_bytes(_encoder.encode(call), field=_ABOUT, row=call_id)

    async def _swap(self, call_id: str, old: bytes, new: bytes) -> bool:
        keys = (self._key(call_id), self._prefix + "calls")
        with translate_errors():
            return bool(await self._redis.eval(_SWAP, len(keys), *keys, old, new, CALL_TTL_S, call_id))

    async def ids(self) -> list[str]:
        """The calls that are held. Raises as `change`."""
        with translate_errors():
            members = cast(set[bytes], await self._redis.smembers(self._prefix + "calls"))
        return [each.decode() for each in members]

    async def count(self) -> int:
        """How many are held. Raises as `change`."""
        with translate_errors():
            return int(await self._redis.scard(self._prefix + "calls"))

    async def first_refusal(self, call_id: str) -> bool:
        """Whether a call that is turned away was not turned away before, by whichever node. Raises as `change`."""
        with translate_errors():
            return bool(await self._redis.set(f"{self._prefix}refused:{call_id}", b"", ex=_REFUSAL_TTL_S, nx=True))

    async def forget(self, call_id: str) -> None:
        """A call whose value is gone is not held. Raises as `change`."""
        with translate_errors():
            await self._redis.srem(self._prefix + "calls", call_id)

    async def name(self) -> str:
        """Under which name all nodes hold these calls; empty when there is none yet. Raises as `change`."""
        return (await self._text(self._prefix + "name") or b"").decode()

    async def rename(self, name: str, old_name: str) -> str:
        """Take another name, unless another node did so meanwhile.

        Args:
            name: the new one.
            old_name: the one that cannot be used any more, or empty.

        Returns:
            The name that is in use now. Raises as `change`.
        """
        with translate_errors():
            return bytes(await self._redis.eval(_RENAME, 1, self._prefix + "name", old_name, name)).decode()

    async def _text(self, key: str) -> bytes | None:
        with translate_errors():
            return cast(bytes | None, await self._redis.get(key))

    def _key(self, call_id: str) -> str:
        return f"{self._prefix}call:{call_id}"
