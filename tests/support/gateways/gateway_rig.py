"""The surroundings that the contract suite needs of a gateway: sounds, and phones that report what they hear.

Owns the harness that every gateway's rig implements, and the log of signals. It must not know how a gateway works: the
same tests run against a gateway without telephones and against one with SIP on real sockets.
"""

import asyncio
import itertools
from collections import defaultdict
from typing import Any, Protocol

from telephony.port import AnyCommand, AnySignal, CallOffered, Command, Gateway

# Generous: a deadline here detects a missing event, not a slow one.
DEADLINE_S = 40.0

# Each sound's pure tone in Hz, so that a listener can distinguish them, and its length in seconds.
SOUNDS: dict[str, tuple[int, float]] = {
    "greeting": (440, 30.0),
    "beep": (620, 0.5),
    "apology": (790, 0.6),
    "music": (330, 0.5),
    "hold-music": (530, 0.5),
}
# Each party's constant tone in Hz, by the name of its leg.
VOICES: dict[str, int] = {"caller": 1020, "advisor-1": 1370, "advisor-2": 1710, "supervisor": 2390, "fallback": 2090}


class Party(Protocol):
    """The far end of a leg: a person with a phone."""

    async def hears(self, *names: str) -> None:
        """Wait until it hears exactly these sounds and voices (none: silence); fail at the deadline."""
        ...

    async def press(self, digits: str) -> None:
        """Press keys in order."""
        ...

    async def received_digits(self, digits: str) -> None:
        """Wait until its phone has received these digits."""
        ...

    async def hang_up(self) -> None:
        """Hang up, before or after the answer."""
        ...

    async def ended(self) -> int:
        """Wait until the gateway ends the leg; return the SIP status of a refused caller, or 0."""
        ...


class Caller(Party, Protocol):
    """A caller who dialled in."""

    call_id: str


class Phone(Party, Protocol):
    """A phone that the gateway can call."""

    address: str

    async def rings(self) -> None:
        """Wait for the call and let it ring."""
        ...

    async def answers(self) -> None:
        """Answer the call."""
        ...

    async def refuses(self, status: int) -> None:
        """Wait for the call and refuse it with a SIP status."""
        ...

    async def stays_unanswered(self) -> None:
        """Let it ring until the gateway gives up."""
        ...


class GatewayRig(Protocol):
    """One gateway and its surroundings. It holds two calls at most, and knows SOUNDS."""

    gateway: Gateway
    heard: "SignalLog"

    async def dial(self, line: str = "bogota") -> Caller:
        """Dial a line as a caller; the gateway offers the call."""
        ...

    async def dial_refused(self) -> Caller:
        """Dial as a caller whom the gateway refuses at once."""
        ...

    async def phone(self, name: str) -> Phone:
        """Return a phone without a call; its voice is the one in VOICES with this name."""
        ...

    def unreachable_address(self) -> str:
        """Return an address without a phone."""
        ...

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Let the gateway detect that the address has no phone."""
        ...

    async def finish_sound(self, caller: Caller) -> None:
        """Let the caller's current sound end."""
        ...

    async def let_collect_time_out(self, caller: Caller) -> None:
        """Let the Collect time out without a key."""
        ...

    def refusal_status(self, status: int) -> int:
        """Return the status that a refused caller gets for a SIP status."""
        ...

    def disable_recording(self) -> None:
        """Disable recording, of a gateway that can record."""
        ...


class SignalLog:
    """The signals so far, separated by call, with a way to wait for the next one."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, asyncio.Queue[AnySignal]] = defaultdict(asyncio.Queue)
        self._offered: asyncio.Queue[str] = asyncio.Queue()
        self.all: list[AnySignal] = []

    async def __call__(self, signal: AnySignal) -> None:
        """Store a signal; the gateway is started with this handler."""
        self.all.append(signal)
        if isinstance(signal, CallOffered):
            self._offered.put_nowait(signal.call_id)
        self._calls[signal.call_id].put_nowait(signal)

    async def next_offered(self) -> str:
        """Return the id of the next offered call; fail at the deadline."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._offered.get()

    async def next(self, call_id: str) -> AnySignal:
        """Return the call's next signal; fail at the deadline."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._calls[call_id].get()

    def unread(self, call_id: str) -> list[AnySignal]:
        """Return and remove the unread signals of the call."""
        queue = self._calls[call_id]
        return [queue.get_nowait() for _ in range(queue.qsize())]


class CommandSender:
    """Commands for one call, each with its own id."""

    def __init__(self, gateway: Gateway, call_id: str) -> None:
        self._gateway = gateway
        self.call_id = call_id
        self._count = itertools.count(1)

    def make_command(self, command: type[Command], **fields: Any) -> Any:
        """Return a command with the next id, without sending it."""
        return command(id=f"{self.call_id}/{next(self._count)}", call_id=self.call_id, **fields)

    async def send(self, command: type[Command], **fields: Any) -> str:
        """Send a command and return its id."""
        order: AnyCommand = self.make_command(command, **fields)
        await self._gateway.send(order)
        return order.id
