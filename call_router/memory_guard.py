"""Memory guard: from 80 % of Valkey's memory on, new calls are refused and open calls continue.

Owns the two bounds and the interval of the checks. `library/` decides which calls are refused; the call flow decides
what their callers hear.
"""

import asyncio
from contextlib import suppress
from typing import Final, Protocol

import structlog

from call_router.errors import RouterError

FULL_PERCENT: Final = 80
"""From this level on, new calls are refused. The rest is for acts of open calls and facts of refused ones."""
REOPEN_PERCENT: Final = 75
"""Below this level calls are accepted again; it is lower, so that the state does not flip at each check."""
CHECK_INTERVAL_S: Final = 1.0
REFUSAL_TTL_MS: Final = 10_000
"""How long a refusal lasts after the last check."""

log = structlog.get_logger(__name__)


class MemoryJudge(Protocol):
    """Checks the memory; implemented by CallRouter."""

    async def judge_memory(self, ttl_ms: int) -> bool:
        """Return whether new calls are refused for the next ``ttl_ms``."""
        ...


def memory_bounds(limit: int) -> tuple[int, int]:
    """Return the bytes from which calls are refused and below which they are accepted; `maxmemory` 0 means no limit."""
    limit = limit or 1 << 52  # Lua integers are exact up to 2**53
    return limit * FULL_PERCENT // 100, limit * REOPEN_PERCENT // 100


async def watch_memory(judge: MemoryJudge, stop: asyncio.Event, *, check_interval_s: float = CHECK_INTERVAL_S) -> None:
    """Check the memory until `stop` is set; a failed check is repeated at the next interval."""
    last_state: bool | str = False
    while not stop.is_set():
        try:
            now: bool | str = await judge.judge_memory(REFUSAL_TTL_MS)
        except RouterError as error:
            now = error.code
        if now != last_state:
            (log.warning if now else log.info)("valkey_memory", refuses=now)
            last_state = now
        with suppress(TimeoutError):
            async with asyncio.timeout(check_interval_s):
                await stop.wait()
