"""The phones of Asterisk's nodes: secrets in the database, locations in Valkey that the API and all nodes read."""

from collections.abc import Mapping

import pytest
import redis.asyncio as redis

from atencion.asterisk.phone_book import AsteriskPhones
from atencion.phones.bindings import PhoneBindings

pytestmark = pytest.mark.integration


async def _secrets() -> Mapping[str, Mapping[str, str]]:
    return {"asesor1": {"SHA-256": "s", "MD5": "m"}}


async def test_a_phone_is_where_it_was_last_until_it_leaves(valkey: redis.Redis) -> None:
    """The API sees the phone, each node has its address, and after it unregisters it has no location."""
    bindings = PhoneBindings(valkey, "icetex")
    phones = AsteriskPhones(_secrets, bindings, ["MD5"])
    assert await phones.location("asesor1") is None
    await phones.set_location("asesor1", "sip:asesor1@192.0.2.7:5062")
    await phones.set_location("asesor1", "sip:asesor1@192.0.2.8:5064;ob")
    assert await bindings.phone_of("asesor1") == "sip:asesor1@registered"
    assert await phones.location("asesor1") == "sip:asesor1@192.0.2.8:5064;ob"
    assert 300_000 < await valkey.pttl("{icetex}:phone:asesor1") <= 330_000
    await phones.set_location("asesor1", None)
    assert await bindings.phone_of("asesor1") is None


async def test_nodes_get_secret_of_each_user_phone_for_algorithms_that_site_offers(valkey: redis.Redis) -> None:
    """The nodes get the secret of each user's phone for the algorithms that the site offers, and nothing else."""
    bindings = PhoneBindings(valkey, "icetex")
    for offered, expected in (("MD5", {"MD5": "m"}), ("SHA-256,MD5", {"SHA-256": "s", "MD5": "m"})):
        assert await AsteriskPhones(_secrets, bindings, offered.split(",")).secrets() == {"asesor1": expected}
