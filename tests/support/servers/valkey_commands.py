"""Commands to one Valkey server of a test: a node, a replica, a Sentinel.

Owns a connection for one command. It must not know the purpose.
"""

from typing import Any, Final

import redis.asyncio as redis

HOST: Final = "127.0.0.1"


async def run_command(port: int, *words: Any) -> Any:
    """Run one command and return the answer as the server sent it."""
    client = redis.Redis(host=HOST, port=port)
    client.response_callbacks.clear()
    try:
        return await client.execute_command(*words)
    finally:
        await client.aclose()


async def is_up(port: int) -> bool:
    """Return whether a server answers now."""
    try:
        return bool(await run_command(port, "PING"))
    except redis.RedisError:
        return False
