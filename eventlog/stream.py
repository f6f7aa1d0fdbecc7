"""The recorder's end of Valkey: a campaign's stream, the personal data that wait beside it, and the recorder's status.

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
        """Say which.

        Args:
            client: bytes in and out.
            campaign: whose stream.
        """
        # redis-py's types allow every reply of either protocol; ours is fixed by the client.
        self._redis: Any = client
        self._log, self._people, self._status = (f"{{{campaign}}}:{key}" for key in ("log", "person", "recorder"))

    async def entries_from(self, first: StreamId, count: int) -> list[Entry]:
        """The entries from an id on, that one too, in order."""
        with translate_errors():
            return cast(list[Entry], await self._redis.xrange(self._log, min=str(first), count=count))

    async def read_after(self, after: StreamId, count: int, block_ms: int) -> list[Entry]:
        """The entries behind an id, in order; when there are none yet, wait for them at most so long."""
        with translate_errors():
            reply = await self._redis.xread({self._log: str(after)}, count=count, block=block_ms)
        streams = reply.items() if isinstance(reply, dict) else reply or ()  # RESP3 or RESP2
        return [entry for _, entries in streams for entry in entries]

    async def wait_for_entry(self, after: StreamId, block_ms: int) -> bool:
        """Wait for an entry after an id, at most so long; whether there is one."""
        with translate_errors():
            return bool(await self._redis.xread({self._log: str(after)}, count=1, block=block_ms))

    async def last_id(self) -> StreamId:
        """The id of the last entry; 0-0 when there is none."""
        with translate_errors():
            entries = await self._redis.xrevrange(self._log, count=1)
        return StreamId.parse(entries[0][0].decode()) if entries else NO_ENTRY

    async def trim(self, oldest: StreamId) -> None:
        """Forget the entries before an id."""
        with translate_errors():
            await self._redis.xtrim(self._log, minid=str(oldest), approximate=False)

    async def read_people(self, refs: Sequence[str]) -> dict[str, bytes]:
        """What some references stand for, encoded; those that do not wait here are missing."""
        if not refs:
            return {}
        with translate_errors():
            values = await self._redis.hmget(self._people, refs)
        return {ref: value for ref, value in zip(refs, values, strict=True) if value is not None}

    async def waiting_references(self) -> tuple[str, ...]:
        """Every reference whose value waits here."""
        with translate_errors():
            return tuple(ref.decode() for ref in await self._redis.hkeys(self._people))

    async def forget_people(self, refs: Collection[str]) -> None:
        """Forget what some references stand for."""
        if refs:
            with translate_errors():
                await self._redis.hdel(self._people, *refs)

    async def write_status(self, status: Mapping[str, str | int]) -> None:
        """Say how the recorder is; what is not said stays as it was."""
        with translate_errors():
            await self._redis.hset(self._status, mapping=dict(status))

    async def read_status(self) -> dict[str, str]:
        """What the recorder last said of itself."""
        with translate_errors():
            fields = await self._redis.hgetall(self._status)
        return {name.decode(): value.decode() for name, value in fields.items()}
