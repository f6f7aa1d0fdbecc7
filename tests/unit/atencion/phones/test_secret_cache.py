"""Phones keep working while the database is away, and guessed names fill no memory."""

import asyncio
from collections.abc import Mapping

import pytest

from atencion.phones.secret_cache import CACHE_TTL_S, PhoneSecretCache
from telephony.pyvoip.sip.registration.bindings import BindingsAway

KNOWN = {"MD5": "a", "SHA-256": "b"}


class House:
    """A database and a clock that the test controls."""

    def __init__(self) -> None:
        self.now, self.asked, self.away = 1000.0, 0, False
        self.secrets: dict[str, Mapping[str, str]] = {"asesor1": KNOWN}
        self.phones = PhoneSecretCache(self.fetch, lambda: self.now)

    async def fetch(self, user: str) -> Mapping[str, str] | None:
        """Return the stored secret, or fail as the database does."""
        self.asked += 1
        if self.away:
            raise ConnectionError
        return self.secrets.get(user)


async def test_a_secret_is_believed_for_a_while() -> None:
    """A secret is cached for a limited time; then it is fetched again, and a new password works."""
    rig = House()
    assert [await rig.phones("asesor1"), await rig.phones("asesor1")] == [KNOWN, KNOWN]
    assert rig.asked == 1
    rig.secrets["asesor1"] = {"MD5": "new"}
    rig.now += CACHE_TTL_S
    assert await rig.phones("asesor1") == {"MD5": "new"}


async def test_cached_phone_is_accepted_for_whole_outage() -> None:
    """A cached phone is accepted for the whole outage; an unknown one is asked to retry."""
    rig = House()
    await rig.phones("asesor1")
    rig.away, rig.now = True, rig.now + 100 * CACHE_TTL_S
    assert await rig.phones("asesor1") == KNOWN
    with pytest.raises(BindingsAway):
        await rig.phones("asesor2")


async def test_secret_of_removed_phone_leaves_the_cache() -> None:
    """If the database answers that the phone is gone, its secret is removed from the cache."""
    rig = House()
    await rig.phones("asesor1")
    rig.secrets.clear()
    rig.now += CACHE_TTL_S
    assert await rig.phones("asesor1") is None
    rig.away = True
    with pytest.raises(BindingsAway):
        await rig.phones("asesor1")


async def test_a_database_that_hangs_is_not_waited_for() -> None:
    """A query that hangs is abandoned after a timeout, and the phone is asked to retry."""

    async def hangs(user: str) -> None:
        await asyncio.Event().wait()

    with pytest.raises(BindingsAway):
        await PhoneSecretCache(hangs, lambda: 0.0, timeout_s=0.0)("asesor1")
