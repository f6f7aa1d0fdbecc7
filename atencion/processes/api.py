"""The API process: HTTP over the log's folds."""

import asyncio
import gc
import math
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.routing import Mount

from agent_api.app.app import create_app
from agent_api.desk.domain.protocol import LONGEST_CLIENT_MESSAGE
from agent_api.identity.validity import LastingIdentity
from agent_api.kit.context import Deps
from agent_api.lookups.client import Consults
from agent_api.system.metrics import NOUNS
from atencion.gateways.parts import able
from atencion.phones.addresses import phone_of
from atencion.phones.browser import browser_phones_of
from atencion.processes.http_protocol import BoundedHttp
from atencion.runtime.alert_receivers import warn_of_alerts_for_nobody
from atencion.runtime.context import House
from atencion.runtime.health import check_gateways
from atencion.runtime.second_factor import FOR_REAL, second_factor_roles
from atencion.runtime.tasks import utc_now
from atencion.supervisor.preflight import twilio_account
from config.lookup_environment import Addresses
from config.settings import Settings
from metrics.prometheus.http_requests import Requests
from storage.valkey import as_user, connect

if TYPE_CHECKING:
    from atencion.twilio.gateway_process import Cloud

PATH = "/twilio/voice"


async def run(house: House, stop: asyncio.Event) -> None:
    """Serve HTTP until told to stop, and with it the lines at Twilio where the site has any."""
    settings = house.settings
    warn_of_alerts_for_nobody(settings.alertmanager_file)
    cloud = await _cloud(house)
    deps = Deps(
        engine=house.database.engine,
        redis=house.redis,
        router=house.router,
        metrics_redis=_metrics_redis(settings),
        site=house.sites.current,
        site_of=house.sites.of,
        sip_address=f"{settings.sip_host or settings.bind}:{settings.sip_port}",
        sealer=house.sealer,
        verified_customer=LastingIdentity(house.database.engine, house.router, house.sites.current, utc_now),
        vault=house.vault,
        attachments=house.attachments,
        antivirus=house.antivirus,
        second_factor_roles=second_factor_roles(settings.second_factor_roles or FOR_REAL),
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
        requests_per_s=settings.requests_per_s,
        phone_of=partial(phone_of, house),
        browser_phone=browser_phones_of(settings, house.redis, house.campaign),
        able=able(settings),
        consults=Consults(Addresses(settings.lookups_dir)),
        sends_mail=settings.smtp_url is not None,
        sample_mailbox=settings.sample_mailbox,
        requests=Requests(NOUNS),
        asked_of_twilio=cloud.counted if cloud else None,
        probes={"gateway": partial(check_gateways, house.router)},
    )
    app = create_app(deps)
    if cloud:
        app.router.routes.insert(0, Mount(PATH, app=cloud.app))  # before the pages, which take any address
    _spare_what_was_loaded()
    server = uvicorn.Server(http_settings(app, str(settings.bind), settings.http_port, settings.trusted_proxies))
    await _serve(server, app, cloud, stop)
    await deps.consults.close()
    if deps.metrics_redis is not None:
        await deps.metrics_redis.aclose()


def _metrics_redis(settings: Settings) -> Redis | None:
    """Return a client of Valkey as the user who may only read figures; None where there is none."""
    password = (settings.redis_users or {}).get("metrics")
    return connect(as_user(settings.redis_url or "", "metrics", password), connections=8) if password else None


async def _cloud(house: House) -> "Cloud | None":
    """The gateway at Twilio; its library is loaded only where there is one."""
    if not house.settings.has_twilio:
        return None
    from atencion.twilio.gateway_process import make_cloud

    return await make_cloud(house, twilio_account(house.settings))


async def _serve(server: uvicorn.Server, app: FastAPI, cloud: "Cloud | None", stop: asyncio.Event) -> None:
    """Serve until told to stop; the gateway leaves when the last webhook has its answer."""
    leave = asyncio.Event()
    stopping = asyncio.create_task(stop.wait())
    describing = asyncio.create_task(app.state.document.get(math.inf))  # else the first who asks would slow all down
    serving = asyncio.create_task(server._serve())  # serve() would take the signals that are ours
    holding = asyncio.create_task(cloud.serve(leave) if cloud else leave.wait())
    await asyncio.wait({serving, stopping, holding}, return_when=asyncio.FIRST_COMPLETED)
    describing.cancel()
    await app.state.watch.close()
    server.should_exit = True
    await serving
    leave.set()
    await holding
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
        http=BoundedHttp,
        ws="websockets-sansio",
        ws_max_size=4 * LONGEST_CLIENT_MESSAGE,  # the desk closes at its own bound, this one is for anything else
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,  # a board is told often and little: time is dearer than bytes
    )
