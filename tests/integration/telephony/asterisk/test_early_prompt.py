"""What the node says by itself to whom it picks up: real Asterisk, real SIP, and ears that know tones."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.ari import events, rest
from telephony.asterisk.configuration import AUTO_ANSWER_UNTIL, NO_PROMPT, early_prompt_variable
from telephony.asterisk.node.early_prompt import music_class_name
from tests.support.gateways.asterisk_rig import AsteriskRig, asterisk_rig
from tests.support.gateways.gateway_rig import CommandSender
from tests.support.gateways.sip_party import SipParty

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

VARIABLE = early_prompt_variable("bogota")


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[AsteriskRig]:
    """A gateway whose node picks up, and has learned nothing yet."""
    async with asterisk_rig("", picks_up=True) as rig:
        await say(rig, VARIABLE, NO_PROMPT)
        yield rig
        rig.gateway._admission.close()
        await say(rig, AUTO_ANSWER_UNTIL, "0")  # others use the node, too
        await say(rig, VARIABLE, NO_PROMPT)


async def say(rig: AsteriskRig, variable: str, value: str) -> None:
    """Set a global variable of the node."""
    assert (await rig.gateway.link.request(rest.set_global(variable, value))).is_success


async def picked_up(rig: AsteriskRig) -> tuple[SipParty, CommandSender]:
    """A caller whom the node picks up."""
    caller = await rig.dial()
    await caller.sip.answered()
    await rig.heard.next(caller.call_id)
    return caller, CommandSender(rig.gateway, caller.call_id)


async def learned(rig: AsteriskRig, *keys: str) -> None:
    """Let the node learn these first words, as two callers in a row are told them."""
    for _ in range(2):
        caller, orders = await picked_up(rig)
        await orders.send(port.Play, sounds=keys)
        await caller.hears(keys[0])
        await caller.hang_up()
    async with asyncio.timeout(5):
        while True:
            answer = await rig.gateway.link.request(rest.get_global(VARIABLE))
            if events.read_variable(answer.message_body) == music_class_name(keys):
                return
            await asyncio.sleep(0.02)


async def test_first_words_are_heard_before_anybody_has_decided_anything(rig: AsteriskRig) -> None:
    """Nobody asks for them; then somebody does, and they go on until somebody asks for something else."""
    await learned(rig, "greeting")
    caller, orders = await picked_up(rig)
    await caller.hears("greeting")
    await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    await orders.send(port.Collect)
    assert rig.gateway._calls[caller.call_id].requests == []
    await caller.hears("greeting")
    await caller.press("1")
    assert [type(await rig.heard.next(caller.call_id)) for _ in range(2)] == [port.PlaybackEnded, port.DigitsCollected]
    await caller.hears()
    await orders.send(port.Music, sound="music")
    await caller.hears("music")


async def test_their_end_is_told_and_they_are_not_said_twice(rig: AsteriskRig) -> None:
    """Sounds one after another, in their order; and then silence."""
    await learned(rig, "beep", "apology")
    caller, orders = await picked_up(rig)
    play = await orders.send(port.Play, sounds=("beep", "apology"))
    await caller.hears("apology")
    ended = await rig.heard.next(caller.call_id)
    assert ended == port.PlaybackEnded(call_id=caller.call_id, command_id=play, ended="finished")
    await caller.hears()


async def test_other_words_are_heard_instead(rig: AsteriskRig) -> None:
    """The node was wrong; nobody hears both."""
    await learned(rig, "greeting")
    caller, orders = await picked_up(rig)
    await orders.send(port.Play, sounds=("music",) * 8)
    await caller.hears("music")


async def test_where_nobody_goes_on_from_there_they_are_said_again(rig: AsteriskRig) -> None:
    """A gateway that hangs leaves nobody in silence."""
    await learned(rig, "apology")
    caller, _ = await picked_up(rig)
    for _ in range(2):
        await caller.hears("apology")
        await caller.hears()


async def test_music_goes_on_while_a_line_learns(rig: AsteriskRig) -> None:
    """Asterisk reads its classes of music anew; who hears one of them does not notice."""
    waiting, orders = await picked_up(rig)
    await orders.send(port.Music, sound="music")
    await waiting.hears("music")
    await learned(rig, "greeting")
    await waiting.hears("music")
    await waiting.press("5")
    await orders.send(port.Collect)
    assert isinstance(await rig.heard.next(waiting.call_id), port.DigitsCollected)


async def test_who_is_sent_away_hears_the_apology_alone(rig: AsteriskRig) -> None:
    """The dialplan speaks in its own words."""
    await learned(rig, "greeting")
    await rig.gateway.drain()
    rig.gateway._admission.close()
    await say(rig, AUTO_ANSWER_UNTIL, "99999999999")
    caller = await rig.dial()
    await caller.hears("apology")
