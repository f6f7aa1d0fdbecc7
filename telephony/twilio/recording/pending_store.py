"""The list of recordings still at Twilio; it outlives each of our processes.

Owns the keys, all under ``{campaign}:twilio:``:
  ``recordings``: hash, our recording id -> `telephony.twilio.recording.pending_recording.PendingRecording` as JSON.
  ``recording:<id>``: lease of the node that processes it, for `LEASE_S` at most.

It must not know the steps. Every change is a compare-and-swap, so that no node reverts another's step.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, cast

import msgspec
from redis.asyncio import Redis

from storage.valkey import translate_errors
from telephony.twilio.recording.pending_recording import PendingRecording, is_recording_sid

LEASE_S: Final = 180
"""Seconds of the lease, longer than a download; if the node dies, another continues after that."""

_CHANGE: Final = """
-- KEYS[1]: the hash. ARGV: field, as it was, as it becomes (empty: gone). Returns 1 if it was changed.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return 1
"""
_RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PendingRecording)


class PendingRecordings:
    """The recordings of a campaign that Twilio still has. Every method raises StorageError when Valkey is away."""

    def __init__(self, redis: Redis, campaign: str) -> None:
        self._redis = redis
        self._prefix = f"{{{campaign}}}:twilio:"
        self._key = f"{self._prefix}recordings"

    async def add(self, recording_id: str, recording: PendingRecording) -> bool:
        """Add a recording; return whether it is new. A repetition has no effect.

        Raises:
            ValueError: its sid is malformed.
        """
        if not is_recording_sid(recording.sid):
            raise ValueError("not the SID of a recording")
        with translate_errors():
            return bool(await self._redis.hsetnx(self._key, recording_id, _encoder.encode(recording)))

    async def read_all(self) -> dict[str, PendingRecording]:
        """Return all recordings by our id, the oldest first."""
        with translate_errors():
            rows = cast(dict[bytes, bytes], await self._redis.hgetall(self._key))
        recordings = {name.decode(): _decoder.decode(encoded) for name, encoded in rows.items()}
        return dict(sorted(recordings.items(), key=lambda each: each[1].completed_at))

    async def find(self, recording_id: str) -> PendingRecording | None:
        """Return a recording, or None if it is not at Twilio any more."""
        with translate_errors():
            rows = await self._redis.hget(self._key, recording_id)
        return None if rows is None else _decoder.decode(rows)

    async def change(self, recording_id: str, old: PendingRecording, after: PendingRecording | None) -> bool:
        """Store a step; return False, and store nothing, if another node has changed the recording.

        Args:
            recording_id: ours.
            old: the expected value.
            after: the new value; None if nothing is left to do.
        """
        new = b"" if after is None else _encoder.encode(after)
        with translate_errors():
            result = await self._redis.eval(_CHANGE, 1, self._key, recording_id, _encoder.encode(old), new)
        return bool(result)

    @asynccontextmanager
    async def claim(self, recording_id: str) -> AsyncIterator[bool]:
        """Claim a recording; yield whether this node holds it."""
        key, token = f"{self._prefix}recording:{recording_id}", secrets.token_bytes(8)
        with translate_errors():
            is_claimed = bool(await self._redis.set(key, token, nx=True, ex=LEASE_S))
        try:
            yield is_claimed
        finally:
            if is_claimed:
                with translate_errors():
                    await self._redis.eval(_RELEASE, 1, key, token)
