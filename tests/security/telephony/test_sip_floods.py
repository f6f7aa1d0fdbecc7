"""Floods of calls beside real callers: these are answered, and their talks can be ended."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from tests.support.sip.sip_stranger import (
    Stranger,
    StrangerCall,
    call_and_acknowledge,
    real_time_answering_gateway,
    status,
    to_tag,
)

pytestmark = pytest.mark.integration

FLOOD = 995
BEYOND_THE_TABLE = 20_500
A_SECOND = 100
ANSWERED_WITHIN_S = 10.0
SERVED_WITHIN_S = 15.0
"""During a flood at the machine's limit. A caller for whom a full table has no place is not served for 32 s."""


async def test_calls_that_are_never_acknowledged_take_nobodys_place() -> None:
    """During 995 unacknowledged INVITEs of one socket, 100 a second, a real caller is answered."""
    attacker, person = await Stranger().open("127.0.0.5"), await Stranger().open("127.0.0.2")
    async with real_time_answering_gateway(max_calls=200) as line:
        to = line.gateway.sip_port
        flood = asyncio.create_task(_flood(attacker, to))
        for _ in range(8):
            await asyncio.sleep(1.0)
            call, answer = await call_and_acknowledge(person, to, within_s=ANSWERED_WITHIN_S)
            assert status(answer) == 200, answer
            person.send(call.text("BYE", to_tag(answer)), to)
            assert status(await person.final(call, "BYE", ANSWERED_WITHIN_S)) == 200
        await flood
        strangers = len(line.offered) - 8
        assert strangers <= 20  # answered calls of the flood: at most the limit of unacknowledged ones
        assert not [offer for offer in line.offered if offer.refused]  # no refusal becomes a call of the log
        assert len({status(text) for text in attacker.received} - {180, 200, 503}) == 0
    attacker.close()
    person.close()


async def test_a_flood_to_no_number_leaves_nothing_and_a_talk_can_end() -> None:
    """28,000 INVITEs to an unknown number are answered and forgotten, and the BYE of a talk is served.

    That exceeds the table of transactions, so a gateway that kept them would serve no caller for half a minute.
    """
    attacker, person = await Stranger().open("127.0.0.5"), await Stranger().open("127.0.0.2")
    async with real_time_answering_gateway(loss_timeout_s=300.0) as line:  # the caller is silent meanwhile
        to = line.gateway.sip_port
        call, answer = await call_and_acknowledge(person, to)
        flood = asyncio.create_task(_flood_at_answer_rate(attacker, to))
        while attacker.packets < BEYOND_THE_TABLE and not flood.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        bye = call.text("BYE", to_tag(answer))
        assert status(await _asked(person, bye, to, lambda: person.final(call, "BYE"))) == 200
        await flood
        await asyncio.sleep(0.5)  # the rest of the kernel's queue is answered
        _, again = await call_and_acknowledge(person, to, within_s=SERVED_WITHIN_S)
        assert status(again) == 200
        assert line.kept < 50
        assert {status(text) for text in attacker.received} <= {404, 503}
    attacker.close()
    person.close()


async def _flood(attacker: Stranger, to: int) -> None:
    began = time.monotonic()
    for number in range(FLOOD):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        attacker.send(StrangerCall(attacker).invite, to)


async def _flood_at_answer_rate(attacker: Stranger, to: int) -> None:
    """Send as fast as the gateway answers, so that the kernel drops little; wait only briefly for missing answers."""
    for _ in range(280):
        answered = attacker.packets
        for _ in range(100):
            attacker.send(StrangerCall(attacker, user="999").invite, to)
        until = time.monotonic() + 0.2
        while attacker.packets < answered + 90 and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def _asked(person: Stranger, text: str, to: int, answer: Callable[[], Awaitable[str]]) -> str:
    """Send a request with a phone's repetitions (RFC 3261 §17.1.2), and return its answer.

    The flood is as fast as this machine answers, so the kernel drops some packets of every sender.
    """
    loop = asyncio.get_running_loop()
    repeats = [loop.call_later(after_s, person.send, text, to) for after_s in (0.0, 0.5, 1.5, 3.5, 7.5)]
    try:
        async with asyncio.timeout(SERVED_WITHIN_S):
            return await answer()
    finally:
        for each in repeats:
            each.cancel()
