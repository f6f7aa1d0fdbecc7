"""Attempts to enter, counted in Valkey: who fails again and again waits longer and longer.

Owns the budgets and their counts. A browser in which the user was right before has a budget of its own, which nobody
else's failures touch. Whoever else asks is counted three times: the user at that address, the address, and the user
wherever it is; the last one never makes anybody wait for long, so that nobody is locked out from afar. An attempt
counts before its password is looked at, so that many at once gain nothing; a success clears what was counted for the
user at that address or in that browser, and counts for nothing else.
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
    """Whose attempts are counted.

    Attributes:
        kind: a key of `FREE_ATTEMPTS`.
        value: what tells it from others of its kind; it is never kept as it is.
    """

    kind: str
    value: str


FREE_ATTEMPTS = {"browser": 5, "user": 5, "client": 30, "account": 100, "factor": 5, "confirm": 5}
"""How many attempts wait for nothing: of a user in a known browser, of one at an address, of an address (it may be a
whole office's), of a user wherever it is (ASVS 2.2.1: a hundred an hour), of second factors beside the right password
and of passwords that somebody who is signed in confirms."""
MAX_WAIT_S = {"browser": 900, "user": 900, "client": 900, "account": 36, "factor": 900, "confirm": 900}
"""The longest wait; a user's wherever it is gives a hundred tries an hour, and is over soon for who has a right one."""
_KEPT_S = 3600


def unknown_browser_subjects(user: str, client: str) -> tuple[LockoutSubject, ...]:
    """Return whose budgets an attempt takes from in a browser that is not known."""
    network = network_prefix(client)
    return (
        LockoutSubject("user", f"{network} {user}"),
        LockoutSubject("client", network),
        LockoutSubject("account", user),
    )


def known_browser_subjects(user: str, browser: str) -> tuple[LockoutSubject, ...]:
    """Return whose budget an attempt takes from in a browser in which the user was right before."""
    return (LockoutSubject("browser", f"{browser} {user}"),)


def second_factor_subjects(user: str) -> tuple[LockoutSubject, ...]:
    """Return whose budget a code takes from beside the right password in a browser that is not known."""
    return (LockoutSubject("factor", user),)


def session_subjects(user: str) -> tuple[LockoutSubject, ...]:
    """Return whose budget it takes from when somebody who is signed in confirms that it is them."""
    return (LockoutSubject("confirm", user),)


def network_prefix(client: str) -> str:
    """Return an address as it is counted: of IPv6 the /64, which is one subscriber's (RFC 6177)."""
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
    """How long nobody may try again after so many attempts: nothing at first, then twice as long each time."""
    beyond = attempts - FREE_ATTEMPTS[kind]
    return 0 if beyond < 0 else min(2 ** min(beyond + 1, 20), MAX_WAIT_S[kind])


class Attempts:
    """The counts of one campaign, for one attempt. Every method may raise `storage.errors.StorageError`.

    Args:
        subjects: whose budgets it takes from.
    """

    def __init__(
        self, redis: Redis, campaign: str, cipher: FieldCipher, subjects: Sequence[LockoutSubject] = ()
    ) -> None:
        self._redis: Any = redis
        self._prefix = f"{{{campaign}}}:attempts:"
        self._cipher = cipher
        self._subjects = subjects
        self._mine = secrets.token_bytes(8)  # tells the wait that this attempt began from that of another beside it

    async def begin(self) -> int:
        """Count an attempt.

        Returns:
            How many seconds the next one must wait; 0 if it need not.

        Raises:
            LockedOut: this one must wait.
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
        """Undo the count of this attempt, which was no failure: a whole office enters from one address."""
        with translate_errors():
            for kind, value in self._subjects:
                await self._give_back(await self._key(kind, value))

    async def clear(self) -> None:
        """Undo the count after a success, and forget the failures of the user in this browser or at this address."""
        await self.undo()
        with translate_errors():
            for kind, value in self._subjects:
                if kind not in ("client", "account"):
                    await self._forget(await self._key(kind, value))

    async def reset_user(self, user: str) -> None:
        """Forget a user's failures, at every address, and end their waits; known browsers keep their own."""
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
            await self._redis.decr(key)  # another at the same moment began the wait
            raise LockedOut(wait_s)
        return wait_s

    async def _key(self, kind: str, value: str) -> str:
        """What was typed as a name may be a password: only its print is kept."""
        since = ""
        if kind == "user":
            lifted = await self._redis.get(self._lifted(value.partition(" ")[2]))
            since = f"{lifted.decode()}:" if lifted else ""
        return self._prefix + self._cipher.blind_index(f"{kind}:{since}{value}", field="attempts")

    def _lifted(self, user: str) -> str:
        """When a user's failures were forgotten last: what was counted before has other keys."""
        return self._prefix + self._cipher.blind_index(f"lifted:{user}", field="attempts")
