"""The cloud gateway under its lease, and under the next lease when that is lost: the call drivers of one node.

Owns the lease that all nodes renew, the routing of signals to drivers, and the calls that a node or a lease left
behind. A stopping node leaves its calls to the others; `calls.flow` decides what happens to a call.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

import msgspec
import structlog

from atencion.gateways.call_wiring import GatewayDrivers
from atencion.runtime.tasks import run_until
from atencion.twilio.shared_lease import NodeRegistry, SharedName, acquire_shared_lease
from call_router.errors import LeaseLost, RouterAway, RouterError
from call_router.service import CallRouter
from calls.driver.lease import RENEW_INTERVAL_S, Lease
from calls.driver.leased_driver import LeasedDriver
from calls.driver.rescue import farewell
from calls.peers.peer import Peers
from storage.errors import StorageError
from telephony.port import CALLER, CallOffered, Gateway, Signal, TelephonyError
from telephony.twilio.call.held_call import HeldCall

log = structlog.get_logger(__name__)

LEASE_WAIT_LIMIT_S = 5.0
"""Longest wait of a signal for a lease; Twilio requires an answer within 15 s."""


class NoLease(TelephonyError):
    """This node may hold no calls now: it has no lease."""

    code = "no_name"
    retryable = True


class SharedCallStore(SharedName, Protocol):
    """The gateway's calls on all nodes, and its name."""

    async def load(self, call_id: str) -> HeldCall | None:
        """Return a call."""

    async def ids(self) -> list[str]:
        """Return the ids of all calls."""


class SharedGateway(Gateway, Protocol):
    """A gateway of several nodes."""

    async def refresh(self, call_id: str) -> None:
        """Reload a call that other nodes changed."""


class LeaseTerm(NamedTuple):
    """The term of one lease, with its call drivers."""

    lease: Lease
    drivers: GatewayDrivers


class LeasedGateway:
    """One node's part of the gateway.

    Args:
        router: of the campaign.
        gateway: renamed when a lease is lost.
        calls: of the gateway, on all nodes.
        nodes: of the gateway.
        build_driver: builds the call drivers of a lease.
        last_words: returns the apology of a line and its fallback number or None.
        serve_peers: runs the tasks of the other campaigns until cancelled.
    """

    def __init__(
        self,
        *,
        router: CallRouter,
        gateway: SharedGateway,
        calls: SharedCallStore,
        nodes: NodeRegistry,
        build_driver: Callable[[Lease], GatewayDrivers],
        last_words: Callable[[str], tuple[str, str | None]],
        serve_peers: Callable[[Peers], Coroutine[Any, Any, None]],
    ) -> None:
        self._router, self._gateway, self._calls, self._nodes = router, gateway, calls, nodes
        self._build_driver, self._last_words = build_driver, last_words
        self._serve_peers = serve_peers
        self._term: LeaseTerm | None = None
        self._changed = asyncio.Condition()
        self._left_behind = asyncio.Event()

    # Signals

    async def on_signal(self, signal: Signal) -> None:
        """Handle one signal of the gateway; return when it is processed, under any lease.

        Raises:
            NoLease: there is none.
        """
        lost_term: LeaseTerm | None = None
        while True:
            term = await self._current_term(lost_term)
            await term.drivers.peers.on_signal(_with_gateway_name(term.lease.gateway, signal))
            if not term.drivers.driver.fenced.is_set():
                return
            lost_term = term

    async def _current_term(self, lost_term: LeaseTerm | None) -> LeaseTerm:
        with suppress(TimeoutError):
            async with asyncio.timeout(LEASE_WAIT_LIMIT_S), self._changed:
                await self._changed.wait_for(lambda: self._term not in (None, lost_term))
        if self._term is None or self._term is lost_term:
            raise NoLease("this node has no lease")
        return self._term

    async def _set_term(self, term: LeaseTerm | None) -> None:
        async with self._changed:
            self._term = term
            self._changed.notify_all()

    # Tasks

    async def serve(self, stop: asyncio.Event) -> None:
        """Hold calls with the other nodes until `stop` is set, under one lease after another; then deregister."""
        await self._gateway.start(self.on_signal)
        while not stop.is_set():
            try:
                lease = await acquire_shared_lease(self._router, self._calls, self._gateway.kind)
            except (RouterAway, StorageError) as error:
                log.warning("no_name_yet", error=str(error))
                await asyncio.sleep(RENEW_INTERVAL_S / 2)
                continue
            await self._serve_under(lease, stop)
        await self._deregister()

    async def _serve_under(self, lease: Lease, stop: asyncio.Event) -> None:
        self._gateway.name = lease.gateway
        term = LeaseTerm(lease, self._build_driver(lease))
        self._left_behind.set()  # by nodes that this one never saw
        await self._set_term(term)
        log.info("gateway_up", gateway=lease.gateway)
        try:
            await run_until(asyncio.Event(), self._tasks(term, stop))
        except LeaseLost:
            term.drivers.driver.fenced.set()
            log.error("name_lost", gateway=lease.gateway)
        finally:
            if not stop.is_set():
                await self._set_term(None)

    def _tasks(self, term: LeaseTerm, stop: asyncio.Event) -> dict[str, Coroutine[Any, Any, None]]:
        driver, peers = term.drivers
        return {
            "stop": _wait_for_stop(stop),
            **LeasedDriver(self._router, driver, self._beat).tasks(),
            "left_behind": self._resume_left_behind(term),
            "peers": self._serve_peers(peers),
        }

    async def _beat(self) -> None:
        """Send this node's heartbeat; if another node is gone, resume the calls that it left."""
        if await self._nodes.heartbeat():
            log.warning("neighbour_gone", gateway=self._gateway.name)
            self._left_behind.set()

    async def _deregister(self) -> None:
        """Leave the calls to other nodes; if there is no other node and no call, release the lease."""
        term = self._term
        assert term is not None
        await term.drivers.driver.wait_until_idle()
        await term.drivers.peers.wait_until_idle()
        await self._gateway.stop()
        try:
            if await self._nodes.deregister() and not await self._calls.ids():
                await term.lease.release()
        except (LeaseLost, RouterAway, StorageError) as error:
            log.warning("lease_not_given_back", gateway=term.lease.gateway, error=str(error))

    # Calls left behind

    async def _resume_left_behind(self, term: LeaseTerm) -> None:
        """Process the pending work of a node that is gone, and end calls without a driver, until cancelled."""
        while True:
            await self._left_behind.wait()
            self._left_behind.clear()
            try:
                await self.resume_calls(term)
            except (RouterError, StorageError, TelephonyError) as error:
                log.warning("calls_not_taken_up", gateway=term.lease.gateway, error=repr(error))
                await asyncio.sleep(RENEW_INTERVAL_S)
                self._left_behind.set()

    async def resume_calls(self, term: LeaseTerm) -> None:
        """Resume every call of the gateway; end those of an earlier lease.

        Raises:
            RouterError: Valkey is away.
            StorageError: Valkey is away.
        """
        for call_id in await self._router.calls_of(term.lease.gateway):
            await term.drivers.driver.resume_call(call_id)
        for call_id in await self._calls.ids():
            call = await self._calls.load(call_id)
            if call is None or any(isinstance(signal, CallOffered) for signal in call.pending_signals):
                continue
            if (await self._router.load(call_id)).gateway != term.lease.gateway:
                await self._rescue(call)

    async def _rescue(self, call: HeldCall) -> None:
        """Play the apology on a call that no driver has."""
        log.warning("call_of_a_lost_name", call=call.id)
        sound, number = self._last_words(call.line) if CALLER in call.legs else ("", None)
        with suppress(TelephonyError):
            await self._gateway.send(farewell(f"{call.id}/lost", call.id, sound, number))


def _with_gateway_name(name: str, signal: Signal) -> Signal:
    """Give a call that arrived under an earlier lease the name of the current one."""
    return msgspec.structs.replace(signal, gateway=name) if isinstance(signal, CallOffered) else signal


async def _wait_for_stop(stop: asyncio.Event) -> None:
    await stop.wait()
