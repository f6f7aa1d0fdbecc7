"""The demo's network of telephones: a phone that answers for whoever is called back, as the sample callers would.

Owns how that phone behaves, and that it is announced while it is there. Which numbers are led to it is
`atencion.phones.sample_operator`'s.
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
"""The user part of the phone that answers for all numbers."""
_RING_RANGE_S, _TALK_RANGE_S = (2.0, 5.0), (20.0, 45.0)


def callee_behaviour(chance: Callable[[], float]) -> AnswerBehaviour:
    """How somebody who asked to be called back takes the call.

    Args:
        chance: gives numbers of [0, 1).
    """
    after_s, most_s = (low + (high - low) * chance() for low, high in (_RING_RANGE_S, _TALK_RANGE_S))
    return AnswerBehaviour(ringing_s=after_s, max_talk_s=most_s)


@asynccontextmanager
async def answer_callbacks(
    redis: Redis, campaign: str, *, media: MediaLoop, bind: str, voices: Sequence[str], chance: Callable[[], float]
) -> AsyncIterator[str]:
    """Answer for every number for as long as the context lasts.

    Args:
        redis: a client that gives bytes.
        campaign: the routing domain.
        media: the media thread of the phone.
        bind: its IPv4 address.
        voices: keys of the sentences of those who were called, of that thread.
        chance: gives numbers of [0, 1).

    Yields:
        ``host:port``.

    Raises:
        TelephonyError: no port can be had.
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
