"""The demo's telephone network: one phone that answers callbacks in place of the sample callers.

Owns how that phone behaves, and announces it while it runs. `atencion.phones.sample_operator` routes numbers to it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from redis.asyncio import Redis
from redis.exceptions import RedisError

from atencion.phones import sample_operator
from storage.periodic import run_periodically
from telephony.pyvoip.media.loop import MediaLoop
from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.phone import Softphone
from telephony.softphone.scripted_users import ScriptedAdvisor

OPERATOR = "operador"
"""User part of the address of the phone that answers all numbers."""
_RING_RANGE_S, _TALK_RANGE_S = (2.0, 5.0), (20.0, 45.0)


def callee_behaviour(chance: Callable[[], float]) -> AnswerBehaviour:
    """Choose how a called-back person answers; `chance` returns numbers in [0, 1)."""
    after_s, most_s = (low + (high - low) * chance() for low, high in (_RING_RANGE_S, _TALK_RANGE_S))
    return AnswerBehaviour(ringing_s=after_s, max_talk_s=most_s)


@asynccontextmanager
async def answer_callbacks(
    redis: Redis, campaign: str, *, media: MediaLoop, bind: str, voices: Sequence[str], chance: Callable[[], float]
) -> AsyncIterator[str]:
    """Answer calls to every number while the context lasts.

    Args:
        redis: a client that returns bytes.
        campaign: the routing domain.
        media: the media thread of the phone.
        bind: its IPv4 address.
        voices: keys of the callees' sentences in that thread.
        chance: returns numbers in [0, 1).

    Yields:
        ``host:port``.

    Raises:
        TelephonyError: no port is available.
    """
    phone = Softphone(
        bind=bind, user=OPERATOR, voice=voices[int(chance() * len(voices))] if voices else "", media=media
    )
    people = ScriptedAdvisor(phone, partial(callee_behaviour, chance))
    await people.start()
    address = people.uri.partition("@")[2]
    announcement = asyncio.create_task(_announce(redis, campaign, address))
    try:
        yield address
    finally:
        announcement.cancel()
        with suppress(RedisError):
            await sample_operator.withdraw(redis, campaign)
        await people.stop()


async def _announce(redis: Redis, campaign: str, address: str) -> None:
    """Announce the phone again before the key expires."""
    await run_periodically(
        partial(sample_operator.announce, redis, campaign, address),
        interval_s=sample_operator.ANNOUNCE_INTERVAL_S,
        retryable_errors=(RedisError,),
        failure_event="sample_operator_not_announced",
    )
