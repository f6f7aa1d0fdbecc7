"""Callers and advisors by the hundred: each reacts to what it hears, and stores its experience.

Owns the plans of callers and the behaviour of advisors. It must not know the log: tests check that.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.softphone.phone import PhoneCall
from tests.support.sip.phone_exchange import (
    HEARING_TIMEOUT_S,
    POLL_INTERVAL_S,
    CallerGaveUp,
    CallListener,
    ExchangePhone,
    PhoneExchange,
)

_REFUSAL_TIMEOUT_S = 1.0  # a refused caller does not dial again at once


@dataclass
class CallExperience:
    """A caller's experience.

    Attributes:
        number: the caller's own.
        began: seconds since the Unix epoch; so is `ended`.
        status: the final SIP status; 0 without one.
        completed: whether the plan was completed before the caller lost patience.
    """

    number: str
    line: str
    plan: str
    began: float = 0.0
    ended: float = 0.0
    status: int = 0
    completed: bool = False
    hung_up_by: str = "nobody"
    heard: set[str] = field(default_factory=set)
    longest_silence_s: float = 0.0


class ScriptedCaller:
    """A person on the telephone."""

    def __init__(self, call: PhoneCall, ear: CallListener) -> None:
        self.call, self.ear = call, ear

    async def choose(self, key: str, menu: str = "menu") -> None:
        """Wait for a menu and press a key."""
        await self.ear.hears(menu)
        self.call.press(key)

    async def talks(self, seconds: float = 0.4) -> None:
        """Wait for an advisor, and talk for some seconds."""
        await self.ear.hears("advisor")
        await self.stays(seconds)

    async def stays(self, seconds: float) -> None:
        """Stay on the line for some seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until and not self.call.is_over:
            self.ear.listen()
            await asyncio.sleep(POLL_INTERVAL_S)

    async def wait_for_hang_up(self) -> None:
        """Stay until the far end hangs up."""
        await self.stays(HEARING_TIMEOUT_S)
        if not self.call.is_over:
            raise CallerGaveUp


Behaviour = Callable[[ScriptedCaller], Awaitable[None]]


async def _talks(caller: ScriptedCaller) -> None:
    await caller.choose("1")
    await caller.talks()


async def _goes_deeper(caller: ScriptedCaller) -> None:
    await caller.choose("6")
    await caller.choose("1", menu="segundo")
    await caller.talks()


async def _meets_difficulty(caller: ScriptedCaller) -> None:
    await caller.choose("2")
    await caller.talks()


async def _is_hung_up(caller: ScriptedCaller) -> None:
    await caller.choose("5")
    await caller.ear.hears("advisor")
    await caller.wait_for_hang_up()


async def _leaves_in_the_greeting(caller: ScriptedCaller) -> None:
    # On a busy machine a caller may miss the short greeting; the next sounds are as good a moment.
    await caller.ear.hears("saludo", "aviso", "menu")


async def _leaves_in_the_menu(caller: ScriptedCaller) -> None:
    await caller.ear.hears("menu")


async def _leaves_while_waiting(caller: ScriptedCaller) -> None:
    await caller.choose("3")
    await caller.ear.hears("espera", "musica")
    await caller.stays(0.5)


async def _leaves_while_ringing(caller: ScriptedCaller) -> None:
    await caller.choose("4")
    await caller.ear.hears("musica")


async def _says_nothing(caller: ScriptedCaller) -> None:
    await caller.ear.hears("silencio")
    await caller.talks()


async def _presses_wrong_keys(caller: ScriptedCaller) -> None:
    await caller.choose("7")
    await caller.ear.hears("tecla_equivocada")
    await caller.choose("8")
    await caller.talks()


async def _listens_to_information(caller: ScriptedCaller) -> None:
    await caller.choose("9")
    await caller.ear.hears("horarios")
    await caller.wait_for_hang_up()


async def _leaves_at_once(caller: ScriptedCaller) -> None:
    """Leave without waiting, answered or not: see `place_call`."""


class CallPlan(NamedTuple):
    """A way to call.

    Attributes:
        share: of a hundred callers.
        behave: the caller's actions after the answer.
        outcome: expected without failures; None if the call does not reach our lines.
    """

    share: int
    behave: Behaviour
    outcome: str | None


CANCELS, STRANGER, CROWDS = "cancels before the answer", "dials an unknown number", "calls in a crowd"
PLANS: Mapping[str, CallPlan] = MappingProxyType(
    {
        "talks": CallPlan(26, _talks, "answered"),
        "goes deeper into the menu": CallPlan(4, _goes_deeper, "answered"),
        "meets advisors who do not answer": CallPlan(10, _meets_difficulty, "answered"),
        "is hung up by the advisor": CallPlan(6, _is_hung_up, "answered"),
        "leaves in the greeting": CallPlan(8, _leaves_in_the_greeting, "abandoned_ivr"),
        "leaves in the menu": CallPlan(8, _leaves_in_the_menu, "abandoned_ivr"),
        "leaves while waiting": CallPlan(8, _leaves_while_waiting, "abandoned_queue"),
        "leaves while a phone rings": CallPlan(6, _leaves_while_ringing, "abandoned_queue"),
        "says nothing": CallPlan(5, _says_nothing, "answered"),
        "presses wrong keys": CallPlan(5, _presses_wrong_keys, "answered"),
        "listens to information": CallPlan(6, _listens_to_information, "self_served"),
        CANCELS: CallPlan(3, _leaves_at_once, "abandoned_ivr"),
        STRANGER: CallPlan(2, _leaves_at_once, None),
        CROWDS: CallPlan(3, _leaves_in_the_menu, "abandoned_ivr"),
    }
)


async def place_call(
    exchange: PhoneExchange, sip_port: int, experience: CallExperience, now: Callable[[], float]
) -> CallExperience:
    """Make one call by its plan, and wait for its end.

    Args:
        exchange: provides its sound.
        sip_port: of the gateway.
        experience: number, line and plan; this function fills in the rest.
        now: seconds since the Unix epoch.
    """
    phone = ExchangePhone(exchange, experience.number)
    await phone.start()
    experience.began = now()
    try:
        call = await phone.call(f"sip:{experience.line}@127.0.0.1:{sip_port}")
        ear = CallListener(call)
        with suppress(CallerGaveUp, TimeoutError):
            await _behave(call, ear, experience)
        call.hang_up()
        experience.hung_up_by = {"hung_up": "us", "far_end_hung_up": "far_end"}.get(call.trace[-1].kind, "nobody")
        experience.status = call.sip.status if isinstance(call.sip, OutgoingCall) else 0
        experience.heard, experience.longest_silence_s = ear.heard, ear.longest_silence_s
    finally:
        await phone.stop()
        experience.ended = now()
    return experience


@asynccontextmanager
async def hold_call(
    exchange: PhoneExchange, sip_port: int, number: str, line: str = "bogota"
) -> AsyncIterator[ScriptedCaller]:
    """Make a call that is answered, and hang up at the end.

    Args:
        exchange: provides its sound.
        sip_port: of the gateway.
        number: the caller's own.
        line: the dialled line.
    """
    phone = ExchangePhone(exchange, number)
    await phone.start()
    try:
        call = await phone.call(f"sip:{line}@127.0.0.1:{sip_port}")
        async with asyncio.timeout(HEARING_TIMEOUT_S):
            await call.wait_for("answered", "failed")
        assert call.stream is not None
        call.stream.music("caller")
        yield ScriptedCaller(call, CallListener(call))
        call.hang_up()
    finally:
        await phone.stop()


async def _behave(call: PhoneCall, ear: CallListener, experience: CallExperience) -> None:
    if experience.plan == CANCELS:
        await asyncio.sleep(0.005)
        experience.completed = True
        return
    async with asyncio.timeout(HEARING_TIMEOUT_S):
        await call.wait_for("answered", "failed", "far_end_hung_up")
    if call.is_over:
        await asyncio.sleep(_REFUSAL_TIMEOUT_S)
        return
    assert call.stream is not None
    call.stream.music("caller")
    await PLANS[experience.plan].behave(ScriptedCaller(call, ear))
    experience.completed = True


class ScriptedAdvisor:
    """An advisor's phone with a fixed behaviour.

    Args:
        exchange: provides its sound.
        name: of the advisor.
        manner: ``answers``, ``hangs_up`` (after some time), ``rings`` (without end), ``busy`` or ``declines``.
        talk_s: maximum length of a talk.

    Attributes:
        talks: answered calls.
        heard: answered calls in which the caller was heard.
        in_vain: start times of the calls in which an advisor gave up waiting for the caller's voice, seconds since the
            Unix epoch.
    """

    def __init__(self, exchange: PhoneExchange, name: str, manner: str, talk_s: float = HEARING_TIMEOUT_S) -> None:
        self.name, self.manner, self._talk_s = name, manner, talk_s
        self.talks = self.heard = 0
        self.in_vain: list[float] = []
        self.phone = ExchangePhone(exchange, name)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the phone."""
        await self.phone.start()
        self._begin(self._serve())

    async def stop(self) -> None:
        """Stop the phone."""
        for task in self._tasks:
            task.cancel()
        await self.phone.stop()

    async def _serve(self) -> None:
        while True:
            self._begin(self._take(await self.phone.incoming.get()))

    async def _take(self, call: PhoneCall) -> None:
        await asyncio.sleep(0.1)
        if call.is_over or self.manner == "rings":
            return
        if self.manner in ("busy", "declines"):
            call.reject(486 if self.manner == "busy" else 603)
        else:
            await self._talk(call)

    async def _talk(self, call: PhoneCall) -> None:
        call.answer()
        assert call.stream is not None
        call.stream.music("advisor")
        person = ScriptedCaller(call, CallListener(call))
        if self.manner == "hangs_up":
            await self._hear_out(person)
        else:
            await person.stays(self._talk_s)
        call.hang_up()
        self.talks += 1
        self.heard += "caller" in person.ear.heard

    async def _hear_out(self, person: ScriptedCaller) -> None:
        """Listen to the caller, talk and hang up: no advisor hangs up on a caller who is not yet connected."""
        began = time.time()
        try:
            await person.ear.hears("caller")
        except CallerGaveUp:
            if not person.call.is_over:
                self.in_vain.append(began)
        else:
            await person.stays(0.8)

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
