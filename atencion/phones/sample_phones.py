"""Where the demo's sample phones are: told by the process that holds them, asked by whoever rings an advisor's phone.

Owns one hash in Valkey. It must not decide whose phone rings: a phone that somebody registered goes first.
"""

from collections.abc import Mapping

from redis.asyncio import Redis


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:sample_phones"


async def save_phones(redis: Redis, campaign: str, addresses: Mapping[str, str]) -> None:
    """Say where the sample phones are, in the place of all that was said before.

    Args:
        redis: a client that gives bytes.
        campaign: the routing domain.
        addresses: SIP address by advisor; empty when there are none any more.
    """
    async with redis.pipeline(transaction=True) as pipe:
        pipe.delete(_key(campaign))
        for advisor, address in addresses.items():
            pipe.hset(_key(campaign), advisor, address)
        await pipe.execute()


async def sample_phone_of(redis: Redis, campaign: str, advisor: str) -> str | None:
    """The SIP address of an advisor's sample phone, or None."""
    address = await redis.hget(_key(campaign), advisor)
    return address.decode() if isinstance(address, bytes) else address
