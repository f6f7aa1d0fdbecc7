"""Phones go on working while the database is away, and guessers fill no memory."""

import asyncio
from collections.abc import Mapping

import pytest

from atencion.phones.secret_cache import CACHE_TTL_S, PhoneSecretCache
from telephony.pyvoip.sip.registration.bindings import BindingsAway

KNOWN = {"MD5": "a", "SHA-256": "b"}


class House:
    """A database and a clock in the hands of the test."""

    def __init__(self) -> None:
        self.now, self.asked, self.away = 1000.0, 0, False
        self.secrets: dict[str, Mapping[str, str]] = {"asesor1": KNOWN}
        self.phones = PhoneSecretCache(self.fetch, lambda: self.now)

    async def fetch(self, user: str) -> Mapping[str, str] | None:
        """The database."""
        self.asked += 1
        if self.away:
            raise ConnectionError
        return self.secrets.get(user)


async def test_a_secret_is_believed_for_a_while() -> None:
    """Then it is asked for again, and a new password holds."""
    rig = House()
    assert [await rig.phones("asesor1"), await rig.phones("asesor1")] == [KNOWN, KNOWN]
    assert rig.asked == 1
    rig.secrets["asesor1"] = {"MD5": "new"}
    rig.now += CACHE_TTL_S
    assert await rig.phones("asesor1") == {"MD5": "new"}


async def test_who_is_known_stays_known_while_the_database_is_away() -> None:
    """For as long as that takes; who is not known is told to come back."""
    rig = House()
    await rig.phones("asesor1")
    rig.away, rig.now = True, rig.now + 100 * CACHE_TTL_S
    assert await rig.phones("asesor1") == KNOWN
    with pytest.raises(BindingsAway):
        await rig.phones("asesor2")


async def test_who_lost_the_phone_is_forgotten() -> None:
    """An answer of the database, unlike its absence, takes the secret away."""
    rig = House()
    await rig.phones("asesor1")
    rig.secrets.clear()
    rig.now += CACHE_TTL_S
    assert await rig.phones("asesor1") is None
    rig.away = True
    with pytest.raises(BindingsAway):
        await rig.phones("asesor1")


async def test_a_database_that_hangs_is_not_waited_for() -> None:
    """Patience ends, and the phone is told to come back."""

    async def hangs(user: str) -> None:
        await asyncio.Event().wait()

    with pytest.raises(BindingsAway):
        await PhoneSecretCache(hangs, lambda: 0.0, timeout_s=0.0)("asesor1")
