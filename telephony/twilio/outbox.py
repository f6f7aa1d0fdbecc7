"""The outbox of held calls: signals for the driver and requests for Twilio, each in order.

Owns at-least-once delivery: both are stored before they are carried out and removed afterwards, so another node
continues for a failed one; but a phone is never called twice. `held_call` and `desired_state` decide what a call
does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

import structlog

from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony import port
from telephony.background_tasks import BackgroundTasks
from telephony.metrics.meter import Counters
from telephony.port import SignalHandler
from telephony.twilio.call import desired_state, metrics
from telephony.twilio.call.desired_state import RequestTemplates
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.requests import (
    AnyRequest,
    BeginCall,
    BeginRecording,
    EndCall,
    EndRecording,
    Redo,
    RequestOutcome,
)
from telephony.twilio.call_store import CallStore

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

SCAN_INTERVAL_S = 1.0
_ABANDONED_AFTER_S = 3.0
"""Age in seconds at which an undelivered signal or request counts as left by a failed node."""
_REQUEST_LEASE_S = 3.0
"""Seconds of the lease that a node holds, and renews, while it carries out a request."""


class RequestProvider(Protocol):
    """Carries out requests."""

    async def execute(self, request: AnyRequest) -> RequestOutcome:
        """Send a request to Twilio."""
        ...


class CallOutbox:
    """The outbox of one node.

    Args:
        clock: seconds, the same for all nodes.

    Attributes:
        handler: receives the signals; None before start and after stop.
    """

    def __init__(
        self,
        calls: CallStore,
        provider: RequestProvider,
        templates: RequestTemplates,
        clock: Callable[[], float],
        execute_commands: Callable[[str], Awaitable[None]],
        *,
        counts: Counters,
    ) -> None:
        self.handler: SignalHandler | None = None
        self._calls = calls
        self._provider = provider
        self._templates = templates
        self._clock = clock
        self._execute_commands = execute_commands
        self._counts = counts
        self._legs: dict[str, frozenset[str]] = {}
        self._delivery_locks: dict[str, asyncio.Lock] = {}
        self._request_locks: dict[str, asyncio.Lock] = {}
        self.tasks = BackgroundTasks()

    def legs(self, call_id: str) -> frozenset[str]:
        """Return the legs of a call as this node last saw them."""
        return self._legs.get(call_id, frozenset())

    @property
    def is_idle(self) -> bool:
        """Whether no task is running."""
        return not self.tasks.running

    async def change(self, call_id: str, update: Callable[[HeldCall | None], tuple[HeldCall | None, Result]]) -> Result:
        """Change a call, and plan the requests that follow. See `CallStore.change`."""

        def apply(call: HeldCall | None) -> tuple[HeldCall | None, Result]:
            call, result = update(call)
            if call is not None:
                desired_state.plan_requests(call, self._clock(), self._templates)
            return call, result

        call, result = await self._calls.change(call_id, lambda call: _returning_call(*apply(call)))
        self._remember_legs(call_id, call)
        return result

    async def refresh(self, call_id: str) -> None:
        """Load the current legs of a call. Raises StorageError."""
        self._remember_legs(call_id, await self._calls.load(call_id))

    def _remember_legs(self, call_id: str, call: HeldCall | None) -> None:
        if call is not None and call.legs:
            self._legs[call_id] = frozenset(call.legs)
        else:
            self._legs.pop(call_id, None)

    async def emit(self, signal: port.AnySignal) -> None:
        """Send one signal of a call that need not be held."""
        if self.handler is not None:
            await self.handler(signal)

    async def flush(self, call_id: str) -> None:
        """Deliver the pending signals of a call, then send its pending requests."""
        await self.deliver_signals(call_id)
        await self._send_requests(call_id)

    async def deliver_signals(self, call_id: str) -> None:
        """Deliver the signals of a call, and carry out at once the commands that follow."""
        async with self._delivery_locks.setdefault(call_id, asyncio.Lock()):
            while (call := await self._calls.load(call_id)) and call.pending_signals and self.handler:
                signal = call.pending_signals[0]
                await self.handler(signal)
                await self._execute_commands(call_id)
                await self._remove_delivered(call_id, signal)
        if call is None:
            self._forget_lock(call_id)

    async def _remove_delivered(self, call_id: str, signal: port.AnySignal) -> None:
        """Remove a delivered signal; the node that removes it counts it."""

        def remove_signal(call: HeldCall | None) -> tuple[HeldCall | None, metrics.DeliveredSignal | None]:
            if call is None or signal not in call.pending_signals:
                return call, None
            delivery = metrics.measure(call, signal, self._clock())
            call.pending_signals.remove(signal)
            call.update_pending_since()
            return call, delivery

        if (delivery := await self.change(call_id, remove_signal)) is not None:
            metrics.record(self._counts, delivery)

    def _forget_lock(self, call_id: str) -> None:
        if (lock := self._delivery_locks.get(call_id)) and not lock.locked():
            del self._delivery_locks[call_id]

    async def _send_requests(self, call_id: str) -> None:
        """Send the requests of a call one by one. A phone call waits for the rate limit in a task of its own."""
        async with self._request_locks.setdefault(call_id, asyncio.Lock()):
            while (request := await self.change(call_id, self._next_request)) is not None:
                if isinstance(request, BeginCall):
                    self.tasks.start(self._execute_and_flush(request), "call to begin")
                    continue
                await self._execute(request)
                await self.deliver_signals(call_id)
        if call_id not in self._legs:
            self._request_locks.pop(call_id, None)

    def _next_request(self, call: HeldCall | None) -> tuple[HeldCall | None, AnyRequest | None]:
        """Return the next request unless another node holds the lease; remove one that must not be repeated first."""
        if call is None or not call.pending_requests or call.request_lease_until > self._clock():
            return call, None
        request = call.pending_requests[0]
        if isinstance(request, BeginCall | BeginRecording | EndRecording):
            call.pending_requests.remove(request)
        if not isinstance(request, BeginCall):
            self._renew_lease(call)
        return call, request

    async def _execute_and_flush(self, request: BeginCall) -> None:
        await self._execute(request)
        await self.flush(request.call_id)

    async def _execute(self, request: AnyRequest) -> None:
        async with self._hold_lease(request):
            outcome = await self._provider.execute(request)
        if not outcome.is_done:
            log.warning("request_refused", request=type(request).__name__, call=request.call_id, code=outcome.refused)
        await self.change(request.call_id, lambda call: _apply_outcome(call, request, outcome))

    @asynccontextmanager
    async def _hold_lease(self, request: AnyRequest) -> AsyncIterator[None]:
        """Hold the lease on the next request; it expires soon after this node fails."""

        async def renew_periodically() -> None:
            while True:
                await asyncio.sleep(_REQUEST_LEASE_S / 3)
                await self.change(request.call_id, self._renew_lease)

        keeping = None if isinstance(request, BeginCall) else asyncio.create_task(renew_periodically())
        try:
            yield
        finally:
            if keeping is not None:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)

    def _renew_lease(self, call: HeldCall | None) -> tuple[HeldCall | None, None]:
        if call is not None:
            call.request_lease_until = self._clock() + _REQUEST_LEASE_S
        return call, None

    async def resume_abandoned(self) -> None:
        """Continue the calls of failed nodes. Raises StorageError."""
        known_calls = set(self._legs)
        stored_calls = await self._calls.ids()
        for call_id in known_calls.difference(stored_calls):  # ended by other nodes
            self._remember_legs(call_id, None)
            self._forget_lock(call_id)
        for call_id in stored_calls:
            call = await self._calls.load(call_id)
            self._remember_legs(call_id, call)
            if call is None:
                await self._calls.forget(call_id)
            elif call.pending_since and call.pending_since + _ABANDONED_AFTER_S < self._clock():
                await self.flush(call_id)

    async def run(self) -> None:
        """Continue abandoned calls regularly, until cancelled."""
        await run_periodically(
            self.resume_abandoned,
            interval_s=SCAN_INTERVAL_S,
            initial_delay_s=SCAN_INTERVAL_S,
            retryable_errors=(StorageError,),
            failure_event="calls_not_looked_after",
        )

    async def stop(self) -> None:
        """Stop delivery; another node continues."""
        self.handler = None
        await self.tasks.cancel()


def _returning_call(call: HeldCall | None, result: Result) -> tuple[HeldCall | None, tuple[HeldCall | None, Result]]:
    return call, (call, result)


def _apply_outcome(call: HeldCall | None, request: AnyRequest, outcome: RequestOutcome) -> tuple[HeldCall | None, None]:
    if call is None:
        return None, None
    if not isinstance(request, BeginCall):
        call.request_lease_until = 0.0
    if request in call.pending_requests:
        call.pending_requests.remove(request)
    leg = call.legs.get(request.leg)
    if not outcome.is_done:
        if isinstance(request, BeginRecording):
            call.fail_recording(request.recording_id, request.leg)
        elif isinstance(request, BeginCall) or (outcome.is_gone and isinstance(request, Redo | EndCall)):
            call.end_leg(request.leg, "failed")
    elif isinstance(request, BeginCall) and leg is not None and not leg.sid:
        leg.sid = outcome.sid
    call.update_pending_since()
    return call, None
