"""`atencion health`: whether the processes of this node work, for a container's health check.

Owns the check of each role and its messages. Mail and the antivirus are reported with the worker, but do not make it
unhealthy: their work waits, and a restart would not help. The router has no check: it serves no requests, and its
supervisor restarts it when it dies.
"""

import asyncio
import urllib.request
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Protocol

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.user_admin import list_users
from agent_api.mail.metrics import (
    NOT_CONFIGURED_WARNING,
    UNCERTAIN_WARNING,
    WAITING_WARNING,
    mail_warnings,
    measure_mail,
)
from agent_api.roster.queries import find_assigned_queues
from agent_api.system.readiness import Draining, NotReady, check_recorder
from agent_api.system.worker_signs import has_worker
from agent_api.tickets.attachments.antivirus.clamd import Clamd
from agent_api.tickets.attachments.metrics import antivirus_version, measure_attachments
from call_router.service import CallRouter
from config.settings import Settings
from config.site.loader import load_site
from config.site.model import Site
from eventlog.recorder import read_status
from metrics.prometheus.attachments import AttachmentsNow
from storage.encryption.field_cipher import load_field_cipher
from storage.errors import StorageError
from storage.postgres.engine import make_engine
from storage.recordings.vault import open_recording_vault
from storage.valkey import connect
from telephony.asterisk.node.predecessor import gateway_name_prefix

_PROBE_TIMEOUT_S = 5
MIN_FREE_SHARE = 0.05
"""Least free share of the recordings' disk."""


async def run_health(settings: Settings, roles: Collection[str]) -> bool:
    """Check each role, print the results, and return whether all work.

    Raises:
        StorageError: Valkey is away.
        RouterError: Valkey is away.
    """
    from atencion.runtime.servers import (
        attach_servers,  # loads the migrations, which the API's check of gateways does not need
    )

    campaign = load_site(settings.site).campaign
    async with attach_servers(settings) as served:
        redis = connect(served.redis_url or "")
        try:
            problems = {
                role: await _problem(PROBES[role](settings, redis, campaign)) for role in roles if role in PROBES
            }
        finally:
            await redis.aclose()
        services = await _describe_services(served) if "worker" in roles else {}
    for role, problem in problems.items():
        print(f"{role}: {problem or 'funciona'}")
    for service, status in services.items():
        print(f"{service}: {status}")
    return not any(problems.values())


async def _describe_services(settings: Settings) -> dict[str, str]:
    """Return the state of mail, antivirus and advisors, in words by name."""
    site, engine = load_site(settings.site), make_engine(settings.database_url or "", name="atencion-health")
    statuses = {"correo": _describe_mail(settings, engine, site)} if site.mail is not None else {}
    statuses["antivirus"] = _describe_antivirus(settings, engine, site)
    statuses["asesores"] = _describe_advisors(settings, engine, site)
    try:
        return {service: await _or_unknown(status) for service, status in statuses.items()}
    finally:
        await engine.dispose()


async def _or_unknown(status: Awaitable[str]) -> str:
    try:
        async with asyncio.timeout(_PROBE_TIMEOUT_S):
            return await status
    except (StorageError, TimeoutError):
        return "no se sabe: PostgreSQL no responde."


async def _describe_mail(settings: Settings, engine: AsyncEngine, site: Site) -> str:
    now = await measure_mail(engine, site.campaign, datetime.now(UTC))
    warnings = mail_warnings(now, sends=settings.smtp_url is not None)
    return " ".join(MAIL_WARNINGS[each] for each in warnings) or f"funciona; en la fila: {now.waiting}"


async def _describe_advisors(settings: Settings, engine: AsyncEngine, site: Site) -> str:
    """Return which of today's advisors serve no queue, in words."""
    people = await list_users(engine, load_field_cipher(settings), site.campaign, datetime.now(UTC))
    advisors = {each["user"] for each in people if "asesor" in each["roles"] and not each["disabled"]}
    queues = await find_assigned_queues(engine, site, advisors)
    return advisors_sentence(sorted(user for user in advisors if not queues[user]))


def advisors_sentence(without: Collection[str]) -> str:
    """Return the state of the advisors' queues, in Spanish; ``without`` are the logins that serve none."""
    if not without:
        return "todos atienden colas"
    return f"sin cola en «Puestos y colas», no reciben llamadas: {', '.join(without)}"


async def _describe_antivirus(settings: Settings, engine: AsyncEngine, site: Site) -> str:
    if settings.clamd is None:
        return NO_ANTIVIRUS
    now = await measure_attachments(engine, site.campaign, datetime.now(UTC))
    return antivirus_sentence(now, await antivirus_version(Clamd(settings.clamd)))


def antivirus_sentence(now: AttachmentsNow, version: str) -> str:
    """Return the state of the files and the antivirus, in Spanish; `version` is empty if it does not answer."""
    status = f"funciona, {version}" if version else "no responde; los archivos nuevos esperan sin abrirse"
    return f"{status}; por examinar: {now.waiting}; retenidos: {now.withheld}"


async def _problem(answer: Awaitable[None]) -> str:
    try:
        await answer
    except NotReady as error:
        return str(error)
    return ""


async def _check_api(settings: Settings, redis: Redis, campaign: str) -> None:
    url = f"http://{settings.bind}:{settings.http_port}/healthz"
    try:
        await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=_PROBE_TIMEOUT_S).close())
    except OSError as error:
        raise NotReady("La API no responde.") from error
    if settings.has_twilio:
        await check_gateways(CallRouter(redis, campaign), "twilio-")


async def _check_recorder(settings: Settings, redis: Redis, campaign: str) -> None:
    check_recorder(await read_status(redis, campaign), datetime.now(UTC))


async def _worker(settings: Settings, redis: Redis, campaign: str) -> None:
    if not await has_worker(redis, campaign, datetime.now(UTC)):
        raise NotReady("Ningún proceso «worker» da señales de vida hace dos minutos.")
    check_space(settings)


async def _check_gateway(settings: Settings, redis: Redis, campaign: str) -> None:
    names = gateway_name_prefix(settings.node) if settings.gateway == "asterisk" else f"{settings.gateway}-"
    await check_gateways(CallRouter(redis, campaign), names)


def check_space(settings: Settings) -> None:
    """Check that there is room for recordings, if the site records conversations.

    Raises:
        NotReady: less than MIN_FREE_SHARE of the disk is free.
    """
    vault = open_recording_vault(settings)
    if load_site(settings.site).recordings is not None and (free := vault.free_disk_share()) < MIN_FREE_SHARE:
        raise NotReady(f"Queda libre el {free:.1%} del disco de las grabaciones ({vault.folder}): haga espacio.")


class GatewayRegistry(Protocol):
    """The router's view of gateways."""

    async def gateways(self) -> Collection[str]:
        """Return those that hold a lease."""

    async def accepting_gateways(self) -> Collection[str]:
        """Return those of them that accept new calls."""


async def check_gateways(router: GatewayRegistry, names: str = "") -> None:
    """Check that calls can come in, through gateways whose names begin with `names`.

    Raises:
        NotReady: no such gateway holds a lease, or none that does accepts new calls.
    """
    if any(name.startswith(names) for name in await router.accepting_gateways()):
        return
    if not any(name.startswith(names) for name in await router.gateways()):
        raise NotReady("Ninguna pasarela telefónica está en servicio.")
    raise Draining("La pasarela no recibe llamadas nuevas: está iniciando, o termina las que tiene.")


NO_ANTIVIRUS = "no hay (falta ATENCION_CLAMD); los archivos de los tickets se abren sin examinar."
MAIL_WARNINGS: dict[str, str] = {
    NOT_CONFIGURED_WARNING: "hay mensajes en la fila y falta ATENCION_SMTP_URL.",
    WAITING_WARNING: "hay mensajes que esperan hace más de 15 minutos; mírelos con «atencion mail list».",
    UNCERTAIN_WARNING: "no se sabe si algunos mensajes salieron; mírelos con «atencion mail list».",
}
PROBES: dict[str, Callable[[Settings, Redis, str], Awaitable[None]]] = {
    "api": _check_api,
    "recorder": _check_recorder,
    "worker": _worker,
    "gateway": _check_gateway,
}
