"""Bindings in a real Valkey: stored, replaced, and removed when they end."""

from datetime import UTC, datetime, timedelta

import pytest
import redis.asyncio as redis

from atencion.phones.bindings import PhoneBindings
from storage.errors import ValkeyAway
from storage.valkey import connect
from telephony.pyvoip.sip.registration.bindings import Binding, BindingsAway

pytestmark = pytest.mark.integration


def _binding(uri: str, life: timedelta) -> Binding:
    now = datetime.now(UTC)
    return Binding(
        uri=uri, host="127.0.0.1", port=5070, call_id="c", cseq=1, registered_at=now, until=now + life
    )  # fmt: skip


async def test_binding_is_shared_by_processes(valkey: redis.Redis) -> None:
    """The binding is unchanged, under the campaign's tag; another user or campaign has none."""
    stored = (_binding("sip:a@127.0.0.1", timedelta(hours=1)), _binding("sip:b@127.0.0.1", timedelta(minutes=2)))
    await PhoneBindings(valkey, "icetex").replace("asesor1", stored)
    other = PhoneBindings(valkey, "icetex")
    assert await other.find("asesor1") == stored
    assert await other.phone_of("asesor1") == "sip:asesor1@registered"
    assert await other.phone_of("asesor2") is None
    assert await PhoneBindings(valkey, "otra").find("asesor1") == ()
    assert await valkey.keys("*") == [b"{icetex}:phone:asesor1"]
    assert 3590 < await valkey.ttl("{icetex}:phone:asesor1") <= 3600


async def test_nothing_is_left_of_a_phone_that_left(valkey: redis.Redis) -> None:
    """A binding is gone once the phone unregisters or its time is over."""
    bindings = PhoneBindings(valkey, "icetex")
    await bindings.replace("asesor1", (_binding("sip:a@127.0.0.1", timedelta(hours=1)),))
    await bindings.replace("asesor1", ())
    await bindings.replace("asesor2", (_binding("sip:a@127.0.0.1", timedelta(seconds=-1)),))
    assert await valkey.keys("*") == []


async def test_unreadable_binding_is_ignored(valkey: redis.Redis) -> None:
    """The phone registers again, and the new binding replaces the unreadable one."""
    await valkey.set("{icetex}:phone:asesor1", b'[{"where": 1}]')
    bindings = PhoneBindings(valkey, "icetex")
    assert await bindings.find("asesor1") == ()
    await bindings.replace("asesor1", (_binding("sip:a@127.0.0.1", timedelta(hours=1)),))
    assert len(await bindings.find("asesor1")) == 1


async def test_with_valkey_away_the_gateway_hears_its_own_error() -> None:
    """The gateway gets BindingsAway, and the API gets the storage error."""
    away = PhoneBindings(connect("redis://127.0.0.1:1", timeout_s=1.0), "icetex")
    with pytest.raises(BindingsAway):
        await away.find("asesor1")
    with pytest.raises(BindingsAway):
        await away.replace("asesor1", ())
    with pytest.raises(ValkeyAway):
        await away.phone_of("asesor1")
