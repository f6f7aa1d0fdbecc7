"""The telephone gateway of a process: its kind comes from the settings, and it has every sound of the site.

Owns that choice, not the gateways.
"""

import asyncio
import os
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import structlog

from atencion.gateways.call_wiring import lines_by_number, no_sounds_to_add, peer_campaigns, render_sounds
from atencion.gateways.metrics import Probe
from atencion.phones.bindings import PhoneBindings
from atencion.phones.secret_cache import Fetch, PhoneSecretCache
from atencion.runtime.context import Context, Database
from atencion.runtime.site.follower import Prepare, nothing_to_prepare
from call_router.errors import LeaseLost, RouterAway, RouterError
from call_router.service import CallRouter
from calls.driver.lease import RENEW_INTERVAL_S, Lease
from calls.driver.refused_traffic import Doorkeeper
from calls.driver.sites import follow_site
from calls.peers.sounds import SharedSounds
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.model import Site
from telephony.port import ABILITIES, Command, Gateway

if TYPE_CHECKING:
    from atencion.asterisk.phone_book import AllSecrets
    from storage.encryption.field_cipher import FieldCipher
    from telephony.asterisk.ari.transport import AriSettings, ServerTransport
    from telephony.asterisk.gateway import AsteriskGateway
    from telephony.pyvoip.gateway import PyVoipGateway

log = structlog.get_logger(__name__)

TAKEOVER_LEASE = timedelta(seconds=9)
"""Lease of a gateway whose calls go on without it: its next process has this time to start.

If the node dies with its gateway, its calls stay open for this time; no call may be stuck for more than 10 s.
"""
_RECORDING_ACTION = "Escriba el nodo de nuevo con `atencion asterisk config` y reinícielo: antes no grababa."
_TRUNK_ACTION = "Dé la contraseña a la pasarela y reiníciela; mientras tanto las llamadas de esa troncal se rechazan."
_SHARED_MEMORY = Path("/dev/shm")
_LEGS_OF_A_CALL = 3  # caller, advisor, and a consulted one
_START_LIMIT_MS = 30_000
"""A starting gateway counts as draining for this time, unless it accepts calls earlier."""


def supported_commands(settings: Settings) -> frozenset[type[Command]]:
    """Return the commands that every gateway of these settings supports, so that screens offer no others."""
    kinds = {settings.gateway, *(("twilio",) if settings.has_twilio else ())}
    return frozenset.intersection(*(ABILITIES[kind] for kind in kinds))


class LocalGateway(Gateway, Protocol):
    """A gateway in this process, which knows the calls that it holds."""

    @property
    def calls(self) -> int:
        """Number of calls held."""
        ...

    @property
    def call_ids(self) -> tuple[str, ...]:
        """Ids of the calls held."""
        ...


class GatewayParts(NamedTuple):
    """The parts that a gateway's process starts with.

    Attributes:
        gateway: not started yet.
        lease: under which it holds calls; acquired, with the gateway still marked as draining.
        sounds: those that the gateway can play; other campaigns' sounds are added to them.
        add_sounds: makes added sounds playable, by key.
        probe: checks the gateway.
        prepare_node: makes the node of the gateway ready for a version of the site, before calls use it.
        resumes_calls: whether another process left calls of this gateway.
        screening_gateway: the gateway, if it reports traffic refused for its source.
        peer_leases: those of the other process in other campaigns, to be renewed until this one serves them.
    """

    gateway: LocalGateway
    lease: Lease
    sounds: SharedSounds
    add_sounds: Callable[[Iterable[str]], Awaitable[None]]
    probe: Probe
    prepare_node: Prepare = nothing_to_prepare
    resumes_calls: bool = False
    screening_gateway: Doorkeeper | None = None
    peer_leases: tuple[Lease, ...] = ()


async def make_gateway_parts(context: Context) -> GatewayParts:
    """Build the gateway of the settings and its parts.

    Raises:
        SettingsInvalid: a password is missing, or the gateway has no process of its own.
        RenderingFailed: a sound cannot be generated.
        RouterAway: the lease cannot be acquired now.
    """
    if context.settings.gateway == "asterisk":
        return await _asterisk(context)
    if context.settings.gateway == "twilio":
        raise SettingsInvalid("La pasarela «twilio» no tiene proceso propio: la atiende el proceso api.")
    sounds = SharedSounds(await render_sounds(context.sites.current, context))
    gateway = _pyvoip(context, sounds)
    lease = Lease(context.router, gateway.name)
    await _acquire(context.router, lease)
    return GatewayParts(
        gateway, lease, sounds, no_sounds_to_add, gateway.probe, _report_trunks, screening_gateway=gateway
    )


async def _asterisk(context: Context) -> GatewayParts:
    from atencion.asterisk.config_files import ari_connection_of, records_calls
    from telephony.asterisk.node.health import HealthProbe
    from telephony.asterisk.node.predecessor import new_gateway_name

    settings, ari = context.settings, ari_connection_of(context.settings)
    before = await _lease_of_predecessor(context.router, ari)
    peer_leases = await _peer_leases(context, before.gateway) if before else ()
    async with keep_alive(*peer_leases, *((before,) if before else ())):
        rendered = await render_sounds(context.sites.current, context)
    lease = before or Lease(context.router, new_gateway_name(settings.node), duration=TAKEOVER_LEASE)
    await _acquire(context.router, lease)
    sounds = SharedSounds(rendered)
    gateway = _asterisk_gateway(context, lease.gateway, ari, sounds, rendered.keys, adopts=before is not None)
    probing = HealthProbe(gateway, settings.recordings_intake if records_calls(context.sites.current) else None)
    return GatewayParts(
        gateway,
        lease,
        sounds,
        gateway.add_sounds,
        probing,
        partial(_prepare_node, context, gateway),
        resumes_calls=before is not None,
        screening_gateway=gateway,
        peer_leases=peer_leases,
    )


async def _prepare_node(context: Context, gateway: "AsteriskGateway", site: Site) -> None:
    """Install the lines and the listed sources of a version on the node. Raises OSError and TelephonyError."""
    from atencion.asterisk.config_files import records_calls, render_site_files

    if records_calls(site) and not records_calls(context.sites.current):
        log.error("node_does_not_record", version=site.version, action=_RECORDING_ACTION)
    await gateway.install_files(await asyncio.to_thread(render_site_files, context.settings, site))


def _asterisk_gateway(
    context: Context,
    name: str,
    ari: "AriSettings | ServerTransport",
    sounds: SharedSounds,
    keys: Collection[str],
    *,
    adopts: bool,
) -> "AsteriskGateway":
    """Return the gateway of an Asterisk node; ``keys`` are those of the sounds already rendered."""
    from atencion.asterisk.config_files import media_folder, node_folder, recording_folders_of, render_site_files
    from atencion.asterisk.phone_book import AsteriskPhones
    from atencion.runtime.listed_trunks import own_callers
    from telephony.asterisk.configuration import listed_endpoints
    from telephony.asterisk.gateway import AsteriskGateway

    settings, secrets = context.settings, _all_phone_secrets(context.database, context.cipher)
    find_lines = follow_site(context.sites, lambda site: frozenset(lines_by_number(site).values()))
    find_trusted = follow_site(context.sites, lambda site: listed_endpoints(site.sources, own_callers(settings, site)))
    return AsteriskGateway(
        node=settings.node,
        name=name,
        adopts_calls=adopts,
        ari=ari,
        lines=lambda line: line if line in find_lines() else None,
        sounds=sounds,
        sound_keys=keys,
        media_folder=media_folder(node_folder(settings)),
        settings_folder=node_folder(settings) / "etc",
        settings_files=render_site_files(settings, context.sites.current),
        max_calls=settings.most_calls,
        recording_folders=recording_folders_of(settings),
        auto_answers=True,
        trunk=settings.sip_trunk or "",
        trusted_endpoints=find_trusted,
        limits=lambda: context.sites.current.sources.limits,
        phones=AsteriskPhones(secrets, PhoneBindings(context.redis, context.campaign), settings.sip_digests.split(",")),
    )


async def _lease_of_predecessor(router: CallRouter, ari: "AriSettings | ServerTransport") -> Lease | None:
    """Return the lease of the node's last gateway if it is still valid: then its calls live, and we take them over."""
    from telephony.asterisk.node.predecessor import last_gateway

    name = await last_gateway(ari)
    if not name:
        return None
    lease = Lease(router, name, duration=TAKEOVER_LEASE)
    try:
        await _acquire(router, lease)
    except LeaseLost:
        return None
    return lease


async def _peer_leases(context: Context, gateway: str) -> tuple[Lease, ...]:
    """Renew the predecessor's leases in the other campaigns, where its calls wait or talk; return them."""
    routers = [CallRouter(context.redis, campaign) for campaign in peer_campaigns(context.sites.current)]
    leases = [Lease(router, gateway, duration=TAKEOVER_LEASE) for router in routers]
    held = await asyncio.gather(*map(_renew_draining, routers, leases))
    return tuple(lease for lease, is_held in zip(leases, held, strict=True) if is_held)


async def _renew_draining(router: CallRouter, lease: Lease) -> bool:
    """Renew a lease, with the gateway marked as draining; return whether there is one."""
    with suppress(RouterError):
        await router.mark_draining(lease.gateway, _START_LIMIT_MS)
        await lease.renew()
        return True
    return False


async def _acquire(router: CallRouter, lease: Lease) -> None:
    """Acquire the lease, with the gateway marked as draining until it has started. Raises as `Lease`."""
    await router.mark_draining(lease.gateway, _START_LIMIT_MS)
    await lease.acquire()


@asynccontextmanager
async def keep_alive(*leases: Lease) -> AsyncIterator[None]:
    """Renew leases during the block: a busy machine may need longer to start than a lease lasts."""

    async def renew(lease: Lease) -> None:
        while True:
            await asyncio.sleep(RENEW_INTERVAL_S)
            with suppress(RouterAway):  # it may be back before the lease expires
                await lease.renew()

    renewing = [asyncio.create_task(renew(lease)) for lease in leases]
    try:
        yield
    finally:
        for task in renewing:
            task.cancel()
        await asyncio.gather(*renewing, return_exceptions=True)


async def _report_trunks(site: Site) -> None:
    """Log each trunk of a published version that this process cannot recognise, and what to do."""
    from atencion.runtime.listed_trunks import read_trunk_passwords

    _, missing = read_trunk_passwords(site)
    for error in missing:
        log.error("trunk_password_missing", version=site.version, error=str(error), action=_TRUNK_ACTION)


def _pyvoip(context: Context, sounds: SharedSounds) -> "PyVoipGateway":
    from atencion.runtime.listed_trunks import listed_trunks_of, require_trunk_passwords
    from telephony.pyvoip.gateway import PyVoipGateway
    from telephony.pyvoip.media.loop import steady_interpreter
    from telephony.pyvoip.sip.registration.registrar import Registrar
    from telephony.pyvoip.sip.session.dialog_file import DialogFile

    settings = context.settings
    require_trunk_passwords(context.sites.current)  # a start without a password is refused
    find_listed = follow_site(context.sites, lambda site: listed_trunks_of(settings, site))
    find_lines = follow_site(context.sites, lines_by_number)
    steady_interpreter()
    return PyVoipGateway(
        bind=str(settings.bind),
        sip_port=settings.sip_port,
        rtp_ports=range(settings.rtp_ports.first, settings.rtp_ports.last + 1),
        lines=lambda number: find_lines().get(number),
        sounds=sounds,
        max_calls=settings.most_calls,
        trusted_sources=find_listed,
        dialogs=DialogFile(dialogs_path(settings), slots=_LEGS_OF_A_CALL * settings.most_calls),
        registrar=Registrar(
            PhoneSecretCache(_phone_secrets(context.database, context.cipher), time.monotonic),
            PhoneBindings(context.redis, context.campaign),
        ),
    )


def dialogs_path(settings: Settings) -> Path:
    """Return the file in which an embedded gateway keeps its dialogs for its successor.

    It is in memory, so a busy disk does not delay the gateway and a reboot leaves nothing. Two systems on one machine
    have two files.
    """
    folder = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else settings.data_dir.resolve()
    checksum = zlib.crc32(f"{settings.data_dir.resolve()}:{settings.sip_port}".encode())
    return folder / f"atencion-{checksum:08x}.dialogs"


def _phone_secrets(database: Database, cipher: "FieldCipher") -> Fetch:
    """Return a reader of phone secrets, which loads the database library when the first phone registers."""

    async def fetch(user: str) -> Mapping[str, str] | None:
        from agent_api.access.credentials.sip_credentials import find_ha1

        return await find_ha1(database.engine, cipher, user)

    return fetch


def _all_phone_secrets(database: Database, cipher: "FieldCipher") -> "AllSecrets":
    async def fetch() -> Mapping[str, Mapping[str, str]]:
        from agent_api.access.credentials.sip_credentials import list_ha1

        return await list_ha1(database.engine, cipher)

    return fetch
