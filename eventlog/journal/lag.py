"""The age of the oldest unjournaled fact.

Owns one read of the stream at the end of the journal. It must not change anything.
"""

from datetime import datetime

import msgspec
import redis.asyncio as redis

from config.milliseconds import from_milliseconds
from eventlog.facts import StreamId
from eventlog.stream import Stream
from storage.valkey import replies_by_server, translate_errors


class Lag(msgspec.Struct, frozen=True, kw_only=True):
    """The entries around the end of the journal.

    Attributes:
        now: the clock of Valkey; None before it is read.
        head_at: time of the last journaled fact; None if the stream was trimmed past it.
        oldest_at: time of the first unjournaled fact; None if there is none.
    """

    now: datetime | None = None
    head_at: datetime | None = None
    oldest_at: datetime | None = None


async def read_lag(client: redis.Redis, campaign: str, head: StreamId) -> Lag:
    """Read the stream around the last journaled id.

    Raises:
        StorageError: Valkey is away.
    """
    entries = await Stream(client, campaign).entries_from(head, 2)
    with translate_errors():
        seconds, micros = replies_by_server(await client.time())[0]
    at = {identity.decode(): from_milliseconds(int(fields[b"at"])) for identity, fields in entries}
    later = [written_at for identity, written_at in at.items() if identity != str(head)]
    now = from_milliseconds(int(seconds) * 1000 + int(micros) // 1000)
    return Lag(now=now, head_at=at.get(str(head)), oldest_at=later[0] if later else None)
