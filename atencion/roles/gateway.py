"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `call_flow`'s.
"""

import asyncio
import secrets
import time
import uuid
from collections.abc import Mapping

import structlog

from atencion.driver import LEASE_MS, CallDriver
from atencion.house import House
from atencion.numbers import numbers_of
from atencion.phone_bindings import PhoneBindings
from atencion.phone_secrets import Fetch, PhoneSecrets
from atencion.side_tasks import run_until
from call_router.errors import LeaseLost, RouterAway
from eventlog.person import RANDOM_BYTES, Person, person
from ivr.sounds import prepare
from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.media import steady_interpreter
from telephony.pyvoip.registrar import Registrar

log = structlog.get_logger(__name__)

_RENEW_S = 1.0
_BLOCK_MS = 1000


async def run(house: House, stop: asyncio.Event) -> None:
    """Serve calls until told to stop, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    gateway = await _gateway(house)
    driver = CallDriver(
        router=house.router,
        gateway=gateway,
        sites=house.sites,
        make_person=_fresh_person,
        new_id=lambda: uuid.uuid4().hex,
        number_of=numbers_of(house).of,
    )
    steady_interpreter()
    await house.router.acquire_lease(gateway.name, LEASE_MS)
    await gateway.start(driver.on_signal)
    log.info("gateway_up", gateway=gateway.name, sip_port=house.settings.sip_port)
    try:
        await run_until(
            stop,
            {
                "renew": _renew(house, gateway.name),
                "mailbox": _read_mailbox(house, gateway.name, driver),
                "fence": _fence(driver),
            },
        )
    finally:
        await gateway.stop()
        await driver.settled()
        await _give_back(house, gateway.name)


async def _gateway(house: House) -> PyVoipGateway:
    """The gateway of the settings, with every sound of the site."""
    settings = house.settings
    bindings = PhoneBindings(house.redis, house.campaign)
    sounds = await asyncio.to_thread(prepare, house.sites.current, settings.site, house.sounds_folder)
    return PyVoipGateway(
        bind=str(settings.bind),
        sip_port=settings.sip_port,
        rtp_ports=range(settings.rtp_ports.first, settings.rtp_ports.last + 1),
        lines=lambda number: getattr(house.sites.current.line_of(number), "id", None),
        sounds=sounds,
        most_calls=settings.most_calls,
        registrar=Registrar(PhoneSecrets(_phone_secrets(house), time.monotonic), bindings),
    )


def _phone_secrets(house: House) -> Fetch:
    """Reads the secrets of phones; the database's library is loaded when the first phone registers."""

    async def fetch(user: str) -> Mapping[str, str] | None:
        from agent_api.access.phone_secrets import ha1_of

        return await ha1_of(house.database.engine, house.sealer, user)

    return fetch


def _fresh_person(number: str) -> Person:
    return person(number, secrets.token_bytes(RANDOM_BYTES))


async def _renew(house: House, gateway: str) -> None:
    while True:
        await asyncio.sleep(_RENEW_S)
        try:
            await house.router.renew_lease(gateway, LEASE_MS)
        except RouterAway as error:
            log.warning("lease_not_renewed", gateway=gateway, error=str(error))


async def _read_mailbox(house: House, gateway: str, driver: CallDriver) -> None:
    last = "0"
    while True:
        try:
            entries = await house.router.mailbox(gateway, last, _BLOCK_MS)
        except RouterAway:
            await asyncio.sleep(_RENEW_S / 2)
            continue
        for entry_id, signal in entries:
            last = entry_id
            driver.post(signal, entry_id)


async def _fence(driver: CallDriver) -> None:
    await driver.fenced.wait()
    raise LeaseLost("the lease ran out: this gateway was taken for dead")


async def _give_back(house: House, gateway: str) -> None:
    try:
        await house.router.release_lease(gateway)
    except (LeaseLost, RouterAway) as error:
        log.warning("lease_not_given_back", gateway=gateway, error=str(error))
