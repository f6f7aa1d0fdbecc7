"""The prompt that the node plays by itself to a caller: real Asterisk, real SIP, phones that detect tones."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.ari import events, rest
from telephony.asterisk.configuration import AUTO_ANSWER_UNTIL, NO_PROMPT, early_prompt_variable
from telephony.asterisk.node.early_prompt import music_class_name
from tests.support.gateways.asterisk_rig import AsteriskRig, asterisk_rig
from tests.support.gateways.gateway_rig import DEADLINE_S, CommandSender
from tests.support.gateways.sip_party import SipParty

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

VARIABLE = early_prompt_variable("bogota")


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[AsteriskRig]:
    """Start a gateway whose node picks up and has learned no prompt yet."""
    async with asterisk_rig(picks_up=True) as rig:
        await say(rig, VARIABLE, NO_PROMPT)
        yield rig
        rig.gateway._admission.close()
        await say(rig, AUTO_ANSWER_UNTIL, "0")  # other tests use the node, too
        await say(rig, VARIABLE, NO_PROMPT)


async def say(rig: AsteriskRig, variable: str, value: str) -> None:
    """Set a global variable of the node."""
    assert (await rig.gateway.link.request(rest.set_global(variable, value))).is_success


async def picked_up(rig: AsteriskRig) -> tuple[SipParty, CommandSender]:
    """Dial as a caller whom the node picks up."""
    caller = await rig.dial()
    await caller.sip.answered()
    await rig.heard.next(caller.call_id)
    return caller, CommandSender(rig.gateway, caller.call_id)


async def learned(rig: AsteriskRig, *keys: str) -> None:
    """Let the node learn this prompt from two callers in a row who hear it."""
    for _ in range(2):
        caller, orders = await picked_up(rig)
        await orders.send(port.Play, sounds=keys)
        await caller.hears(keys[0])
        await caller.hang_up()
    async with asyncio.timeout(DEADLINE_S):
        while True:
            answer = await rig.gateway.link.request(rest.get_global(VARIABLE))
            if events.read_variable(answer.message_body) == music_class_name(keys):
                return
            await asyncio.sleep(0.02)


async def test_node_plays_first_prompt_before_any_command(rig: AsteriskRig) -> None:
    """The node plays the prompt by itself; the gateway's command for it lets it play on until the next command."""
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


async def test_sounds_follow_one_another_in_their_order_then_there_is_silence(rig: AsteriskRig) -> None:
    """The sounds follow one another in their order, then there is silence."""
    await learned(rig, "beep", "apology")
    caller, orders = await picked_up(rig)
    play = await orders.send(port.Play, sounds=("beep", "apology"))
    await caller.hears("apology")
    ended = await rig.heard.next(caller.call_id)
    assert ended == port.PlaybackEnded(call_id=caller.call_id, command_id=play, ended="finished")
    await caller.hears()


async def test_other_words_are_heard_instead(rig: AsteriskRig) -> None:
    """When the node plays the wrong prompt, the caller hears the right one and never both."""
    await learned(rig, "greeting")
    caller, orders = await picked_up(rig)
    await orders.send(port.Play, sounds=("music",) * 8)
    await caller.hears("music")


async def test_node_repeats_prompt_and_caller_is_not_left_in_silence_if_gateway_hangs(rig: AsteriskRig) -> None:
    """If the gateway hangs, the node repeats the prompt and the caller is not left in silence."""
    await learned(rig, "apology")
    caller, _ = await picked_up(rig)
    for _ in range(2):
        await caller.hears("apology")
        await caller.hears()


async def test_music_goes_on_while_a_line_learns(rig: AsteriskRig) -> None:
    """Asterisk reloads its classes of music without a gap in the music that plays."""
    waiting, orders = await picked_up(rig)
    await orders.send(port.Music, sound="music")
    await waiting.hears("music")
    await learned(rig, "greeting")
    await waiting.hears("music")
    await waiting.press("5")
    await orders.send(port.Collect)
    assert isinstance(await rig.heard.next(waiting.call_id), port.DigitsCollected)


async def test_dialplan_plays_its_own_apology_to_caller_whom_it_refuses(rig: AsteriskRig) -> None:
    """The dialplan plays its own apology to a caller whom it refuses."""
    await learned(rig, "greeting")
    await rig.gateway.drain()
    rig.gateway._admission.close()
    await say(rig, AUTO_ANSWER_UNTIL, "99999999999")
    caller = await rig.dial()
    await caller.hears("apology")
