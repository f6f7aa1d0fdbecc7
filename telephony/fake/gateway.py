"""The fake gateway: the whole telephony port in memory, with a test in place of the telephone network.

Owns the calls, and the undelivered signals. Both survive their driver: start the gateway again with the next driver's
handler, and the calls continue. It must not use a clock, thread or socket; the test triggers timed events (the end of
a sound, a silence, an unanswered phone) by a method.
"""

import asyncio
from collections import deque

from telephony import port
from telephony.fake.call import FakeCall
from telephony.fake.leg import Audio, EventNotPossible, Leg, LegState
from telephony.port import ABILITIES, CALLER, AnyCommand, AnySignal, LegFailure, SignalHandler
from telephony.port.commands import required_sounds

__all__ = ["EventNotPossible", "FakeGateway"]


class _CallMailbox:
    """The undelivered signals of one call, and the task that delivers them."""

    def __init__(self) -> None:
        self.waiting: deque[AnySignal] = deque()
        self.lock = asyncio.Lock()
        self.deliverer: asyncio.Task[object] | None = None

    def remove(self, signal: AnySignal) -> None:
        """Remove a delivered signal, unless `lose_signals` has removed it."""
        if self.waiting and self.waiting[0] is signal:
            self.waiting.popleft()


class FakeGateway:
    """A gateway without telephones.

    Args:
        name: unique among the gateways of a test; also the prefix of its calls' ids.
        sounds: None accepts every key.
        max_calls: capacity; further calls are refused for ``capacity``. None is unlimited.

    Attributes:
        records: it can record; if not, each Record results in NotRecorded.
        failures: exceptions of handlers for signals of a command; for other signals the test's own call raises them.
    """

    kind = "fake"

    def __init__(
        self, name: str = "fake-1", *, sounds: port.Sounds | None = None, max_calls: int | None = None
    ) -> None:
        self.name = name
        self.records = True
        self.executed_commands: list[AnyCommand] = []
        self.delivered_signals: list[AnySignal] = []
        self.failures: list[BaseException] = []
        self._sounds = sounds
        self._max_calls = max_calls
        self._calls: dict[str, FakeCall] = {}
        self._mailboxes: dict[str, _CallMailbox] = {}
        self._handler: SignalHandler | None = None
        self._executed_ids: set[tuple[str, str]] = set()
        self._draining = False
        self._empty = asyncio.Event()
        self._empty.set()
        self._call_count = 0
        self._deliveries: set[asyncio.Task[None]] = set()

    # The port.

    async def start(self, on_signal: SignalHandler) -> None:
        """Send signals to this handler from now on, beginning with the undelivered ones."""
        self._handler = on_signal
        self._draining = False
        for call_id in list(self._mailboxes):
            await self._deliver(call_id)

    async def send(self, command: AnyCommand) -> None:
        """Carry out a command, once per id; its signals follow after this returns.

        Raises:
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            UnknownSound: the Sounds do not have one of its keys.
        """
        if (command.call_id, command.id) in self._executed_ids:
            return
        self._check(command)
        if isinstance(command, port.Ring) and command.opens and not self.holds(command.call_id):
            self._calls[command.call_id] = FakeCall(command.call_id, None)
            self._empty.clear()
        signals = self._execute(command)
        self._executed_ids.add((command.call_id, command.id))
        self.executed_commands.append(command)
        self._enqueue(command.call_id, signals)
        if signals:
            self._deliver_soon(command.call_id)

    def _execute(self, command: AnyCommand) -> list[AnySignal]:
        call = self.call(command.call_id)
        if not isinstance(command, port.Record) or self.records:
            return call.execute(command)
        call.answered_leg(command.leg)
        return [port.NotRecorded(call_id=call.id, recording_id=command.recording_id, leg=command.leg)]

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call, or this leg of it, is held here."""
        call = self._calls.get(call_id)
        return call is not None and (not leg or leg in call.legs)

    async def drain(self) -> None:
        """Refuse new calls as ``draining``; return when the last one has ended."""
        self._draining = True
        await self._empty.wait()

    async def stop(self) -> None:
        """Hang up the remaining calls with their signals; no more signals follow."""
        for call_id, call in list(self._calls.items()):
            for leg in list(call.legs):
                if leg in call.legs:
                    self._enqueue(call_id, call.end(leg, "shutdown"))
            await self._deliver(call_id)
        self._handler = None

    # The telephone network, driven by a test. Each method returns when the driver has handled the resulting signals.

    async def dial_in(self, line: str, caller: str = "3001234567", *, source_listed: bool = True) -> str:
        """Let a caller dial a line; return the call's id, even if it was refused."""
        self._call_count += 1
        call_id = f"{self.name}-{self._call_count}"
        refused = self._refusal()
        if refused is None:
            self._calls[call_id] = FakeCall(call_id, caller)
            self._empty.clear()
        offered = port.CallOffered(
            call_id=call_id,
            line=line,
            caller=caller,
            gateway=self.name,
            refused=refused,
            source_listed=source_listed,
        )
        await self._emit(call_id, [offered])
        return call_id

    async def press(self, call_id: str, digits: str, leg: str = CALLER) -> None:
        """Press keys in sequence."""
        for digit in digits:
            await self._emit(call_id, self.call(call_id).press(digit, leg))

    async def finish_playing(self, call_id: str, leg: str = CALLER) -> None:
        """Finish the sounds being played. Raises EventNotPossible if there are none."""
        await self._emit(call_id, self.call(call_id).finish_playing(leg))

    async def time_out_collect(self, call_id: str, leg: str = CALLER) -> None:
        """End the Collect by timeout. Raises EventNotPossible if there is none, or its Play is not over."""
        await self._emit(call_id, self.call(call_id).time_out_collect(leg))

    async def phone_rings(self, call_id: str, leg: str) -> None:
        """Let the called phone ring."""
        await self._emit(call_id, self.call(call_id).phone_rings(leg))

    async def phone_answers(self, call_id: str, leg: str) -> None:
        """Let the called phone answer."""
        await self._emit(call_id, self.call(call_id).phone_answers(leg))

    async def phone_answers_and_leaves(self, call_id: str, leg: str) -> None:
        """Let the called phone answer and hang up before the driver receives either signal."""
        call = self.call(call_id)
        await self._emit(call_id, [*call.phone_answers(leg), *call.hang_up(leg)])

    async def phone_fails(self, call_id: str, leg: str, cause: LegFailure) -> None:
        """Let the called phone fail; ``no_answer`` is the Ring's timeout."""
        await self._emit(call_id, self.call(call_id).phone_fails(leg, cause))

    async def hang_up(self, call_id: str, leg: str = CALLER, cause: port.HangupCause = "normal") -> None:
        """End a leg from its far end, or lose it in the network."""
        await self._emit(call_id, self.call(call_id).hang_up(leg, cause))

    def disconnect_handler(self) -> None:
        """Disconnect the driver: signals wait until `start` sets the next handler."""
        self._handler = None

    def lose_signals(self) -> None:
        """Drop the undelivered signals, like a network that does not repeat them."""
        for mail in self._mailboxes.values():
            mail.waiting.clear()

    async def wait_delivered(self, call_id: str) -> None:
        """Wait until the driver has handled every deliverable signal of the call."""
        await self._deliver(call_id)

    # State for tests

    def call(self, call_id: str) -> FakeCall:
        """Return the call.

        Raises:
            UnknownLeg: it has ended, or never existed.
        """
        try:
            return self._calls[call_id]
        except KeyError:
            raise port.UnknownLeg(f"the gateway {self.name!r} holds no call {call_id!r}") from None

    def calls(self) -> tuple[str, ...]:
        """Return the ids of the calls in progress, oldest first."""
        return tuple(self._calls)

    def legs(self, call_id: str) -> dict[str, LegState]:
        """Return the state of each leg; empty if the call has ended."""
        call = self._calls.get(call_id)
        return {name: leg.state for name, leg in call.legs.items()} if call else {}

    def leg(self, call_id: str, leg: str = CALLER) -> Leg:
        """Return one leg. Raises UnknownLeg."""
        return self.call(call_id).leg(leg)

    def audible_to(self, call_id: str, leg: str = CALLER) -> Audio:
        """Return what the leg hears now. Raises UnknownLeg."""
        return self.call(call_id).audible_to(leg)

    def undelivered(self, call_id: str) -> tuple[AnySignal, ...]:
        """Return the undelivered signals of the call."""
        mail = self._mailboxes.get(call_id)
        return tuple(mail.waiting) if mail else ()

    # Delivery: one signal at a time per call, in order, never inside `send`.

    def _refusal(self) -> str | None:
        if self._draining:
            return "draining"
        full = self._max_calls is not None and len(self._calls) >= self._max_calls
        return "capacity" if full else None

    def _check(self, command: AnyCommand) -> None:
        if type(command) not in ABILITIES[self.kind]:
            raise port.Unsupported(self.kind, type(command))
        if self._sounds is None:
            return
        for key in required_sounds(command):
            self._sounds.ulaw(key)

    async def _emit(self, call_id: str, signals: list[AnySignal]) -> None:
        self._enqueue(call_id, signals)
        await self._deliver(call_id)

    def _enqueue(self, call_id: str, signals: list[AnySignal]) -> None:
        call = self._calls.get(call_id)
        if call is None or not call.is_rescued:
            self._mailboxes.setdefault(call_id, _CallMailbox()).waiting.extend(signals)
        if call and not call.legs:
            del self._calls[call_id]
        if not self._calls:
            self._empty.set()

    def _deliver_soon(self, call_id: str) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(call_id), name=f"signals of {call_id}")
        self._deliveries.add(task)
        task.add_done_callback(self._on_delivered)

    def _on_delivered(self, task: asyncio.Task[None]) -> None:
        self._deliveries.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self.failures.append(failure)

    async def _deliver(self, call_id: str) -> None:
        mail = self._mailboxes.setdefault(call_id, _CallMailbox())
        # A handler may call the network itself: its own delivery loop sends what follows, so do not wait for it here.
        if mail.deliverer is asyncio.current_task():
            return
        async with mail.lock:
            mail.deliverer = asyncio.current_task()
            try:
                await self._deliver_all(mail)
            finally:
                mail.deliverer = None

    async def _deliver_all(self, mailbox: _CallMailbox) -> None:
        while mailbox.waiting and self._handler is not None:
            signal = mailbox.waiting[0]
            self.delivered_signals.append(signal)
            try:
                await self._handler(signal)
            except Exception:
                mailbox.remove(signal)
                raise
            # Not reached if the driver died meanwhile (cancelled, killed): the next one receives the signal again.
            mailbox.remove(signal)
