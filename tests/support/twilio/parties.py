"""People with phones: callers of the account's numbers, and called phones.

Owns their actions on behalf of a test, and waits for what they hear.
"""

import asyncio
from typing import TYPE_CHECKING

from tests.support.twilio.legs import Leg

if TYPE_CHECKING:
    from tests.support.twilio.exchange import Exchange

DEADLINE_S = 40.0


class Party:
    """The far end of a leg."""

    def __init__(self, exchange: "Exchange", label: str) -> None:
        self.exchange, self.label = exchange, label
        self._leg: Leg | None = None

    @property
    def leg(self) -> Leg:
        """Its newest leg.

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
        """Wait until it hears exactly these sounds and parties; fail at the deadline."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: leg.hears() == set(names), DEADLINE_S)
        assert so, f"{self.label} hears {sorted(leg.hears())}, not {sorted(names)}; {self.exchange.faults}"

    async def has_heard(self, sound: str) -> None:
        """Wait until it has heard a sound: a short one may be over already."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: sound in leg.played, DEADLINE_S)
        assert so, f"{self.label} was played {sorted(leg.played)}, not {sound}; {self.exchange.faults}"

    async def press(self, digits: str) -> None:
        """Press keys in order."""
        for key in digits:
            self.leg.press(key)
            await asyncio.sleep(0)

    async def received_digits(self, digits: str) -> None:
        """Wait until its phone has received these keys."""
        leg = self.leg
        so = await self.exchange.changes.wait_until(lambda: leg.received == digits, DEADLINE_S)
        assert so, f"{self.label} was sent {leg.received!r}, not {digits!r}"

    async def is_asked(self) -> None:
        """Wait until a Gather expects keys."""
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.gathering is not None, DEADLINE_S), "no Gather"

    async def hang_up(self) -> None:
        """Hang up; an unanswered call is canceled."""
        self.leg.end("completed" if self.leg.is_up else "canceled", 0 if self.leg.is_up else 487)

    async def ended(self) -> str:
        """Wait for the end of its leg and return the final status."""
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.is_over, DEADLINE_S), f"{self.label} is {leg.status}"
        return leg.status


class Caller(Party):
    """A caller who dialled."""

    def __init__(self, exchange: "Exchange", leg: Leg) -> None:
        super().__init__(exchange, leg.label)
        self._leg = leg

    @property
    def rejected(self) -> str:
        """The reason of a Reject, or nothing."""
        return self.leg.rejected


class Phone(Party):
    """A phone that can be called by its address, controlled by the test or automatic.

    Attributes:
        rings_after_s: seconds of the emulator's clock from the call to the automatic ringing.
        answers_after_s: seconds from there to the automatic answer.
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
        """Receive a call; a phone in a call is busy."""
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
        """Wait for one more call and return its leg."""
        so = await self.exchange.changes.wait_until(lambda: len(self.calls) > self._looked_at, DEADLINE_S)
        assert so, f"nobody calls {self.address}; {self.exchange.faults}"
        self._looked_at += 1
        return self.leg

    async def rings(self) -> None:
        """Wait for a call and let it ring."""
        (await self.is_rung()).rings()

    async def answers(self) -> None:
        """Answer the call."""
        await self._says(self.leg, 200)
        leg = self.leg
        assert await self.exchange.changes.wait_until(lambda: leg.is_up, DEADLINE_S), f"{self.label} is {leg.status}"

    async def refuses(self, status: int) -> None:
        """Wait for a call and refuse it with a SIP status."""
        await self._says(await self.is_rung(), status)

    async def stays_unanswered(self) -> None:
        """Let it ring until the caller gives up."""
        leg = self.leg
        if self.exchange.clock.manual and not leg.is_over:
            await self.exchange.clock.finish_wait(leg.sid, "ring")
        assert await self.exchange.changes.wait_until(lambda: leg.is_over, 700.0)

    async def _says(self, leg: Leg, status: int) -> None:
        if not leg.outcome.done():
            leg.outcome.set_result(status)
            await asyncio.sleep(0)
