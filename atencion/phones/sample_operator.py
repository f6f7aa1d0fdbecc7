"""The phone that answers numbers at hosts that nobody can have (RFC 2606), as the sample site's operator is one.

Owns one key in Valkey, which holds the phone's address and expires soon after the phone is gone, and the rule that no
other address is changed: a site's own operator is never touched. Which phone answers is the demo's.
"""

from typing import Final

from redis.asyncio import Redis

from storage.errors import StorageError
from storage.valkey import translate_errors

RESERVED_DOMAIN: Final = ".example"
"""Hosts under this name are reserved for examples: there is none of them."""
ANNOUNCE_INTERVAL_S: Final = 2.0
"""How often the phone is announced."""
_KEY_TTL_MS: Final = 6_000


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:sample_network"


async def announce(redis: Redis, campaign: str, phone: str) -> None:
    """Say for a few seconds that ``phone``, a ``host:port``, answers. Raises RedisError."""
    await redis.set(_key(campaign), phone, px=_KEY_TTL_MS)


async def withdraw(redis: Redis, campaign: str) -> None:
    """Say that no phone answers any more. Raises RedisError."""
    await redis.delete(_key(campaign))


async def resolve_address(redis: Redis, campaign: str, address: str) -> str:
    """Return the SIP URI at which a number is called now; the address itself when Valkey cannot be asked."""
    try:
        with translate_errors():
            phone = await redis.get(_key(campaign))
    except StorageError:
        return address
    return redirect_reserved(address, phone.decode() if isinstance(phone, bytes) else None)


def redirect_reserved(address: str, phone: str | None) -> str:
    """Return the SIP URI at which a number is called: at ``phone``, if there is one and the host is nobody's."""
    user, _, host = address.partition("@")
    return f"{user}@{phone}" if phone and host.partition(":")[0].endswith(RESERVED_DOMAIN) else address
