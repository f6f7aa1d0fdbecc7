"""Held calls in Valkey: concurrent changes are all kept."""

import asyncio

import pytest
from redis.asyncio import Redis

from telephony import port
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import Leg
from telephony.twilio.call_store import CallStore
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration


def begun(call: HeldCall | None) -> tuple[HeldCall | None, None]:
    """Return a call with its caller."""
    return call or HeldCall(id="CA1", legs={"caller": Leg(name="caller", to="3001234567", state="up")}), None


def pressed(key: str) -> "port.DigitsCollected":
    """Return a signal that differs from all others."""
    return port.DigitsCollected(call_id="CA1", command_id=key, digits=key, ended="complete")


async def test_changes_made_at_once_are_all_kept(valkey: Redis) -> None:
    """Each of twenty nodes adds a signal to those of the others."""
    calls = CallStore(valkey, "prueba", SEALER)
    await calls.change("CA1", begun)

    async def add(key: str) -> None:
        def how(call: HeldCall | None) -> tuple[HeldCall | None, None]:
            assert call is not None
            call.emit([pressed(key)])
            return call, None

        await CallStore(valkey, "prueba", SEALER).change("CA1", how)

    await asyncio.gather(*(add(str(number)) for number in range(20)))
    call = await calls.load("CA1")
    assert call is not None
    assert {each.command_id for each in call.pending_signals if isinstance(each, port.DigitsCollected)} == set(
        map(str, range(20))
    )


async def test_only_unsent_signals_keep_ended_call(valkey: Redis) -> None:
    """Only signals that still have to be sent keep such a call."""
    calls = CallStore(valkey, "prueba", SEALER)
    await calls.change("CA1", begun)
    assert (await calls.ids(), await calls.count()) == (["CA1"], 1)

    def leave(call: HeldCall | None) -> tuple[HeldCall | None, None]:
        assert call is not None
        call.end_leg("caller", "completed")
        return call, None

    await calls.change("CA1", leave)
    assert await calls.count() == 1

    def clear_signals(call: HeldCall | None) -> tuple[HeldCall | None, None]:
        assert call is not None
        call.pending_signals.clear()
        return call, None

    await calls.change("CA1", clear_signals)
    assert (await calls.load("CA1"), await calls.ids()) == (None, [])


async def test_campaigns_do_not_share_calls(valkey: Redis) -> None:
    """Each campaign has its own calls, under its tag."""
    await CallStore(valkey, "una", SEALER).change("CA1", begun)
    assert await CallStore(valkey, "otra", SEALER).load("CA1") is None


async def test_first_one_chooses_new_name_for_all_if_several_nodes_find_old_name_lost(valkey: Redis) -> None:
    """If several nodes find the old name lost, the first one chooses the new name for all."""
    calls = CallStore(valkey, "prueba", SEALER)
    assert await calls.name() == ""
    names = await asyncio.gather(*(calls.rename(f"twilio-{number}", "") for number in range(5)))
    assert len(set(names)) == 1
    assert await calls.name() == names[0]
    assert await calls.rename("twilio-9", names[0]) == "twilio-9"
    assert await calls.rename("twilio-8", names[0]) == "twilio-9"
