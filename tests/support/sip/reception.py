"""The smallest driver that can serve a call: greet, collect one key, ring one phone, bridge, hang up.

Owns nothing but the reaction to each signal. It replaces the call driver in tests that are about SIP alone.
"""

import asyncio
import itertools
from typing import Any, TypeVar

from telephony import port
from telephony.port import CALLER, AnySignal, Gateway
from tests.support.sip.call_audio import tone, ulaw_to_alaw

LINES = {
    "6015550100": "bogota",
    "bogota": "bogota",
    "018000555010": "nacional",
    "nacional": "nacional",
    "6015550199": "quejas",
    "quejas": "quejas",
}
GREETING_HZ = 440
Kind = TypeVar("Kind", bound=port.Signal)


class GreetingSounds:
    """The sounds of a reception: one tone for every key."""

    def ulaw(self, key: str) -> bytes:
        """Return ten seconds of the tone, in u-law."""
        return tone(GREETING_HZ, 10.0)

    def alaw(self, key: str) -> bytes:
        """Return ten seconds of the tone, in A-law."""
        return ulaw_to_alaw(self.ulaw(key))


class Reception:
    """A driver that serves every call of a gateway in the same way.

    Args:
        gateway: with the calls to serve.
        phone: SIP URI of the advisor's phone.
        answers: whether calls are answered, or left ringing.
        ring_s: how long the advisor's phone rings.

    Attributes:
        heard: every signal, in order.
    """

    def __init__(self, gateway: Gateway, phone: str = "", *, answers: bool = True, ring_s: float = 15.0) -> None:
        self.heard: list[AnySignal] = []
        self._gateway = gateway
        self._phone = phone
        self._answers = answers
        self._ring_s = ring_s
        self._count = itertools.count(1)
        self._signal_received = asyncio.Event()

    async def __call__(self, signal: AnySignal) -> None:
        """React to a signal; the gateway is started with this handler."""
        self.heard.append(signal)
        self._signal_received.set()
        match signal:
            case port.CallOffered(refused=None) if self._answers:
                await self._greet(signal.call_id)
            case port.DigitsCollected(digits="1") if self._phone:
                await self._ask(port.Ring, signal.call_id, "advisor-1", address=self._phone, timeout_s=self._ring_s)
            case port.LegAnswered():
                await self._ask(port.Bridge, signal.call_id, other="advisor-1")
            case port.LegFailed() | port.LegHungUp(leg="advisor-1"):
                await self._ask(port.Hangup, signal.call_id)
            case port.LegHungUp(leg="caller"):
                await self._ask(port.Hangup, signal.call_id, leg="advisor-1")

    async def wait_for(self, kind: type[Kind]) -> Kind:
        """Return the first signal of a kind; wait if there is none yet."""
        while not (signals := self.all(kind)):
            await self.next()
        return signals[0]

    async def next(self) -> None:
        """Wait for the next signal."""
        self._signal_received.clear()
        async with asyncio.timeout(30):
            await self._signal_received.wait()

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Return the signals of a kind."""
        return [signal for signal in self.heard if isinstance(signal, kind)]

    async def _greet(self, call_id: str) -> None:
        await self._ask(port.Answer, call_id)
        await self._ask(port.Play, call_id, sounds=("greeting",), interruptible=True)
        await self._ask(port.Collect, call_id, first_digit_s=30.0)

    async def _ask(self, command: type[port.Command], call_id: str, leg: str = CALLER, **fields: Any) -> None:
        if self._gateway.holds(call_id):
            order: Any = command(id=f"{call_id}/{next(self._count)}", call_id=call_id, leg=leg, **fields)
            try:
                await self._gateway.send(order)
            except port.UnknownLeg:
                return  # the caller left first
