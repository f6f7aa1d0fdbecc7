"""The recorder's side of Valkey: a campaign's stream, the waiting personal data, and the recorder's status.

Owns the keys ``{campaign}:log`` (reading and trimming), ``{campaign}:person`` (reading and emptying) and
``{campaign}:recorder``. The function library of the call router writes the first two.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import redis.asyncio as redis

from eventlog.facts import StreamId
from storage.valkey import translate_errors

Entry = tuple[bytes, dict[bytes, bytes]]
NO_ENTRY = StreamId(0, 0)


class Stream:
    """One campaign's stream. Every method may raise `storage.errors.StorageError`: Valkey is away, or refuses."""

    def __init__(self, client: redis.Redis, campaign: str) -> None:
        # redis-py's types allow every reply of either protocol; the client fixes ours: bytes in and out.
        self._redis: Any = client
        self._log, self._people, self._status = (f"{{{campaign}}}:{key}" for key in ("log", "person", "recorder"))

    async def entries_from(self, first: StreamId, count: int) -> list[Entry]:
        """Return the entries from an id on, inclusive, in order."""
        with translate_errors():
            return cast(list[Entry], await self._redis.xrange(self._log, min=str(first), count=count))

    async def read_after(self, after: StreamId, count: int, block_ms: int) -> list[Entry]:
        """Return the entries after an id, in order; wait up to ``block_ms`` if there are none yet."""
        with translate_errors():
            reply = await self._redis.xread({self._log: str(after)}, count=count, block=block_ms)
        streams = reply.items() if isinstance(reply, dict) else reply or ()  # RESP3 or RESP2
        return [entry for _, entries in streams for entry in entries]

    async def wait_for_entry(self, after: StreamId, block_ms: int) -> bool:
        """Wait up to ``block_ms`` for an entry after an id, and return whether there is one."""
        with translate_errors():
            return bool(await self._redis.xread({self._log: str(after)}, count=1, block=block_ms))

    async def last_id(self) -> StreamId:
        """Return the id of the last entry; 0-0 when there is none."""
        with translate_errors():
            entries = await self._redis.xrevrange(self._log, count=1)
        return StreamId.parse(entries[0][0].decode()) if entries else NO_ENTRY

    async def trim(self, oldest: StreamId) -> None:
        """Delete the entries before an id."""
        with translate_errors():
            await self._redis.xtrim(self._log, minid=str(oldest), approximate=False)

    async def read_people(self, refs: Sequence[str]) -> dict[str, bytes]:
        """Return the encoded data of some references; those that do not wait here are missing."""
        if not refs:
            return {}
        with translate_errors():
            values = await self._redis.hmget(self._people, refs)
        return {ref: value for ref, value in zip(refs, values, strict=True) if value is not None}

    async def waiting_references(self) -> tuple[str, ...]:
        """Return every reference whose datum waits here."""
        with translate_errors():
            return tuple(ref.decode() for ref in await self._redis.hkeys(self._people))

    async def forget_people(self, refs: Collection[str]) -> None:
        """Delete the data of some references."""
        if refs:
            with translate_errors():
                await self._redis.hdel(self._people, *refs)

    async def write_status(self, status: Mapping[str, str | int]) -> None:
        """Write the recorder's status; fields that are left out keep their values."""
        with translate_errors():
            await self._redis.hset(self._status, mapping=dict(status))

    async def read_status(self) -> dict[str, str]:
        """Read the recorder's last status."""
        with translate_errors():
            fields = await self._redis.hgetall(self._status)
        return {name.decode(): value.decode() for name, value in fields.items()}
