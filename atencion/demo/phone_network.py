"""The demo's network of telephones: a phone that answers for whoever is called back, as the sample callers would.

Owns one key in Valkey, which says where it is and dies with it, and the rule of what is led there: addresses of hosts
that nobody can have (RFC 2606), as the sample site's operator is. A site's own operator is never touched.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage.errors import StorageError
from storage.valkey import translate_errors
from telephony.pyvoip.media.loop import MediaLoop
from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.phone import Softphone
from telephony.softphone.scripted_users import ScriptedAdvisor

OPERATOR = "operador"
"""The user part of the phone that answers for all numbers."""
RESERVED_DOMAIN = ".example"
"""Hosts under this name are reserved for examples: there is none of them."""
_KEY_TTL_MS, _ANNOUNCE_INTERVAL_S = 6_000, 2.0
_RING_RANGE_S, _TALK_RANGE_S = (2.0, 5.0), (20.0, 45.0)


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:sample_network"


def callee_behaviour(chance: Callable[[], float]) -> AnswerBehaviour:
    """How somebody who asked to be called back takes the call.

    Args:
        chance: gives numbers of [0, 1).
    """
    after_s, most_s = (low + (high - low) * chance() for low, high in (_RING_RANGE_S, _TALK_RANGE_S))
    return AnswerBehaviour(ringing_s=after_s, max_talk_s=most_s)


def demo_address(address: str, phone: str | None) -> str:
    """Where a number is really called.

    Args:
        address: the site's, a SIP URI with the number in it.
        phone: ``host:port`` of the sample network, or None where there is none.
    """
    user, _, host = address.partition("@")
    return f"{user}@{phone}" if phone and host.partition(":")[0].endswith(RESERVED_DOMAIN) else address


async def resolve_address(redis: Redis, campaign: str, address: str) -> str:
    """Where a number is really called, now; the address itself when Valkey cannot be asked.

    Args:
        redis: a client that gives bytes.
        campaign: the routing domain.
        address: the site's, a SIP URI with the number in it.
    """
    try:
        with translate_errors():
            found = await redis.get(_key(campaign))
    except StorageError:
        return address
    return demo_address(address, found.decode() if isinstance(found, bytes) else None)


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
    where = people.uri.partition("@")[2]
    announcement = asyncio.create_task(_announce(redis, campaign, where))
    try:
        yield where
    finally:
        announcement.cancel()
        with suppress(RedisError):
            await redis.delete(_key(campaign))
        await people.stop()


async def _announce(redis: Redis, campaign: str, where: str) -> None:
    """Again and again, for the key dies soon after who said it."""
    while True:
        with suppress(RedisError):
            await redis.set(_key(campaign), where, px=_KEY_TTL_MS)
        await asyncio.sleep(_ANNOUNCE_INTERVAL_S)
