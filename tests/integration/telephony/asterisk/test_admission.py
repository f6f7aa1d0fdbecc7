"""A node that picks callers up by itself, on a real Asterisk over real SIP."""

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
    """Start a gateway for two calls, whose node picks callers up by itself."""
    async with asterisk_rig(picks_up=True) as rig:
        yield rig
        await say(rig, NEVER)  # other tests use the node, too


async def say(rig: AsteriskRig, until: str) -> None:
    """Set until when the node may pick callers up, in place of its gateway."""
    rig.gateway._admission.close()
    assert (await rig.gateway.link.request(rest.set_global(AUTO_ANSWER_UNTIL, until))).is_success


async def test_call_is_answered_before_any_command(rig: AsteriskRig) -> None:
    """The phone is answered before any command is sent; `Answer` then changes nothing, and sounds are heard."""
    caller = await rig.dial()
    await caller.sip.answered()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")


async def test_node_learns_at_once_whether_gateway_is_full(rig: AsteriskRig) -> None:
    """The node learns at once when it is full (503 lets an operator try another node) and when it has room again."""
    first, second = await rig.dial(), await rig.dial()
    refused = await rig.dial_refused()
    assert await refused.ended() == 503
    await first.hang_up()
    third = await rig.dial()
    await third.sip.answered()
    assert rig.gateway.holds(second.call_id)
    assert rig.gateway.holds(third.call_id)


async def test_caller_is_refused_with_no_answer_while_gateway_drains(rig: AsteriskRig) -> None:
    """While the gateway drains, a caller is refused with no answer."""
    await rig.gateway.drain()
    refused = await rig.dial_refused()
    assert await refused.ended() == 503


async def test_where_the_gateway_has_fallen_silent_phones_ring_until_it_picks_up(rig: AsteriskRig) -> None:
    """Once the gateway's permission has expired, the node picks up no caller into silence."""
    await say(rig, NEVER)
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    assert not caller.sip.up.is_set()
    await CommandSender(rig.gateway, caller.call_id).send(port.Answer)
    await caller.sip.answered()


async def test_refusal_is_signal_and_dialplan_apologises(rig: AsteriskRig) -> None:
    """The refusal is a signal, and the dialplan says what it says when no application serves the line."""
    await rig.gateway.drain()
    await say(rig, FOR_EVER)
    caller = await rig.dial()
    offer = await rig.heard.next(caller.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused == "draining"
    await caller.hears("apology")
    assert not rig.gateway.holds(caller.call_id)
