"""The number of a call-back, before and after the recorder has moved it to the database."""

import pytest
import redis.asyncio as redis

from calls.driver.callback_numbers import NumberLookup
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from eventlog.stream import Stream
from storage.errors import DatabaseAway
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
CALLER = encrypt_person(make_person("3001234567", bytes(range(32))), SEALER)


async def test_a_number_is_found_wherever_it_lies(valkey: redis.Redis) -> None:
    """The number is in Valkey until the recorder moves it to the database; erased there, it is found no more."""
    stored: dict[str, str] = {}

    async def read(ref: str) -> str | None:
        return stored.get(ref)

    numbers = NumberLookup(Stream(valkey, "icetex"), read, SEALER)
    await valkey.hset("{icetex}:person", CALLER.ref, CALLER.encoded)
    assert await numbers.find(CALLER.ref) == "3001234567"
    await valkey.hdel("{icetex}:person", CALLER.ref)
    stored[CALLER.ref] = "3001234567"
    assert await numbers.find(CALLER.ref) == "3001234567"
    stored.clear()
    assert await numbers.find(CALLER.ref) is None


async def test_bytes_that_cannot_be_decrypted_give_no_number_to_dial(valkey: redis.Redis) -> None:
    """Bytes that cannot be decrypted give no number to dial."""

    async def read(ref: str) -> str | None:
        return None

    await valkey.hset("{icetex}:person", "r", b"{}")
    assert await NumberLookup(Stream(valkey, "icetex"), read, SEALER).find("r") is None


async def test_a_number_whose_keeper_is_away_is_nobodys(valkey: redis.Redis) -> None:
    """The call-back is then postponed like one that reached no caller, and no talk ends by it."""

    async def read(ref: str) -> str | None:
        raise DatabaseAway("not now")

    assert await NumberLookup(Stream(valkey, "icetex"), read, SEALER).find(CALLER.ref) is None
