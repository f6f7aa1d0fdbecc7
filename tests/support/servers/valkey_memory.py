"""The memory limit of a Valkey that tests share."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

SetMemoryLimit = Callable[[int | str], Awaitable[None]]


@asynccontextmanager
async def changed_memory_limit(redis: Redis) -> AsyncIterator[SetMemoryLimit]:
    """Yield a function that sets the limit; restore the old limit at the end."""
    (before,) = (await redis.config_get("maxmemory")).values()

    async def set_limit(limit: int | str) -> None:
        await redis.config_set("maxmemory", str(limit))

    try:
        yield set_limit
    finally:
        await redis.config_set("maxmemory", before)
