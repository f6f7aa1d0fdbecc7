"""The API process: HTTP over the log's folds."""

import asyncio
import gc
from functools import partial

import uvicorn
from fastapi import FastAPI

from agent_api.app import create_app
from agent_api.deps import Deps
from agent_api.desk.protocol import LONGEST_CLIENT_MESSAGE
from atencion.browser_phones import CLIENT, browser_phone_of, browser_phones_of
from atencion.health import check_gateways
from atencion.house import House
from atencion.phone_bindings import PhoneBindings
from atencion.sample_phones import sample_phone_of
from atencion.second_factor import FOR_REAL, second_factor_roles
from telephony.port import ABILITIES


async def run(house: House, stop: asyncio.Event) -> None:
    """Serve HTTP until told to stop."""
    settings = house.settings
    deps = Deps(
        engine=house.database.engine,
        redis=house.redis,
        router=house.router,
        site=house.sites.current,
        site_of=house.sites.of,
        sip_address=f"{settings.sip_host or settings.bind}:{settings.sip_port}",
        sealer=house.sealer,
        vault=house.vault,
        second_factor_roles=second_factor_roles(settings.second_factor_roles or FOR_REAL),
        phone_of=partial(_phone_of, house),
        browser_phone=browser_phones_of(settings, house.redis, house.campaign),
        able=ABILITIES.get(settings.gateway, frozenset()),
        probes={"gateway": partial(_gateway_answers, house)},
    )
    app = create_app(deps)
    _spare_what_was_loaded()
    server = uvicorn.Server(http_settings(app, str(settings.bind), settings.http_port, settings.trusted_proxies))
    serving = asyncio.create_task(server._serve())  # serve() would take the signals that are ours
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await app.state.watch.close()
    server.should_exit = True
    await serving
    stopping.cancel()


def _spare_what_was_loaded() -> None:
    """The collector goes through what was made since, and seldom through all of that: each round stops every answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def http_settings(app: FastAPI, host: str, port: int, trusted_proxies: str = "") -> uvicorn.Config:
    """How an application is served.

    Args:
        app: the application.
        host: address that it listens on.
        port: of TCP.
        trusted_proxies: addresses, apart by commas.
    """
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=True,  # behind TLS, https and the caller's address are what the proxy says they are
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=3,
        ws="websockets-sansio",
        ws_max_size=4 * LONGEST_CLIENT_MESSAGE,  # the desk closes at its own bound, this one is for anything else
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,  # a board is told often and little: time is dearer than bytes
    )


async def _phone_of(house: House, advisor: str) -> str | None:
    """Where an advisor's phone is rung: the one that was registered, else their browser, else the demo's sample."""
    registered = await PhoneBindings(house.redis, house.campaign).phone_of(advisor)
    browser = None
    if registered is None and house.settings.twilio_phones == CLIENT:
        browser = await browser_phone_of(house.redis, house.campaign, advisor)
    return registered or browser or await sample_phone_of(house.redis, house.campaign, advisor)


async def _gateway_answers(house: House) -> None:
    """Some gateway holds a lease and takes calls.

    Raises:
        NotReady: none does.
    """
    await check_gateways(house.router)
