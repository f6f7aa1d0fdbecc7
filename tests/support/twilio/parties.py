"""People with phones: who dials a number of the account, and whose phone it can ring.

Owns what a test does in their place, and waits for what they hear.
"""

import asyncio
from typing import TYPE_CHECKING

from tests.support.twilio.legs import Leg

if TYPE_CHECKING:
    from tests.support.twilio.exchange import Exchange

DEADLINE_S = 10.0


class Party:
    """The far end of a leg."""

    def __init__(self, exchange: "Exchange", label: str) -> None:
        self.exchange, self.label = exchange, label
        self._leg: Leg | None = None

    @property
    def leg(self) -> Leg:
        """Its leg, the newest.

        Raises:
            AssertionError: it never had one.
        """
        assert self._leg, f"nobody calls {self.label}"
        return self._leg

    @property
    def call_sid(self) -> str:
        """Its leg's sid."""
        return self.leg.sid

    async def hears(self, *names: str) -> None:
        """Return when it hears just these sounds and people; fail if it does not come to that."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: leg.hears() == set(names), DEADLINE_S)
        assert so, f"{self.label} hears {sorted(leg.hears())}, not {sorted(names)}; {self.exchange.faults}"

    async def has_heard(self, sound: str) -> None:
        """Return when it hears a sound or has heard it: one that is short may be over before anybody looks."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: sound in leg.played, DEADLINE_S)
        assert so, f"{self.label} was played {sorted(leg.played)}, not {sound}; {self.exchange.faults}"

    async def press(self, digits: str) -> None:
        """Press keys, one after another."""
        for key in digits:
            self.leg.press(key)
            await asyncio.sleep(0)

    async def received_digits(self, digits: str) -> None:
        """Return when its phone has been sent these keys."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: leg.received == digits, DEADLINE_S)
        assert so, f"{self.label} was sent {leg.received!r}, not {digits!r}"

    async def is_asked(self) -> None:
        """Return when a Gather waits for its keys."""
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.gathering is not None, DEADLINE_S), "no Gather"

    async def hang_up(self) -> None:
        """Leave: a call that was not picked up is canceled."""
        self.leg.end("completed" if self.leg.is_up else "canceled", 0 if self.leg.is_up else 487)

    async def ended(self) -> str:
        """Return when its leg is over: the status that it ended with."""
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.is_over, DEADLINE_S), f"{self.label} is {leg.status}"
        return leg.status


class Caller(Party):
    """Who dialled."""

    def __init__(self, exchange: "Exchange", leg: Leg) -> None:
        super().__init__(exchange, leg.label)
        self._leg = leg

    @property
    def rejected(self) -> str:
        """The reason of a Reject, or nothing."""
        return self.leg.rejected


class Phone(Party):
    """A phone that can be called, by its address. It does what the test says, or by itself.

    Attributes:
        rings_after_s: rings by itself, so many seconds of the stand-in's clock after it is called.
        answers_after_s: is picked up by itself, so long after that.
    """

    def __init__(self, exchange: "Exchange", address: str, label: str) -> None:
        super().__init__(exchange, label)
        self.address = address
        self.calls: list[Leg] = []
        self.rings_after_s: float | None = None
        self.answers_after_s: float | None = None
        self._looked_at = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def is_called(self, leg: Leg) -> None:
        """A leg calls it. A phone in a call is busy."""
        if self._leg and self._leg.is_up:
            leg.outcome.set_result(486)
            return
        self._leg = leg
        self.calls.append(leg)
        self.exchange.changes.notify()
        if self.rings_after_s is not None:
            task = asyncio.create_task(self._by_itself(leg))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _by_itself(self, leg: Leg) -> None:
        speed = self.exchange.clock.speed
        await asyncio.sleep((self.rings_after_s or 0.0) / speed)
        if not leg.is_over:
            leg.rings()
        if self.answers_after_s is not None:
            await asyncio.sleep(self.answers_after_s / speed)
            await self._says(leg, 200)

    async def is_rung(self) -> Leg:
        """Wait to be called once more than before; its leg."""
        so = await self.exchange.changes.wait_until(lambda: len(self.calls) > self._looked_at, DEADLINE_S)
        assert so, f"nobody calls {self.address}; {self.exchange.faults}"
        self._looked_at += 1
        return self.leg

    async def rings(self) -> None:
        """Wait to be called, and say that it rings."""
        (await self.is_rung()).rings()

    async def answers(self) -> None:
        """Be picked up."""
        await self._says(self.leg, 200)
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.is_up, DEADLINE_S), f"{self.label} is {leg.status}"

    async def refuses(self, status: int) -> None:
        """Wait to be called, and refuse with a SIP status."""
        await self._says(await self.is_rung(), status)

    async def stays_unanswered(self) -> None:
        """Let it ring until whoever calls is tired of it."""
        leg = self.leg
        if self.exchange.clock.manual and not leg.is_over:
            await self.exchange.clock.finish_wait(leg.sid, "ring")
        assert await self.exchange.changes.wait_until(lambda: leg.is_over, 700.0)

    async def _says(self, leg: Leg, status: int) -> None:
        if not leg.outcome.done():
            leg.outcome.set_result(status)
            await asyncio.sleep(0)
