"""The API process: HTTP over the projections of the log."""

import asyncio
import gc
import math
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.routing import Mount
from starlette.types import ASGIApp

from agent_api.app.app import create_app
from agent_api.app.practice_app import SiteApplications
from agent_api.app.routing import API_AREAS
from agent_api.app.wiring import HANDLERS, build_services
from agent_api.desk.domain.protocol import MAX_CLIENT_MESSAGE_LENGTH
from agent_api.identity.validity import CallVerification
from agent_api.kit.context import ApiContext
from agent_api.lookups.client import LookupClient
from atencion.gateways.parts import supported_commands
from atencion.phones.addresses import phone_of
from atencion.phones.browser import browser_phones_of
from atencion.processes.http_protocol import TimeLimitedHttp
from atencion.runtime.alert_receivers import warn_of_unaddressed_alerts
from atencion.runtime.context import Context
from atencion.runtime.health import check_gateways
from atencion.runtime.http_server import start_server
from atencion.runtime.second_factor import DEFAULT_ROLES, second_factor_roles
from atencion.runtime.site.files import fetch_site_files, site_files_folder
from atencion.runtime.site.follower import SiteFollower
from atencion.runtime.tasks import utc_now
from atencion.runtime.twilio_settings import twilio_account
from config.lookup_environment import LookupEnvironment
from config.settings import Settings
from config.site.model import Site
from metrics.prometheus.http_requests import RequestCounts
from storage.errors import StorageError
from storage.valkey import connect, url_for_user

if TYPE_CHECKING:
    from atencion.twilio.gateway_process import TwilioGatewayProcess

TWILIO_PATH = "/twilio/voice"
_DOCUMENT_AFTER_S = 300.0
"""Pause before the OpenAPI document is written: seconds of work, which would slow the first screens down."""


async def run(context: Context, stop: asyncio.Event) -> None:
    """Serve HTTP until `stop` is set, with the lines at Twilio if the site has any."""
    settings = context.settings
    warn_of_unaddressed_alerts(settings.alertmanager_file)
    cloud = await _twilio_gateway(context)
    deps = _api_context(context, cloud)
    app = create_app(deps)
    if cloud:
        app.router.routes.insert(0, Mount(TWILIO_PATH, app=cloud.app))  # before the pages, whose route matches any path
    served = SiteApplications(app)
    _freeze_loaded_objects()
    server = uvicorn.Server(
        uvicorn_config(served.mount, str(settings.bind), settings.http_port, settings.trusted_proxies)
    )
    following = asyncio.create_task(_follow_site(context, served, cloud), name="site")
    await _serve(server, app, cloud, stop)
    following.cancel()
    await served.close()
    await deps.service(LookupClient).close()
    if deps.metrics_redis is not None:
        await deps.metrics_redis.aclose()


async def _follow_site(context: Context, served: SiteApplications, cloud: "TwilioGatewayProcess | None") -> None:
    """Use each version of the site that takes effect; the gateway at Twilio switches first, if there is one."""
    settings = context.settings

    async def prepare(site: Site) -> None:
        await fetch_site_files(context.database, settings, site, context.sounds_folder)

    if cloud is not None:
        cloud.changes.on_switch(served.change_site)
        return
    with suppress(StorageError, OSError):  # only listening to a recorded prompt needs them
        await prepare(context.sites.current)
    await SiteFollower(context, prepare, served.change_site).run()


def _api_context(context: Context, cloud: "TwilioGatewayProcess | None") -> ApiContext:
    """Return the context of the API, from the settings and the connections of this process."""
    settings = context.settings
    verification = CallVerification(context.database.engine, context.router, lambda: context.sites.current, utc_now)
    return ApiContext(
        engine=context.database.engine,
        redis=context.redis,
        router=context.router,
        metrics_redis=_metrics_redis(settings),
        site=context.sites.current,
        load_site_version=context.sites.by_version,
        sip_address=f"{settings.sip_host or settings.bind}:{settings.sip_port}",
        cipher=context.cipher,
        handlers=HANDLERS,
        services=build_services(LookupEnvironment(settings.lookups_dir)),
        verified_customer=verification,
        verified_identity=verification.identity,
        recording_vault=context.vault,
        attachment_vault=context.attachments,
        antivirus=context.antivirus,
        second_factor_roles=second_factor_roles(settings.second_factor_roles or DEFAULT_ROLES),
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
        requests_per_s=settings.requests_per_s,
        find_phone_address=partial(phone_of, settings, context.redis, context.campaign),
        browser_phone=browser_phones_of(settings, context.redis, context.campaign),
        supported_commands=supported_commands(settings),
        sounds_folder=context.sounds_folder,
        site_folder=site_files_folder(settings),
        places_practice_calls=settings.places_practice_calls,
        has_mail_server=settings.smtp_url is not None,
        sample_mailbox=settings.sample_mailbox,
        http_metrics=RequestCounts(API_AREAS),
        twilio_request_counts=cloud.metrics if cloud else None,
        probes={"gateway": partial(check_gateways, context.router)},
    )


def _metrics_redis(settings: Settings) -> Redis | None:
    """Return a client of Valkey as the user who may only read metrics; None without such a user."""
    password = (settings.redis_users or {}).get("metrics")
    return connect(url_for_user(settings.redis_url or "", "metrics", password), connections=8) if password else None


async def _twilio_gateway(context: Context) -> "TwilioGatewayProcess | None":
    """Build the gateway at Twilio, or return None; its library is loaded only if it is used."""
    if not context.settings.has_twilio:
        return None
    from atencion.twilio.gateway_process import build_twilio_gateway

    return await build_twilio_gateway(context, twilio_account(context.settings))


async def _serve(
    server: uvicorn.Server, app: FastAPI, gateway: "TwilioGatewayProcess | None", stop: asyncio.Event
) -> None:
    """Serve until `stop` is set; the gateway stops after the last webhook is answered."""
    leave = asyncio.Event()
    stopping = asyncio.create_task(stop.wait())
    describing = asyncio.create_task(_write_document(app))
    serving = start_server(server)
    holding = asyncio.create_task(gateway.serve(leave) if gateway else leave.wait())
    await asyncio.wait({serving, stopping, holding}, return_when=asyncio.FIRST_COMPLETED)
    describing.cancel()
    await app.state.watch.close()
    server.should_exit = True
    await serving
    leave.set()
    await holding
    stopping.cancel()


async def _write_document(app: FastAPI) -> None:
    """Write the OpenAPI document before a request waits for it, but after the first requests of the screens."""
    await asyncio.sleep(_DOCUMENT_AFTER_S)
    await app.state.document.get(math.inf)


def _freeze_loaded_objects() -> None:
    """Exclude the loaded objects from collection and make full collections rare, because each blocks all requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def uvicorn_config(app: ASGIApp, host: str, port: int, trusted_proxies: str = "") -> uvicorn.Config:
    """Return the server configuration of an application; `trusted_proxies` are addresses separated by commas."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=True,  # the scheme and the client's address come from the TLS proxy
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=3,
        http=TimeLimitedHttp,
        ws="websockets-sansio",
        ws_max_size=4 * MAX_CLIENT_MESSAGE_LENGTH,  # the desk has a lower limit of its own
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,  # messages are small and frequent: latency matters more than bytes
    )
