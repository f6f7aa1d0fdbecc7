"""The phone that answers numbers at reserved hosts (RFC 2606), as the sample site's operator has.

Owns one key in Valkey, with the phone's address, which expires soon after the phone stops; and the rule that no other
address is changed: a site's real operator is never affected. The demo runs the phone.
"""

from typing import Final

from redis.asyncio import Redis

from storage.errors import StorageError
from storage.valkey import translate_errors

RESERVED_DOMAIN: Final = ".example"
"""Hosts under this name are reserved for examples and never exist."""
ANNOUNCE_INTERVAL_S: Final = 2.0
"""Interval between announcements of the phone."""
_KEY_TTL_MS: Final = 6_000


def _key(campaign: str) -> str:
    return f"{{{campaign}}}:sample_network"


async def announce(redis: Redis, campaign: str, phone: str) -> None:
    """Announce for a few seconds that ``phone``, a ``host:port``, answers. Raises RedisError."""
    await redis.set(_key(campaign), phone, px=_KEY_TTL_MS)


async def withdraw(redis: Redis, campaign: str) -> None:
    """Withdraw the announcement. Raises RedisError."""
    await redis.delete(_key(campaign))


async def resolve_address(redis: Redis, campaign: str, address: str) -> str:
    """Return the SIP URI at which a number is called now; the address itself if Valkey is away."""
    try:
        with translate_errors():
            phone = await redis.get(_key(campaign))
    except StorageError:
        return address
    return redirect_reserved(address, phone.decode() if isinstance(phone, bytes) else None)


def redirect_reserved(address: str, phone: str | None) -> str:
    """Return the SIP URI at which a number is called: at ``phone``, if there is one and the host is reserved."""
    user, _, host = address.partition("@")
    return f"{user}@{phone}" if phone and host.partition(":")[0].endswith(RESERVED_DOMAIN) else address
