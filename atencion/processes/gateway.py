"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `call_flow`'s. The other
campaigns of the site, to which its calls may be sent on, are served beside its own (`calls.peers.peer`).

Told to stop, it drains: it takes no new call, and leaves when its last one ends. After the bound of the settings, or
when it is told again, who is still on the line hears the apology.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from atencion.gateways.call_wiring import driven, opened_intake, read_mailbox
from atencion.gateways.metrics import Metered, Telling, looking
from atencion.gateways.parts import LocalGateway, Place, make_place
from atencion.runtime.context import House
from atencion.runtime.tasks import Stop, run_until
from call_router.errors import LeaseLost, RouterAway, RouterError
from calls.call import Failed, Resumed
from calls.driver.driver import CallDriver
from calls.driver.lease import Lease
from calls.driver.refused_traffic import keep_writing, write_due
from calls.peers.peer import RENEW_S, SAID_MS, Guests
from config.errors import ConfigError
from ivr.errors import IvrError
from storage.errors import StorageError
from telephony.metrics.meter import Meter, place_of
from telephony.metrics.store import Tallies
from telephony.port import ABILITIES, Gateway, Record

if TYPE_CHECKING:
    from agent_api.recordings.intake import Intake

log = structlog.get_logger(__name__)

_LONGEST_APOLOGY_S = 12.0


async def run(house: House, stop: Stop) -> None:
    """Serve calls until told to stop and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    place = await make_place(house)
    gateway, meter = place.gateway, Meter()
    metered = Metered(gateway, meter)
    driver, guests = driven(house, metered, place.lease, place.sounds, place.bring)
    await metered.start(guests.on_signal)
    if place.takes_up:
        await _take_up(gateway, driver, guests)
    with suppress(RouterAway):  # then that it does not yet take calls runs out by itself
        await house.router.say_taking(gateway.name)
    log.info("gateway_up", gateway=gateway.name, sip_port=house.settings.sip_port)
    intake = _intake(house, gateway)
    try:
        await run_until(
            asyncio.Event(),
            {
                "drain": _drain(house, gateway, guests, stop),
                "renew": _renew(house, gateway.name, driver.lease, stop),
                "mailbox": read_mailbox(house.router, gateway.name, driver),
                "fence": _fence(driver),
                "figures": _telling(house, place, meter).tend(),
                **_writing(house, place),
                **({} if intake is None else {"recordings": intake.tend()}),
                **{name: work for guest in guests.all for name, work in guest.loops().items()},
            },
        )
    finally:
        await _stop(gateway, driver, guests, intake)
        if place.doorkeeper is not None:
            await write_due(house.router, place.doorkeeper, house.sites.current.version, at_once=True)


def _writing(house: House, place: Place) -> dict[str, Coroutine[Any, Any, None]]:
    """Return what writes the calls that are refused for where they come from."""
    if place.doorkeeper is None:
        return {}
    return {"traffic": keep_writing(house.router, place.doorkeeper, house.sites.current.version)}


def _intake(house: House, gateway: Gateway) -> "Intake | None":
    """Open what takes in the recordings of a gateway; None where it records nothing. Raises as `opened_intake`."""
    return opened_intake(house) if Record in ABILITIES[gateway.kind] else None


async def _stop(gateway: LocalGateway, driver: CallDriver, guests: Guests, intake: "Intake | None") -> None:
    """End the calls that are left, store their recordings, and give the leases back."""
    left_before = () if intake is None else intake.files()
    await gateway.stop()
    await driver.settled()
    await guests.settled()
    if intake is not None:
        await intake.finish(left_before)
    await _give_back(driver.lease, gateway.name)
    for guest in guests.all:
        await guest.give_back()


def _telling(house: House, place: Place, meter: Meter) -> Telling:
    tallies, gateway = Tallies(house.redis, house.campaign), place.gateway

    async def calls() -> int:
        return gateway.calls

    return Telling(tallies, place_of(gateway.name), meter, look=looking(meter, place.probe), calls=calls)


async def _take_up(gateway: LocalGateway, driver: CallDriver, guests: Guests) -> None:
    """Go on with the calls that another process of this gateway left, those of other campaigns first."""
    for guest in guests.all:
        with suppress(RouterError, StorageError, ConfigError, IvrError):  # it is tried again in a second
            await guest.open()
    await guests.resume()
    await driver.resume()
    for call_id in gateway.call_ids:  # whom the log does not know is seen out
        guests.tell(Resumed(call_id=call_id))


async def _drain(house: House, gateway: LocalGateway, guests: Guests, stop: Stop) -> None:
    """Once told to stop, refuse new calls; return when the last has ended, or was seen out."""
    await stop.wait()
    log.info("gateway_draining", gateway=gateway.name, calls=gateway.calls, at_most_s=house.settings.drain_s or 0)
    empty = asyncio.create_task(gateway.drain())
    hurried = asyncio.create_task(stop.at_once.wait())
    with suppress(RouterAway):
        await house.router.say_draining(gateway.name, SAID_MS)
    await asyncio.wait({empty, hurried}, timeout=house.settings.drain_s or 0, return_when=asyncio.FIRST_COMPLETED)
    if gateway.calls:
        log.warning("calls_cut_short", gateway=gateway.name, calls=gateway.calls, told_again=hurried.done())
        for call_id in gateway.call_ids:
            guests.tell(Failed(call_id=call_id))
        await asyncio.wait({empty}, timeout=_LONGEST_APOLOGY_S)
    empty.cancel()
    hurried.cancel()


async def _renew(house: House, gateway: str, lease: Lease, stop: Stop) -> None:
    while True:
        await asyncio.sleep(RENEW_S)
        try:
            await lease.renew()
            if stop.is_set():
                await house.router.say_draining(gateway, SAID_MS)
        except RouterAway as error:
            log.warning("lease_not_renewed", gateway=gateway, error=str(error))


async def _fence(driver: CallDriver) -> None:
    await driver.fenced.wait()
    raise LeaseLost("the lease ran out: this gateway was taken for dead")


async def _give_back(lease: Lease, gateway: str) -> None:
    try:
        await lease.give_back()
    except (LeaseLost, RouterAway) as error:
        log.warning("lease_not_given_back", gateway=gateway, error=str(error))
