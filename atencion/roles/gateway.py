"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `call_flow`'s. The other
campaigns of the site, to which its calls may be sent on, are served beside its own (`atencion.guests`).

Told to stop, it drains: it takes no new call, and leaves when its last one ends. After the bound of the settings, or
when it is told again, who is still on the line hears the apology.
"""

import asyncio
import secrets
import time
import uuid
from collections.abc import Coroutine, Mapping
from contextlib import suppress

import structlog

from atencion.call import Failed
from atencion.driver import CallDriver
from atencion.guest_sounds import SharedSounds
from atencion.guests import RENEW_S, SAID_MS, Guests, Supplies
from atencion.house import House
from atencion.lease import Lease
from atencion.numbers import numbers_of
from atencion.phone_bindings import PhoneBindings
from atencion.phone_secrets import Fetch, PhoneSecrets
from atencion.side_tasks import Stop, run_until
from call_router.errors import LeaseLost, RouterAway
from call_router.service import CallRouter
from config.site import Site
from eventlog.person import RANDOM_BYTES, Person, person
from ivr.sounds import prepare, prepare_elsewhere
from telephony.port import ABILITIES, Gateway, Record
from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.media import steady_interpreter
from telephony.pyvoip.registrar import Registrar

log = structlog.get_logger(__name__)

_BLOCK_MS = 1000
_LONGEST_APOLOGY_S = 12.0


async def run(house: House, stop: Stop) -> None:
    """Serve calls until told to stop and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    sounds = SharedSounds(
        await asyncio.to_thread(prepare, house.sites.current, house.settings.site, house.sounds_folder)
    )
    gateway = _gateway(house, sounds)
    guests = _guests(house, gateway, sounds)
    driver = _driver(house, gateway, guests)
    guests.beside(driver)
    steady_interpreter()
    await driver.lease.acquire()
    await gateway.start(guests.on_signal)
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


def _gateway(house: House, sounds: SharedSounds) -> PyVoipGateway:
    """The gateway of the settings, with every sound of the site."""
    settings = house.settings
    bindings = PhoneBindings(house.redis, house.campaign)
    return PyVoipGateway(
        bind=str(settings.bind),
        sip_port=settings.sip_port,
        rtp_ports=range(settings.rtp_ports.first, settings.rtp_ports.last + 1),
        lines=lambda number: getattr(house.sites.current.line_of(number), "id", None),
        sounds=sounds,
        most_calls=settings.most_calls,
        registrar=Registrar(PhoneSecrets(_phone_secrets(house), time.monotonic), bindings),
    )


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


def _driver(house: House, gateway: PyVoipGateway, guests: Guests) -> CallDriver:
    """Who drives the calls of the gateway's own campaign."""
    return CallDriver(
        router=house.router,
        gateway=gateway,
        sites=house.sites,
        make_person=_fresh_person,
        new_id=_fresh_id,
        number_of=numbers_of(house).of,
        elsewhere=guests,
    )


def _guests(house: House, gateway: PyVoipGateway, sounds: SharedSounds) -> Guests:
    """The other campaigns to which the site lets calls be sent on."""

    async def prepare_sounds(site: Site) -> None:
        voices = house.settings.site / site.campaign
        sounds.put(site.campaign, await asyncio.to_thread(prepare_elsewhere, site, voices, house.sounds_folder))

    async def number_of(campaign: str, ref: str) -> str | None:
        return await numbers_of(house, campaign).of(ref)

    supplies = Supplies(
        gateway=gateway,
        router_of=lambda campaign: CallRouter(house.redis, campaign),
        fetch=house.sites.fetch,
        prepare=prepare_sounds,
        make_person=_fresh_person,
        new_id=_fresh_id,
        number_of=number_of,
    )
    served = (other.id for other in house.sites.current.campaigns.values() if other.queues)
    return Guests(house.campaign, served, supplies)


def _phone_secrets(house: House) -> Fetch:
    """Reads the secrets of phones; the database's library is loaded when the first phone registers."""

    async def fetch(user: str) -> Mapping[str, str] | None:
        from agent_api.access.phone_secrets import ha1_of

        return await ha1_of(house.database.engine, house.sealer, user)

    return fetch


def _fresh_id() -> str:
    return uuid.uuid4().hex


def _fresh_person(number: str) -> Person:
    return person(number, secrets.token_bytes(RANDOM_BYTES))


async def _drain(house: House, gateway: PyVoipGateway, guests: Guests, stop: Stop) -> None:
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
