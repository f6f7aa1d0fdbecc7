"""The gateway process: the telephony gateway and the call driver.

Owns its lease, its mailbox and the order of start and stop. `calls.flow` decides what happens to a call. The site's
other campaigns, to which its calls may be transferred, are served here too (`calls.peers.peer`).

On a stop signal it drains: it accepts no new call and exits when the last one ends. After the configured limit, or on a
second signal, the remaining callers hear the apology.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from atencion.gateways.call_wiring import build_driver, build_practice_caller, open_intake
from atencion.gateways.draft_calls import DraftCalls
from atencion.gateways.metrics import InstrumentedGateway, MetricsPublisher, Probe, instrument_probe
from atencion.gateways.parts import GatewayParts, LocalGateway, keep_alive, make_gateway_parts
from atencion.gateways.site_changes import SiteChanges
from atencion.runtime.context import Context
from atencion.runtime.tasks import StopEvent, run_until
from call_router.errors import RouterAway, RouterError
from call_router.service import CallRouter
from calls.call import CallResumed, SystemFailure
from calls.draft_call.store import DraftCallStore
from calls.driver.driver import CallDriver
from calls.driver.leased_driver import LeasedDriver
from calls.driver.refused_traffic import Doorkeeper, write_pending, write_periodically
from calls.peers.peer import DRAINING_TTL_MS, Peers
from config.errors import ConfigError
from ivr.errors import IvrError
from storage.errors import StorageError
from telephony.metrics.meter import Meter, stable_gateway_name
from telephony.metrics.store import GatewayMetricsStore
from telephony.port import ABILITIES, Gateway, Record

if TYPE_CHECKING:
    from agent_api.recordings.intake import Intake

log = structlog.get_logger(__name__)

_APOLOGY_TIMEOUT_S = 12.0


async def run(context: Context, stop: StopEvent) -> None:
    """Serve calls until stopped and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another process declared this gateway dead; start again under a new name.
    """
    parts = await make_gateway_parts(context)
    gateway, meter = parts.gateway, Meter()
    instrumented = InstrumentedGateway(gateway, meter)
    changes = SiteChanges(context, parts.sounds, parts.add_sounds, parts.prepare_node)
    async with keep_alive(parts.lease, *parts.peer_leases):
        driver, peers = build_driver(
            context, instrumented, parts.lease, changes.peer_sounds.prepare, with_sounds=changes.with_sounds
        )
        # Before the first call: they load modules, and a busy machine does nothing else for seconds meanwhile.
        intake = _intake(context, gateway)
        practice = build_practice_caller(context, lambda: gateway.calls, changes.peer_sounds.load_practice)
        drafts = _draft_calls(context, instrumented, changes, parts)
        await instrumented.start(drafts.beside(peers.on_signal))
        if parts.resumes_calls:
            await _resume_calls(gateway, driver, peers)
    await _mark_accepting(context, gateway.name)
    leased = LeasedDriver(context.router, driver, partial(_repeat_draining, context.router, gateway.name, stop))
    work = {
        "drain": _drain(context.router, gateway, peers, stop, limit_s=context.settings.drain_s or 0),
        **leased.tasks(),
        **changes.tasks(),
        "peers": changes.serve_peers(peers),
        "drafts": drafts.run(),
        "figures": _metrics_publisher(context, gateway, parts.probe, meter).run(),
        **_refused_traffic_tasks(context, parts.screening_gateway),
        **{name: each.run() for name, each in (("recordings", intake), ("practice", practice)) if each is not None},
    }
    try:
        await run_until(asyncio.Event(), work)
    finally:
        await _stop(gateway, leased, peers, intake)
        if parts.screening_gateway is not None:
            await write_pending(context.router, parts.screening_gateway, context.sites.current.version, flush=True)


async def _mark_accepting(context: Context, name: str) -> None:
    with suppress(RouterAway):  # otherwise the draining mark expires
        await context.router.mark_accepting(name)
    log.info("gateway_up", gateway=name, sip_port=context.settings.sip_port)


def _draft_calls(
    context: Context, gateway: InstrumentedGateway, changes: SiteChanges, parts: GatewayParts
) -> DraftCalls:
    """Build the test number of drafts, which uses at most half of the gateway's calls."""
    return DraftCalls(
        gateway,
        DraftCallStore(context.redis, context.campaign),
        changes.load_draft_sounds,
        parts.sounds,
        parts.add_sounds,
        has_number=lambda: context.sites.current.publishing.test_number is not None,
        has_room=lambda: parts.gateway.calls <= max(1, context.settings.most_calls // 2),
        now=lambda: datetime.now(UTC),
    )


def _refused_traffic_tasks(context: Context, doorkeeper: Doorkeeper | None) -> dict[str, Coroutine[Any, Any, None]]:
    """Return the task that records the calls refused for their source."""
    if doorkeeper is None:
        return {}
    return {"traffic": write_periodically(context.router, doorkeeper, lambda: context.sites.current.version)}


def _intake(context: Context, gateway: Gateway) -> "Intake | None":
    """Open the intake of a gateway's recordings; None if it does not record. Raises as `open_intake`."""
    if Record not in ABILITIES[gateway.kind]:
        return None
    return open_intake(context.database.engine, context.vault, context.settings)


async def _stop(gateway: LocalGateway, leased: LeasedDriver, peers: Peers, intake: "Intake | None") -> None:
    """End the remaining calls, store their recordings, and release the leases."""
    await gateway.stop()
    await leased.driver.wait_until_idle()
    await peers.wait_until_idle()
    if intake is not None:
        await intake.finish()
    await leased.release()
    for peer in peers.members:
        await peer.release()


def _metrics_publisher(context: Context, gateway: LocalGateway, probe: Probe, meter: Meter) -> MetricsPublisher:
    store = GatewayMetricsStore(context.redis, context.campaign)

    async def calls() -> int:
        return gateway.calls

    return MetricsPublisher(
        store, stable_gateway_name(gateway.name), meter, probe=instrument_probe(meter, probe), calls=calls
    )


async def _resume_calls(gateway: LocalGateway, driver: CallDriver, peers: Peers) -> None:
    """Resume the calls that another process of this gateway left, those of other campaigns first."""
    for peer in peers.members:
        with suppress(RouterError, StorageError, ConfigError, IvrError):  # retried within a second
            await peer.open()
    await peers.resume()
    await driver.resume()
    for call_id in gateway.call_ids:  # a call that the log does not know is ended
        peers.post_to_owner(CallResumed(call_id=call_id))


async def _drain(router: CallRouter, gateway: LocalGateway, peers: Peers, stop: StopEvent, *, limit_s: float) -> None:
    """Wait for `stop`, then refuse new calls; return when the last call has ended or was ended at the limit."""
    await stop.wait()
    log.info("gateway_draining", gateway=gateway.name, calls=gateway.calls, at_most_s=limit_s)
    empty = asyncio.create_task(gateway.drain())
    hurried = asyncio.create_task(stop.at_once.wait())
    with suppress(RouterAway):
        await router.mark_draining(gateway.name, DRAINING_TTL_MS)
    await asyncio.wait({empty, hurried}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
    if gateway.calls:
        log.warning("calls_cut_short", gateway=gateway.name, calls=gateway.calls, told_again=hurried.done())
        for call_id in gateway.call_ids:
            peers.post_to_owner(SystemFailure(call_id=call_id))
        await asyncio.wait({empty}, timeout=_APOLOGY_TIMEOUT_S)
    empty.cancel()
    hurried.cancel()


async def _repeat_draining(router: CallRouter, gateway: str, stop: StopEvent) -> None:
    """Mark the gateway as draining again while it stops, because the mark expires."""
    if stop.is_set():
        await router.mark_draining(gateway, DRAINING_TTL_MS)
