"""The draft at the test number, and the calls to it, in Valkey: from the API to every gateway, and back.

Owns the keys ``{campaign}:draft_call`` (the opening) and ``{campaign}:draft_call:<id>`` (a hash: the document's
``site``, ``codes`` (the wrong ones), ``gateway.<name>`` and ``call.<id>``). Valkey deletes them some time after the
opening. It must not decide whether a call is answered.
"""

from datetime import timedelta
from typing import Final, cast

import msgspec
from redis.asyncio import Redis

from calls.draft_call.openings import DraftCallProgress, DraftOpening, OpeningState, SoundsReport
from storage.valkey import translate_errors

_KEPT: Final = timedelta(minutes=15)
"""How long the calls of an opening can be seen after its end."""
_GATEWAY, _CALL, _SITE, _CODES = "gateway.", "call.", "site", "codes"
_MOST_SHOWN_CALLS: Final = 20


class DraftCallStore:
    """The opening of one campaign; every method may raise `storage.errors.StorageError`."""

    def __init__(self, redis: Redis, campaign: str) -> None:
        self._redis = redis
        self._key = f"{{{campaign}}}:draft_call"

    async def open(self, opening: DraftOpening, site: bytes) -> None:
        """Put a draft at the number, in place of another one; ``site`` is its content."""
        lifetime_ms = (opening.expires_at - opening.opened_at + _KEPT) // timedelta(milliseconds=1)
        with translate_errors():
            await self._redis.hset(self._hash(opening.id), _SITE, site)
            await self._redis.pexpire(self._hash(opening.id), lifetime_ms)
            await self._redis.set(self._key, msgspec.json.encode(opening), px=lifetime_ms)

    async def replace(self, opening: DraftOpening) -> None:
        """Write an opening with another end, if it is still the one at the number."""
        current = await self.find()
        if current is not None and current.id == opening.id:
            with translate_errors():
                await self._redis.set(self._key, msgspec.json.encode(opening), px=_KEPT // timedelta(milliseconds=1))

    async def find(self) -> DraftOpening | None:
        """Return the opening, which may have ended; None if there was none lately."""
        with translate_errors():
            content = cast(bytes | None, await self._redis.get(self._key))
        return None if content is None else msgspec.json.decode(content, type=DraftOpening)

    async def find_site(self, id_: str) -> bytes | None:
        """Return the content of the draft at the number."""
        with translate_errors():
            return cast(bytes | None, await self._redis.hget(self._hash(id_), _SITE))

    async def report(self, id_: str, gateway: str, report: SoundsReport) -> None:
        """Write how far a gateway is."""
        await self._write(id_, f"{_GATEWAY}{gateway}", msgspec.json.encode(report))

    async def record(self, id_: str, progress: DraftCallProgress) -> None:
        """Write what a call has done so far."""
        await self._write(id_, f"{_CALL}{progress.call_id}", msgspec.json.encode(progress))

    async def count_wrong_code(self, id_: str) -> int:
        """Count a wrong code; return how many there were."""
        with translate_errors():
            return int(await self._redis.hincrby(self._hash(id_), _CODES, 1))

    async def read_state(self, opening: DraftOpening) -> OpeningState:
        """Return the opening with the reports of the gateways and its latest calls."""
        with translate_errors():
            keys = cast(list[bytes], await self._redis.hkeys(self._hash(opening.id)))
            names = [name for name in (key.decode() for key in keys) if name.startswith((_GATEWAY, _CALL))]
            values = await self._redis.hmget(self._hash(opening.id), names) if names else []
        found = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        calls = [
            msgspec.json.decode(value, type=DraftCallProgress)
            for name, value in found.items()
            if name.startswith(_CALL)
        ]
        return OpeningState(
            opening=opening,
            gateways={
                name.removeprefix(_GATEWAY): msgspec.json.decode(value, type=SoundsReport)
                for name, value in found.items()
                if name.startswith(_GATEWAY)
            },
            calls=tuple(sorted(calls, key=lambda each: each.began_at, reverse=True)[:_MOST_SHOWN_CALLS]),
        )

    async def _write(self, id_: str, field: str, content: bytes) -> None:
        """Write a field, unless the hash has expired: it would have no end."""
        with translate_errors():
            if await self._redis.hexists(self._hash(id_), _SITE):
                await self._redis.hset(self._hash(id_), field, content)

    def _hash(self, id_: str) -> str:
        return f"{self._key}:{id_}"
