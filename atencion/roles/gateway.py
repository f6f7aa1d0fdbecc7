"""The gateway process: the telephony gateway with the call driver beside it.

Owns its lease, its mailbox and the order of starting and stopping. What happens to a call is `call_flow`'s.

Told to stop, it drains: it takes no new call, and leaves when its last one ends. After the bound of the settings, or
when it is told again, who is still on the line hears the apology.
"""

import asyncio
import secrets
import uuid
from contextlib import suppress

import structlog

from atencion.call import Failed
from atencion.driver import CallDriver
from atencion.gateways import LocalGateway, make_gateway
from atencion.house import House
from atencion.lease import LEASE_MS, Lease
from atencion.numbers import numbers_of
from atencion.side_tasks import Stop, run_until
from call_router.errors import LeaseLost, RouterAway
from eventlog.person import RANDOM_BYTES, Person, person

log = structlog.get_logger(__name__)

_RENEW_S = 1.0
_SAID_MS = 2 * LEASE_MS
"""That a gateway drains is known for longer than its lease can last: who leaves is never taken for one that serves."""
_BLOCK_MS = 1000
_LONGEST_APOLOGY_S = 12.0


async def run(house: House, stop: Stop) -> None:
    """Serve calls until told to stop and drained, or until the lease is lost.

    Raises:
        TelephonyError: a port is in use or an address cannot be bound.
        LeaseLost: another has taken this gateway for dead; start again under a new name.
    """
    gateway, lease = await make_gateway(house)
    driver = CallDriver(
        router=house.router,
        gateway=gateway,
        sites=house.sites,
        make_person=_fresh_person,
        new_id=lambda: uuid.uuid4().hex,
        number_of=numbers_of(house).of,
        lease=lease,
    )
    await gateway.start(driver.on_signal)
    await driver.resume(gateway.call_ids)
    log.info("gateway_up", gateway=gateway.name, sip_port=house.settings.sip_port)
    try:
        await run_until(
            asyncio.Event(),
            {
                "drain": _drain(house, gateway, driver, stop),
                "renew": _renew(house, gateway.name, driver.lease, stop),
                "mailbox": _read_mailbox(house, gateway.name, driver),
                "fence": _fence(driver),
            },
        )
    finally:
        await gateway.stop()
        await driver.settled()
        await _give_back(driver.lease, gateway.name)


def _fresh_person(number: str) -> Person:
    return person(number, secrets.token_bytes(RANDOM_BYTES))


async def _drain(house: House, gateway: LocalGateway, driver: CallDriver, stop: Stop) -> None:
    """Once told to stop, refuse new calls; return when the last has ended, or was seen out."""
    await stop.wait()
    log.info("gateway_draining", gateway=gateway.name, calls=gateway.calls, at_most_s=house.settings.drain_s or 0)
    empty = asyncio.create_task(gateway.drain())
    hurried = asyncio.create_task(stop.at_once.wait())
    with suppress(RouterAway):
        await house.router.say_draining(gateway.name, _SAID_MS)
    await asyncio.wait({empty, hurried}, timeout=house.settings.drain_s or 0, return_when=asyncio.FIRST_COMPLETED)
    if gateway.calls:
        log.warning("calls_cut_short", gateway=gateway.name, calls=gateway.calls, told_again=hurried.done())
        for call_id in gateway.call_ids:
            driver.post(Failed(call_id=call_id))
        await asyncio.wait({empty}, timeout=_LONGEST_APOLOGY_S)
    empty.cancel()
    hurried.cancel()


async def _renew(house: House, gateway: str, lease: Lease, stop: Stop) -> None:
    while True:
        await asyncio.sleep(_RENEW_S)
        try:
            await lease.renew()
            if stop.is_set():
                await house.router.say_draining(gateway, _SAID_MS)
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


async def _give_back(lease: Lease, gateway: str) -> None:
    try:
        await lease.give_back()
    except (LeaseLost, RouterAway) as error:
        log.warning("lease_not_given_back", gateway=gateway, error=str(error))
