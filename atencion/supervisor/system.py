"""`atencion serve`: the whole system as child processes of one supervisor.

Owns the order of start and stop, and the restart of a child that dies. It must not do any child's work.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from signal import SIGTERM

from atencion.asterisk.embedded import run_asterisk
from atencion.processes import ROLES, ROLES_WITH_SOUNDS, SITE_VERSION
from atencion.processes.zygote import Zygote
from atencion.runtime.context import Database, sounds_folder
from atencion.runtime.data_folder import mark_demo
from atencion.runtime.liveness.heartbeats import Heartbeats
from atencion.runtime.liveness.hung_processes import HungProcesses
from atencion.runtime.liveness.options_probe import OptionsProbe
from atencion.runtime.liveness.watchdog import Watchdog
from atencion.runtime.logging.rotation import log_file, rotate_logs
from atencion.runtime.second_factor import DEFAULT_ROLES, second_factor_roles
from atencion.runtime.second_factor import SECOND_FACTOR_VARIABLE as SECOND_FACTOR
from atencion.runtime.servers import SeedData, start_prepared_servers
from atencion.runtime.site.files import fetch_site_files, site_files_folder
from atencion.runtime.terminal import echo
from atencion.supervisor.preflight import check_gateway, check_ports
from atencion.worker.mail import smtp_server
from call_router.service import CallRouter
from config.settings import Settings, environment_of
from config.site.model import Site
from eventlog.facts import ProcessReplaced
from ivr.errors import IvrError
from ivr.renderer import count_missing, render
from ivr.sounds import recipes_of
from storage.embedded.child_process import ChildProcess, OnUnwatched, Spawn
from storage.embedded.workdir import lock_folder
from storage.encryption.field_cipher import load_field_cipher
from storage.encryption.seal_key import prepare_seal_key
from storage.errors import StorageError
from storage.recordings.master_keys import prepare_master_keys
from storage.valkey import connect, url_for_user
from telephony.asterisk.node.predecessor import gateway_name_prefix
from telephony.metrics.meter import stable_gateway_name

_STOP_TIMEOUT_S = 20.0
_FEW_SOUNDS = 20
"""Sounds that are rendered within a second or two."""


def _check(settings: Settings, roles: Sequence[str]) -> None:
    """Report wrong settings before anything starts."""
    check_gateway(settings)
    check_ports(settings, roles)
    load_field_cipher(settings)
    prepare_master_keys(settings)
    if "worker" in roles:
        prepare_seal_key(settings)
    smtp_server(settings)
    second_factor_roles(settings.second_factor_roles or DEFAULT_ROLES)


@asynccontextmanager
async def run_system(
    settings: Settings,
    site: Site,
    roles: Sequence[str] = ROLES,
    seed: SeedData | None = None,
    at_once: asyncio.Event | None = None,
) -> AsyncIterator[Settings]:
    """Run each role in a process that is restarted when it dies; yield the settings with both servers.

    Args:
        settings: of this node.
        site: of the folder; it may become the one in force, see `prepare`.
        roles: the processes to run.
        seed: adds data to the database before they start.
        at_once: when set, parts that are stopping end immediately.

    Raises:
        SettingsInvalid: a port is in use, or the gateway is not in this release.
        StorageError: the data folder cannot be used, or a server did not start.
        IvrError: the sounds cannot be rendered.
        SupervisorStopped: a process could no longer be restarted; all have been stopped.
    """
    _check(settings, roles)
    at_once, own_roles = at_once or asyncio.Event(), local_roles(settings, roles)
    async with Watchdog(at_once) as watchdog, AsyncExitStack() as stack:
        zygote, beats = await stack.enter_async_context(_own_folder(settings, own_roles, is_demo=seed is not None))
        servers = start_prepared_servers(settings, site, seed, watchdog.unwatched)
        served, site = await stack.enter_async_context(servers)
        served = await stack.enter_async_context(_with_asterisk(served, site, roles, watchdog.unwatched))
        rendering = await stack.enter_async_context(_render_in_background(served, site, roles))
        hung = await stack.enter_async_context(_hung_processes(served, site, own_roles, beats))
        environment, stop_timeout_s = role_environment(served, site), _STOP_TIMEOUT_S + (settings.drain_s or 0)
        for role in own_roles:
            own = {**environment, **valkey_environment(served, role), **beats.environment(role)}
            child = _child(settings, role, zygote.spawn(role, own), hung, watchdog.unwatched)
            await child.start()
            stack.push_async_callback(child.stop, stop_timeout_s, at_once)
        await rendering
        await stack.enter_async_context(hung.watch(watchdog.unwatched))
        stack.callback(watchdog.disarm)
        yield served


@asynccontextmanager
async def _own_folder(
    settings: Settings, roles: Sequence[str], *, is_demo: bool
) -> AsyncIterator[tuple[Zygote, Heartbeats]]:
    """Lock the data folder for this system, and load the roles while other parts start."""
    async with lock_folder(settings.data_dir) as lock, _log_rotation(settings):
        if is_demo:
            mark_demo(settings)  # before files appear that a real system also leaves
        with Heartbeats(roles) as beats:
            async with Zygote(roles, _log_of(settings, "zygote"), lock, (beats.descriptor,)) as zygote:
                yield zygote, beats


@asynccontextmanager
async def _hung_processes(
    settings: Settings, site: Site, roles: Sequence[str], beats: Heartbeats
) -> AsyncIterator[HungProcesses]:
    """Yield the hang watch; it pings SIP only of an embedded gateway, because Asterisk serves its own SIP."""
    is_embedded = settings.gateway == "pyvoip"
    gateway = "pyvoip" if is_embedded else stable_gateway_name(gateway_name_prefix(settings.node))
    options = OptionsProbe(str(settings.bind), settings.sip_port) if is_embedded and "gateway" in roles else None
    redis = connect(settings.redis_url or "")
    router = CallRouter(redis, site.campaign)

    async def append(fact: ProcessReplaced) -> None:
        version = (await router.head()).site_version or site.version
        await router.append([fact], actor="system", site_version=version)

    try:
        yield HungProcesses(beats, gateway, options, append)
    finally:
        await redis.aclose()


@asynccontextmanager
async def _with_asterisk(
    settings: Settings, site: Site, roles: Sequence[str], unwatched: OnUnwatched
) -> AsyncIterator[Settings]:
    """Yield the settings with the address of our own node, if a role here needs one."""
    if settings.gateway != "asterisk" or "gateway" not in roles:
        yield settings
        return
    async with run_asterisk(settings, site, unwatched) as served:
        yield served


@asynccontextmanager
async def _render_in_background(
    settings: Settings, site: Site, roles: Sequence[str]
) -> AsyncIterator[asyncio.Task[None]]:
    """Render missing sounds while the roles load; a role that needs them waits for the folder's lock."""
    speaks = ROLES_WITH_SOUNDS.intersection(roles) or (settings.has_twilio and "api" in roles)
    spoken = settings if speaks else None
    rendering = asyncio.create_task(_render(spoken, site))
    try:
        yield rendering
    finally:
        with suppress(IvrError):
            await rendering


async def _render(settings: Settings | None, site: Site) -> None:
    if settings is None:
        return
    database, folder = Database(settings.database_url or "", "atencion-sounds"), sounds_folder(settings)
    try:
        with suppress(StorageError, OSError):  # a missing file is reported by the rendering
            await fetch_site_files(database, settings, site, folder)
    finally:
        await database.close()
    await asyncio.to_thread(_render_missing, site, site_files_folder(settings), folder)


def _render_missing(site: Site, files: Path, cache: Path) -> None:
    """Render into the cache, and say first that it takes a while."""
    recipes = recipes_of(site, files).values()
    if (count := count_missing(recipes, cache)) > _FEW_SOUNDS:
        echo(f"Generando {count} sonidos; los próximos arranques ya los encuentran…")
    render(recipes, cache)


def local_roles(settings: Settings, roles: Sequence[str]) -> tuple[str, ...]:
    """Return the roles that have a process of their own: the API's process serves a gateway at Twilio."""
    return tuple(role for role in roles if role != "gateway" or settings.gateway != "twilio")


def role_environment(settings: Settings, site: Site) -> dict[str, str]:
    """Return the settings of a role's process: the supervisor's, without those that only it needs."""
    supervisor_only = (
        "database_owner_url",
        "demo_password",
    )  # only the supervisor migrates, and creates the demo's users
    own = settings.model_copy(update=dict.fromkeys(supervisor_only) | {"drain_s": settings.drain_s or 0})
    roles = settings.second_factor_roles or DEFAULT_ROLES
    return environment_of(own) | {SITE_VERSION: site.version, SECOND_FACTOR: roles}


def valkey_environment(settings: Settings, role: str) -> dict[str, str]:
    """Return how a role's process connects to Valkey: as its own user, if it has one.

    The API's process also reads the metrics, as the user of metrics.
    """
    url, users = settings.redis_url or "", settings.redis_users or {}
    metrics = f"metrics {users['metrics']}" if role == "api" and "metrics" in users else ""
    own = url_for_user(url, role, users[role]) if role in users else url
    return {"ATENCION_REDIS_URL": own, "ATENCION_REDIS_USERS": metrics}


def _log_of(settings: Settings, process: str) -> Path | None:
    """Return the log file of a process; None if all write to our own output."""
    return log_file(settings.data_dir / "logs", process) if settings.logs == "files" else None


@asynccontextmanager
async def _log_rotation(settings: Settings) -> AsyncIterator[None]:
    """Rotate log files; the servers always log to files."""
    rotating = asyncio.create_task(rotate_logs(settings.data_dir), name="rotate logs")
    try:
        yield
    finally:
        rotating.cancel()


def _child(settings: Settings, role: str, spawn: Spawn, hung: HungProcesses, unwatched: OnUnwatched) -> ChildProcess:
    """Return the process of a role, under the hang watch."""
    log, begin = _log_of(settings, role), partial(hung.reset, role)
    child = ChildProcess(
        role, spawn, log=log, stop_signal=SIGTERM, is_ready=_always_ready, before_start=begin, on_unwatched=unwatched
    )
    hung.add(role, child)
    return child


async def _always_ready() -> bool:
    return True
