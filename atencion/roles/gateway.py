"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `call_flow`'s. The other
campaigns of the site, to which its calls may be sent on, are served beside its own (`atencion.guests`).

Told to stop, it drains: it takes no new call, and leaves when its last one ends. After the bound of the settings, or
when it is told again, who is still on the line hears the apology.
"""

import asyncio
import secrets
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial

import structlog

from atencion import sample_network
from atencion.call import Failed, Resumed
from atencion.driver import CallDriver
from atencion.elsewhere import APART
from atencion.gateways import LocalGateway, Place, make_place
from atencion.guests import RENEW_S, SAID_MS, Guests, Supplies
from atencion.house import House
from atencion.lease import Lease
from atencion.numbers import numbers_of
from atencion.side_tasks import Stop, run_until
from call_router.errors import LeaseLost, RouterAway, RouterError
from call_router.service import CallRouter
from config.errors import ConfigError
from config.site import Site
from eventlog.person import RANDOM_BYTES, Person, person
from ivr.errors import IvrError
from ivr.sounds import prepare_elsewhere
from storage.errors import StorageError
from telephony.port import ABILITIES, Gateway, Record

log = structlog.get_logger(__name__)

_BLOCK_MS = 1000
_LONGEST_APOLOGY_S = 12.0


async def run(house: House, stop: Stop) -> None:
    """Serve calls until told to stop and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    place = await make_place(house)
    gateway = place.gateway
    guests = _guests(house, place)
    driver = _driver(house, place, guests)
    guests.beside(driver)
    await gateway.start(guests.on_signal)
    if place.takes_up:
        await _take_up(gateway, driver, guests)
    log.info("gateway_up", gateway=gateway.name, sip_port=house.settings.sip_port)
    try:
        await run_until(
            asyncio.Event(),
            {
                "drain": _drain(house, gateway, guests, stop),
                "renew": _renew(house, gateway.name, driver.lease, stop),
                "mailbox": _read_mailbox(house, gateway.name, driver),
                "fence": _fence(driver),
                **_recordings(house, gateway),
                **{name: work for guest in guests.all for name, work in guest.loops().items()},
            },
        )
    finally:
        await gateway.stop()
        await driver.settled()
        await guests.settled()
        await _give_back(driver.lease, gateway.name)
        for guest in guests.all:
            await guest.give_back()


async def _take_up(gateway: LocalGateway, driver: CallDriver, guests: Guests) -> None:
    """Go on with the calls that another process of this gateway left, those of other campaigns first."""
    for guest in guests.all:
        with suppress(RouterError, StorageError, ConfigError, IvrError):  # it is tried again in a second
            await guest.open()
    await guests.resume()
    await driver.resume()
    for call_id in gateway.call_ids:  # whom the log does not know is seen out
        guests.tell(Resumed(call_id=call_id))


def _recordings(house: House, gateway: Gateway) -> dict[str, Coroutine[None, None, None]]:
    """Where the gateway records, what it leaves is taken in; also what a process left that died over it.

    Raises:
        NotInMemory: it would leave plain recordings on a disk.
    """
    if Record not in ABILITIES[gateway.kind]:
        return {}
    from agent_api.recordings.intake import Intake

    settings = house.settings
    intake = Intake(house.database.engine, house.vault, settings.recordings_intake, on_disk=settings.recordings_on_disk)
    intake.open()
    return {"recordings": intake.tend()}


def _driver(house: House, place: Place, guests: Guests) -> CallDriver:
    """Who drives the calls of the gateway's own campaign."""
    return CallDriver(
        router=house.router,
        gateway=place.gateway,
        lease=place.lease,
        sites=house.sites,
        make_person=_fresh_person,
        new_id=_fresh_id,
        number_of=numbers_of(house).of,
        route=partial(sample_network.route, house.redis, house.campaign),
        elsewhere=guests,
    )


def _guests(house: House, place: Place) -> Guests:
    """The other campaigns to which the site lets calls be sent on."""

    async def prepare_sounds(site: Site) -> None:
        voices = house.settings.site / site.campaign
        sounds = await asyncio.to_thread(prepare_elsewhere, site, voices, house.sounds_folder)
        place.sounds.put(site.campaign, sounds)
        await place.bring(f"{site.campaign}{APART}{key}" for key in sounds.known)

    async def number_of(campaign: str, ref: str) -> str | None:
        return await numbers_of(house, campaign).of(ref)

    supplies = Supplies(
        gateway=place.gateway,
        lasts=place.lease.lasts,
        router_of=lambda campaign: CallRouter(house.redis, campaign),
        fetch=house.sites.fetch,
        prepare=prepare_sounds,
        make_person=_fresh_person,
        new_id=_fresh_id,
        number_of=number_of,
    )
    served = (other.id for other in house.sites.current.campaigns.values() if other.queues)
    return Guests(house.campaign, served, supplies)


def _fresh_id() -> str:
    return uuid.uuid4().hex


def _fresh_person(number: str) -> Person:
    return person(number, secrets.token_bytes(RANDOM_BYTES))


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


async def _read_mailbox(house: House, gateway: str, driver: CallDriver) -> None:
    last = "0"
    while True:
        try:
            entries = await house.router.mailbox(gateway, last, _BLOCK_MS)
        except RouterAway:
            await asyncio.sleep(RENEW_S / 2)
            continue
        for entry_id, signal in entries:
            last = entry_id
            driver.post(signal, entry_id)


async def _fence(driver: CallDriver) -> None:
    await driver.fenced.wait()
    raise LeaseLost("the lease ran out: this gateway was taken for dead")


async def _give_back(lease: Lease, gateway: str) -> None:
    try:
        await lease.give_back()
    except (LeaseLost, RouterAway) as error:
        log.warning("lease_not_given_back", gateway=gateway, error=str(error))
