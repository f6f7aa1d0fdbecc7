"""How old what is not journaled yet is.

Owns one look at the stream, from where the journal ends. It must not change anything.
"""

from datetime import datetime

import msgspec
import redis.asyncio as redis

from config.milliseconds import from_milliseconds
from eventlog.facts import StreamId
from eventlog.stream import Stream
from storage.valkey import replies_by_server, translate_errors


class Lag(msgspec.Struct, frozen=True, kw_only=True):
    """What is at the place where the journal ends.

    Attributes:
        now: the clock of Valkey; None when it was not asked.
        head_at: when the last journaled fact happened; None when the stream has let it go.
        oldest_at: when the first one after it happened; None when there is none.
    """

    now: datetime | None = None
    head_at: datetime | None = None
    oldest_at: datetime | None = None


async def read_lag(client: redis.Redis, campaign: str, head: StreamId) -> Lag:
    """Look.

    Args:
        client: of Valkey, bytes in and out.
        campaign: whose stream.
        head: the last journaled id.

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
