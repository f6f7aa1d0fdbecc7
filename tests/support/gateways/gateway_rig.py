"""What the contract suite needs of a gateway's surroundings: sounds, phones, and an ear at each of them.

Owns the harness that every gateway's rig implements, and the log of signals. It must not know how a gateway works:
the same tests run against a gateway without telephones and against one that speaks SIP on real sockets.
"""

import asyncio
import itertools
from collections import defaultdict
from typing import Any, Protocol

from telephony.port import AnyCommand, AnySignal, CallOffered, Command, Gateway

# Generous: a deadline here tells that something never came, not how fast it is.
DEADLINE_S = 10.0

# Each sound is one pure tone, by its key, in Hz, and how long it lasts, in seconds; so an ear can tell them apart.
SOUNDS: dict[str, tuple[int, float]] = {
    "greeting": (440, 30.0),
    "beep": (620, 0.5),
    "apology": (790, 0.6),
    "music": (330, 0.5),
    "hold-music": (530, 0.5),
}
# What each party says for as long as it is up, in Hz; the party has its leg's name.
VOICES: dict[str, int] = {"caller": 1020, "advisor-1": 1370, "advisor-2": 1710, "supervisor": 2390, "fallback": 2090}


class Party(Protocol):
    """The far end of a leg: a person with a phone."""

    async def hears(self, *names: str) -> None:
        """Return when it hears just these sounds and voices, none for silence; fail if it does not come to that."""
        ...

    async def press(self, digits: str) -> None:
        """Press keys, one after another."""
        ...

    async def received_digits(self, digits: str) -> None:
        """Return when its phone has been sent these digits."""
        ...

    async def hang_up(self) -> None:
        """Leave, before the answer or after it."""
        ...

    async def ended(self) -> int:
        """Return when the gateway has ended the leg: the SIP status with which it refused a caller, or 0."""
        ...


class Caller(Party, Protocol):
    """Who dialled in."""

    call_id: str


class Phone(Party, Protocol):
    """A phone that the gateway can call."""

    address: str

    async def rings(self) -> None:
        """Wait to be called, and say that it rings."""
        ...

    async def answers(self) -> None:
        """Be picked up."""
        ...

    async def refuses(self, status: int) -> None:
        """Wait to be called, and refuse with a SIP status."""
        ...

    async def stays_unanswered(self) -> None:
        """Let it ring until the gateway is tired of it."""
        ...


class GatewayRig(Protocol):
    """One gateway and the world around it. It holds two calls at most, and knows SOUNDS."""

    gateway: Gateway
    heard: "SignalLog"

    async def dial(self, line: str = "bogota") -> Caller:
        """A caller dials a line, and the gateway says so."""
        ...

    async def dial_refused(self) -> Caller:
        """A caller dials, and the gateway turns the call away at once."""
        ...

    async def phone(self, name: str) -> Phone:
        """A phone that nobody has called yet; its voice is that of VOICES by this name."""
        ...

    def unreachable_address(self) -> str:
        """An address where no phone is."""
        ...

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Let the gateway find out that nobody is at the address."""
        ...

    async def finish_sound(self, caller: Caller) -> None:
        """Let what the caller is being played come to its end."""
        ...

    async def let_collect_time_out(self, caller: Caller) -> None:
        """Let the caller press nothing for as long as the Collect waits."""
        ...

    def refusal_status(self, status: int) -> int:
        """What a caller learns of the status of SIP with which they are refused."""
        ...

    def disable_recording(self) -> None:
        """Let nothing be recorded any more, of a gateway that can."""
        ...


class SignalLog:
    """The signals given so far, each call's apart, and a way to wait for the next one."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, asyncio.Queue[AnySignal]] = defaultdict(asyncio.Queue)
        self._offered: asyncio.Queue[str] = asyncio.Queue()
        self.all: list[AnySignal] = []

    async def __call__(self, signal: AnySignal) -> None:
        """Take a signal: this is the handler that the gateway is started with."""
        self.all.append(signal)
        if isinstance(signal, CallOffered):
            self._offered.put_nowait(signal.call_id)
        self._calls[signal.call_id].put_nowait(signal)

    async def next_offered(self) -> str:
        """The id of the next call that is offered; fail if none is."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._offered.get()

    async def next(self, call_id: str) -> AnySignal:
        """The call's next signal; fail if none comes."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._calls[call_id].get()

    def unread(self, call_id: str) -> list[AnySignal]:
        """Take the signals of the call that nobody has taken yet."""
        queue = self._calls[call_id]
        return [queue.get_nowait() for _ in range(queue.qsize())]


class CommandSender:
    """Commands for one call, each with an id of its own."""

    def __init__(self, gateway: Gateway, call_id: str) -> None:
        self._gateway = gateway
        self.call_id = call_id
        self._count = itertools.count(1)

    def make_command(self, command: type[Command], **fields: Any) -> Any:
        """A command with the next id, not sent yet."""
        return command(id=f"{self.call_id}/{next(self._count)}", call_id=self.call_id, **fields)

    async def send(self, command: type[Command], **fields: Any) -> str:
        """Send a command; returns its id."""
        order: AnyCommand = self.make_command(command, **fields)
        await self._gateway.send(order)
        return order.id
