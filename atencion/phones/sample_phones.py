"""The addresses of the demo's sample phones: their process writes them, and a call to an advisor reads them.

Owns one hash in Valkey. It must not decide whose phone rings: a registered phone has priority.
"""

from collections.abc import Mapping

from redis.asyncio import Redis


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:sample_phones"


async def save_phones(redis: Redis, campaign: str, addresses: Mapping[str, str]) -> None:
    """Replace the addresses of the sample phones.

    Args:
        redis: a client that returns bytes.
        campaign: the routing domain.
        addresses: SIP address by advisor; empty if there are none any more.
    """
    async with redis.pipeline(transaction=True) as pipe:
        pipe.delete(_key(campaign))
        for advisor, address in addresses.items():
            pipe.hset(_key(campaign), advisor, address)
        await pipe.execute()


async def sample_phone_of(redis: Redis, campaign: str, advisor: str) -> str | None:
    """Return the SIP address of an advisor's sample phone, or None."""
    address = await redis.hget(_key(campaign), advisor)
    return address.decode() if isinstance(address, bytes) else address
