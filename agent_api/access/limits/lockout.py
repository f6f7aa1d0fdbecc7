"""Sign-in attempts, counted in Valkey: repeated failures make the next attempt wait longer.

Owns the budgets and their counts. A browser in which the user signed in before has its own budget, so other people's
failures do not affect it. Any other attempt counts three times: for the user at that address, for the address, and for
the user at any address. The last budget causes only short waits, so a remote attacker cannot lock a user out. An
attempt counts before its password is verified, so concurrent attempts gain nothing. A success clears only the counts of
that user at that address or in that browser.
"""

import secrets
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

from redis.asyncio import Redis

from agent_api.kit.errors import ApiError
from storage.encryption.field_cipher import FieldCipher
from storage.valkey import translate_errors


class LockoutSubject(NamedTuple):
    """The subject of a count.

    Attributes:
        kind: a key of `FREE_ATTEMPTS`.
        value: identifies it within its kind; stored only as a blind index.
    """

    kind: str
    value: str


FREE_ATTEMPTS = {"browser": 5, "user": 5, "client": 30, "account": 100, "factor": 5, "confirm": 5, "display": 10}
"""Attempts without a wait, by kind of budget.

browser: a user in a known browser; user: a user at an address; client: an address, possibly of a whole office; account:
a user at any address (ASVS 2.2.1: a hundred an hour); factor: second-factor codes after the right password; confirm:
confirmations of a signed-in user; display: pairing codes of wall displays from an address.
"""
MAX_WAIT_S = {"browser": 900, "user": 900, "client": 900, "account": 36, "factor": 900, "confirm": 900, "display": 900}
"""Longest wait; that of account allows a hundred attempts an hour and delays the real user only briefly."""
_KEPT_S = 3600


def unknown_browser_subjects(user: str, client: str) -> tuple[LockoutSubject, ...]:
    """Return the budgets that an attempt uses in an unknown browser."""
    network = network_prefix(client)
    return (
        LockoutSubject("user", f"{network} {user}"),
        LockoutSubject("client", network),
        LockoutSubject("account", user),
    )


def known_browser_subjects(user: str, browser: str) -> tuple[LockoutSubject, ...]:
    """Return the budget that an attempt uses in a browser in which the user signed in before."""
    return (LockoutSubject("browser", f"{browser} {user}"),)


def second_factor_subjects(user: str) -> tuple[LockoutSubject, ...]:
    """Return the budget that a second-factor code uses in an unknown browser."""
    return (LockoutSubject("factor", user),)


def session_subjects(user: str) -> tuple[LockoutSubject, ...]:
    """Return the budget that a signed-in user's confirmation of identity uses."""
    return (LockoutSubject("confirm", user),)


def pairing_subjects(client: str) -> tuple[LockoutSubject, ...]:
    """Return the budget that a pairing code of a wall display uses."""
    return (LockoutSubject("display", network_prefix(client)),)


def network_prefix(client: str) -> str:
    """Return the unit that is counted for an address: for IPv6 the /64 of one subscriber (RFC 6177)."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


class LockedOut(ApiError):
    """Too many attempts failed."""

    status = 429
    code = "locked_out"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Demasiados intentos fallidos. Vuelva a intentarlo en {seconds} s.")
        self.seconds = seconds
        self.headers = {"Retry-After": str(seconds)}


def delay_s(kind: str, attempts: int) -> int:
    """Return the wait in seconds after so many attempts: first 0, then twice as long each time."""
    beyond = attempts - FREE_ATTEMPTS[kind]
    return 0 if beyond < 0 else min(2 ** min(beyond + 1, 20), MAX_WAIT_S[kind])


class Attempts:
    """The counts of one attempt in a campaign. Every method may raise `storage.errors.StorageError`."""

    def __init__(
        self, redis: Redis, campaign: str, cipher: FieldCipher, subjects: Sequence[LockoutSubject] = ()
    ) -> None:
        self._redis: Any = redis
        self._prefix = f"{{{campaign}}}:attempts:"
        self._cipher = cipher
        self._subjects = subjects
        self._mine = secrets.token_bytes(8)  # marks the wait that this attempt began, not a concurrent one

    async def begin(self) -> int:
        """Count an attempt.

        Returns:
            Seconds that the next one must wait if this one fails.

        Raises:
            LockedOut: this attempt must wait.
        """
        waits, counted = [0], list[str]()
        with translate_errors():
            keys = [(kind, await self._key(kind, value)) for kind, value in self._subjects]
            await self._refuse_early([key for _, key in keys])
            for kind, key in keys:
                try:
                    waits.append(await self._count(kind, key))
                except LockedOut:
                    for each in counted:
                        await self._give_back(each)
                    raise
                counted.append(key)
        return max(waits)

    async def undo(self) -> None:
        """Undo the count of an attempt that did not fail: a whole office may share one address."""
        with translate_errors():
            for kind, value in self._subjects:
                await self._give_back(await self._key(kind, value))

    async def clear(self) -> None:
        """Undo the count after a success, and clear the user's failures in this browser or at this address."""
        await self.undo()
        with translate_errors():
            for kind, value in self._subjects:
                if kind not in ("client", "account"):
                    await self._forget(await self._key(kind, value))

    async def reset_user(self, user: str) -> None:
        """Clear a user's failures and waits at every address; known browsers keep theirs."""
        with translate_errors():
            await self._redis.set(self._lifted(user), self._mine.hex(), ex=_KEPT_S)
            for kind in ("account", "factor", "confirm"):
                await self._forget(await self._key(kind, user))

    async def _refuse_early(self, keys: Sequence[str]) -> None:
        for key in keys:
            left_ms = await self._redis.pttl(f"{key}:wait")
            if left_ms > 0:
                raise LockedOut(-(-left_ms // 1000))

    async def _forget(self, key: str) -> None:
        await self._redis.delete(key)
        await self._redis.delete(f"{key}:wait")

    async def _give_back(self, key: str) -> None:
        await self._redis.decr(key)
        await self._redis.expire(key, _KEPT_S)
        if await self._redis.get(f"{key}:wait") == self._mine:
            await self._redis.delete(f"{key}:wait")

    async def _count(self, kind: str, key: str) -> int:
        attempts = await self._redis.incr(key)
        await self._redis.expire(key, _KEPT_S)
        wait_s = delay_s(kind, attempts)
        if wait_s and not await self._redis.set(f"{key}:wait", self._mine, ex=wait_s, nx=True):
            await self._redis.decr(key)  # a concurrent attempt began the wait
            raise LockedOut(wait_s)
        return wait_s

    async def _key(self, kind: str, value: str) -> str:
        """Return a key with a blind index: a password may have been typed as the user name."""
        since = ""
        if kind == "user":
            lifted = await self._redis.get(self._lifted(value.partition(" ")[2]))
            since = f"{lifted.decode()}:" if lifted else ""
        return self._prefix + self._cipher.blind_index(f"{kind}:{since}{value}", field="attempts")

    def _lifted(self, user: str) -> str:
        """Return the key of a user's last reset; counts after it use other keys."""
        return self._prefix + self._cipher.blind_index(f"lifted:{user}", field="attempts")
