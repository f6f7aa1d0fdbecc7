"""The calls of a fault: eight that are held when it happens, and another one every 1.5 seconds.

Owns each caller's actions and experience. It must not know the fault, nor the log.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from telephony.softphone.phone import PhoneCall
from tests.support.sip.callers import ScriptedCaller
from tests.support.sip.phone_exchange import SILENCE_S, TONES, CallerGaveUp, CallListener, ExchangePhone, PhoneExchange

TALKING, WAITING, IN_THE_MENU = "talking", "waiting", "in the menu"
HELD: Final = (*[TALKING] * 3, *[WAITING] * 3, *[IN_THE_MENU] * 2)
"""The place of each held call when the fault happens."""
_LATER_S: Final = {TALKING: 0.0, WAITING: 0.0, IN_THE_MENU: 3.0}
"""Callers in the menu come last, because the menu has a time limit."""
_SETTLE_TIMEOUT_S: Final = 15.0
_ANSWER_S: Final = 8.0
_TRIAL_S: Final = 0.5
_APOLOGY: Final = "disculpa"


@dataclass
class HeldCall:
    """A held call.

    Attributes:
        place: of HELD.
        settled: set once its caller is there.
        lost: whether it ended before its caller hung up, or went silent.
        apology: whether its caller heard the apology.
        dead_air_s: the longest silence of its caller.
    """

    number: str
    place: str
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False
    apology: bool = False
    dead_air_s: float = 0.0


@dataclass
class TrialCall:
    """A short call made during the fault.

    Attributes:
        refused: whether it got a final status other than 200.
        apology: whether its caller heard the apology.
        silent: whether its caller got no final status, or was answered and heard nothing.
    """

    refused: bool = False
    apology: bool = False
    silent: bool = False


@asynccontextmanager
async def held_calls(exchange: PhoneExchange, sip_port: int) -> AsyncIterator[list[HeldCall]]:
    """Hold eight calls during the block; their experiences are complete at its end."""
    calls = [HeldCall(f"31100000{number:02d}", stage) for number, stage in enumerate(HELD)]
    over = asyncio.Event()
    async with asyncio.TaskGroup() as calling:
        for each in calls:
            calling.create_task(_hold(exchange, sip_port, each, over))
        try:
            async with asyncio.timeout(_SETTLE_TIMEOUT_S):
                await asyncio.gather(*(each.settled.wait() for each in calls))
            yield calls
        finally:
            over.set()


async def place_trial_call(exchange: PhoneExchange, sip_port: int, number: str) -> TrialCall:
    """Make one short call."""
    made = TrialCall()
    phone = ExchangePhone(exchange, number)
    await phone.start()
    try:
        call = await phone.call(f"sip:bogota@127.0.0.1:{sip_port}")
        await _try(call, made)
        call.hang_up()
    finally:
        await phone.stop()
    return made


async def _try(call: PhoneCall, made: TrialCall) -> None:
    try:
        async with asyncio.timeout(_ANSWER_S):
            happened = await call.wait_for("answered", "failed", "far_end_hung_up")
    except TimeoutError:
        made.silent = True
        return
    made.refused = happened.kind == "failed"
    if happened.kind != "answered":
        return
    ear = CallListener(call)
    with suppress(CallerGaveUp):
        await ear.hears(*TONES)
    made.silent = not ear.heard
    await ScriptedCaller(call, ear).stays(_TRIAL_S)
    made.apology = _APOLOGY in ear.heard


async def _hold(exchange: PhoneExchange, sip_port: int, held_call: HeldCall, over: asyncio.Event) -> None:
    await asyncio.sleep(_LATER_S[held_call.place])
    phone = ExchangePhone(exchange, held_call.number)
    await phone.start()
    try:
        call = await phone.call(f"sip:bogota@127.0.0.1:{sip_port}")
        async with asyncio.timeout(_SETTLE_TIMEOUT_S):
            await call.wait_for("answered")
        assert call.stream is not None
        call.stream.music("caller")
        person = ScriptedCaller(call, CallListener(call))
        await _go_to(person, held_call.place)
        held_call.settled.set()
        while not (over.is_set() or call.is_over):
            await person.stays(0.2)
        held_call.apology = _APOLOGY in person.ear.heard
        held_call.dead_air_s = person.ear.longest_silence_s
        held_call.lost = call.is_over or is_silent(held_call.dead_air_s)
        call.hang_up()
    finally:
        await phone.stop()


async def _go_to(person: ScriptedCaller, stage: str) -> None:
    if stage == TALKING:
        await person.choose("1")
        await person.ear.hears("advisor")
    elif stage == WAITING:
        await person.choose("3")
        await person.ear.hears("musica")
    else:
        await person.ear.hears("menu", "aviso", "saludo")


def is_silent(dead_air_s: float) -> bool:
    """Return whether a caller would consider the line dead."""
    return dead_air_s > SILENCE_S
