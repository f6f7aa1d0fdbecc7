"""The rate limit of new calls: the account's calls per second, over all nodes.

Owns the key `{campaign}:twilio:turn` and its script. A turn is a moment: the first free one, in order of request. A
request whose turn would be too late gets none and uses none. A node that dies before its turn leaves a gap of one
interval.

Twilio queues calls beyond the account's rate for any time; a phone that rings after its offer has ended would waste a
turn.

Source: https://www.twilio.com/docs/voice/api/call-resource (calls per second); the algorithm is GCRA with a burst of
one (ITU-T I.371).
"""

from typing import Final

from redis.asyncio import Redis

from storage.valkey import translate_errors
from telephony.twilio.call.requests import BeginCall

MIN_RING_S: Final = 5
"""Minimum seconds of ringing: a call that would ring for less after its wait is not begun."""

_SCRIPT: Final = """
-- KEYS[1]: when the next free turn is, microseconds
-- ARGV: microseconds between turns; how long the caller waits at most
-- returns the wait until the turn that is now theirs; -1 if there is none in time
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local turn = math.max(now, free)
if turn - now > tonumber(ARGV[2]) then return -1 end
local after = turn + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1000)
return turn - now
"""


def remaining_wait_s(request: BeginCall, waited_s: float) -> float:
    """Return how much longer a call may wait for its turn, seconds; negative if it must not begin."""
    return max(request.timeout_s - MIN_RING_S, 0) - waited_s


def ring_left_s(request: BeginCall, waited_s: float) -> int:
    """Return the ringing time after a wait, seconds: the rest of the ring's timeout."""
    return max(1, round(request.timeout_s - waited_s))


class CallRateLimiter:
    """Assigns turns."""

    def __init__(self, redis: Redis, campaign: str, calls_per_s: float) -> None:
        self._key = f"{{{campaign}}}:twilio:turn"
        self._redis = redis
        self._interval_us = round(1_000_000 / calls_per_s)

    async def reserve_turn(self, max_wait_s: float) -> float | None:
        """Reserve the next free turn; return the seconds until it, or None if none is in time.

        Raises:
            StorageError: Valkey is away.
        """
        with translate_errors():
            wait = await self._redis.eval(
                _SCRIPT, 1, self._key, str(self._interval_us), str(round(max_wait_s * 1_000_000))
            )
        return None if int(wait) < 0 else int(wait) / 1_000_000
