"""A node that picks callers up by itself: real Asterisk, real SIP."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.ari import rest
from telephony.asterisk.configuration import AUTO_ANSWER_UNTIL
from tests.support.gateways.asterisk_rig import AsteriskRig, asterisk_rig
from tests.support.gateways.gateway_rig import CommandSender

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

NEVER, FOR_EVER = "0", "99999999999"


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[AsteriskRig]:
    """A gateway of two calls, whose node picks up."""
    async with asterisk_rig("", picks_up=True) as rig:
        yield rig
        await say(rig, NEVER)  # others use the node, too


async def say(rig: AsteriskRig, until: str) -> None:
    """Let the node pick up until then, whatever its gateway would say."""
    rig.gateway._admission.close()
    assert (await rig.gateway.link.request(rest.set_global(AUTO_ANSWER_UNTIL, until))).is_success


async def test_a_caller_is_picked_up_before_anybody_has_decided_anything(rig: AsteriskRig) -> None:
    """The phone is answered while no command was sent; Answer is then nothing new, and sounds are heard."""
    caller = await rig.dial()
    await caller.sip.answered()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")


async def test_who_finds_no_room_is_refused_unanswered_and_the_next_finds_some(rig: AsteriskRig) -> None:
    """The node knows of the last room as it goes: 503 lets an operator try another node. So it knows of new room."""
    first, second = await rig.dial(), await rig.dial()
    refused = await rig.dial_refused()
    assert await refused.ended() == 503
    await first.hang_up()
    third = await rig.dial()
    await third.sip.answered()
    assert rig.gateway.holds(second.call_id)
    assert rig.gateway.holds(third.call_id)


async def test_while_draining_the_node_picks_nobody_up(rig: AsteriskRig) -> None:
    """Whoever dials is refused unanswered."""
    await rig.gateway.drain()
    refused = await rig.dial_refused()
    assert await refused.ended() == 503


async def test_where_the_gateway_has_fallen_silent_phones_ring_until_it_picks_up(rig: AsteriskRig) -> None:
    """A word that has run out is none: nobody is picked up into silence."""
    await say(rig, NEVER)
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    assert not caller.sip.up.is_set()
    await CommandSender(rig.gateway, caller.call_id).send(port.Answer)
    await caller.sip.answered()


async def test_who_was_picked_up_as_the_last_room_went_hears_the_apology(rig: AsteriskRig) -> None:
    """The refusal is told, and the dialplan says what it says where nobody serves the line."""
    await rig.gateway.drain()
    await say(rig, FOR_EVER)
    caller = await rig.dial()
    offer = await rig.heard.next(caller.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused == "draining"
    await caller.hears("apology")
    assert not rig.gateway.holds(caller.call_id)
