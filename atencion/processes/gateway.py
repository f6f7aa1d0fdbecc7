"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `calls.flow`'s. The other
campaigns of the site, to which its calls may be sent on, are served beside its own (`calls.peers.peer`).

Told to stop, it drains: it takes no new call, and leaves when its last one ends. After the bound of the settings, or
when it is told again, who is still on the line hears the apology.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from atencion.gateways.call_wiring import build_driver, open_intake
from atencion.gateways.metrics import InstrumentedGateway, MetricsPublisher, Probe, instrument_probe
from atencion.gateways.parts import LocalGateway, make_gateway_parts
from atencion.runtime.context import Context
from atencion.runtime.tasks import StopEvent, run_until
from call_router.errors import RouterAway, RouterError
from call_router.service import CallRouter
from calls.call import CallResumed, SystemFailure
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
    """Serve calls until told to stop and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    parts = await make_gateway_parts(context)
    gateway, meter = parts.gateway, Meter()
    instrumented = InstrumentedGateway(gateway, meter)
    driver, peers = build_driver(context, instrumented, parts.lease, parts.sounds, parts.add_sounds)
    await instrumented.start(peers.on_signal)
    if parts.resumes_calls:
        await _resume_calls(gateway, driver, peers)
    with suppress(RouterAway):  # then that it does not yet take calls runs out by itself
        await context.router.mark_accepting(gateway.name)
    log.info("gateway_up", gateway=gateway.name, sip_port=context.settings.sip_port)
    intake = _intake(context, gateway)
    store = GatewayMetricsStore(context.redis, context.campaign)
    leased = LeasedDriver(context.router, driver, partial(_repeat_draining, context.router, gateway.name, stop))
    try:
        await run_until(
            asyncio.Event(),
            {
                "drain": _drain(context.router, gateway, peers, stop, limit_s=context.settings.drain_s or 0),
                **leased.tasks(),
                "figures": _metrics_publisher(store, gateway, parts.probe, meter).run(),
                **_refused_traffic_tasks(context.router, parts.screening_gateway, context.sites.current.version),
                **({} if intake is None else {"recordings": intake.run()}),
                **{name: work for peer in peers.members for name, work in peer.tasks().items()},
            },
        )
    finally:
        await _stop(gateway, leased, peers, intake)
        if parts.screening_gateway is not None:
            await write_pending(context.router, parts.screening_gateway, context.sites.current.version, flush=True)


def _refused_traffic_tasks(
    router: CallRouter, doorkeeper: Doorkeeper | None, site_version: str
) -> dict[str, Coroutine[Any, Any, None]]:
    """Return what writes the calls that are refused for where they come from."""
    if doorkeeper is None:
        return {}
    return {"traffic": write_periodically(router, doorkeeper, site_version)}


def _intake(context: Context, gateway: Gateway) -> "Intake | None":
    """Open what takes in the recordings of a gateway; None where it records nothing. Raises as `open_intake`."""
    if Record not in ABILITIES[gateway.kind]:
        return None
    return open_intake(context.database.engine, context.vault, context.settings)


async def _stop(gateway: LocalGateway, leased: LeasedDriver, peers: Peers, intake: "Intake | None") -> None:
    """End the calls that are left, store their recordings, and give the leases back."""
    await gateway.stop()
    await leased.driver.wait_until_idle()
    await peers.wait_until_idle()
    if intake is not None:
        await intake.finish()
    await leased.release()
    for peer in peers.members:
        await peer.release()


def _metrics_publisher(
    store: GatewayMetricsStore, gateway: LocalGateway, probe: Probe, meter: Meter
) -> MetricsPublisher:
    async def calls() -> int:
        return gateway.calls

    return MetricsPublisher(
        store, stable_gateway_name(gateway.name), meter, probe=instrument_probe(meter, probe), calls=calls
    )


async def _resume_calls(gateway: LocalGateway, driver: CallDriver, peers: Peers) -> None:
    """Go on with the calls that another process of this gateway left, those of other campaigns first."""
    for peer in peers.members:
        with suppress(RouterError, StorageError, ConfigError, IvrError):  # it is tried again in a second
            await peer.open()
    await peers.resume()
    await driver.resume()
    for call_id in gateway.call_ids:  # whom the log does not know is seen out
        peers.post_to_owner(CallResumed(call_id=call_id))


async def _drain(router: CallRouter, gateway: LocalGateway, peers: Peers, stop: StopEvent, *, limit_s: float) -> None:
    """Once told to stop, refuse new calls; return when the last has ended, or was seen out."""
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
    """Say again that the gateway takes no new call, once it was told to stop; the router forgets it after a while."""
    if stop.is_set():
        await router.mark_draining(gateway, DRAINING_TTL_MS)
