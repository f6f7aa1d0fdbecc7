"""The probes of a worker: how it checks that each kind of system works.

Owns the probes. Each is small, changes nothing, and has its own connections, so that a busy system does not look down.
A system that cannot be checked from here is reported as such.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.incidents.watch.lookup_health import breaker_state
from agent_api.incidents.watch.record import WatchContext
from agent_api.incidents.watch.watcher import PROBE_TIMEOUT_S, CannotProbe, Probe, SystemDown, Watcher
from agent_api.system.readiness import check_recorder
from atencion.asterisk.config_files import ari_connection_of
from atencion.runtime.context import Context
from atencion.runtime.twilio_settings import twilio_account
from atencion.worker.mail import smtp_server
from atencion.worker.watch.probe_requests import basic_authorization, probe_http, probe_smtp
from call_router.errors import RouterError
from calls.driver.lease import boot_time
from config.errors import SettingsInvalid
from config.milliseconds import to_milliseconds
from config.site.oversight.systems import System
from eventlog.recorder import read_status
from storage.errors import StorageError
from storage.postgres.engine import make_engine, read_connection
from storage.valkey import translate_errors
from telephony.asterisk.ari.transport import AriSettings
from telephony.asterisk.node.predecessor import is_gateway_of
from telephony.metrics.store import GatewayMetricsStore

_CONNECTIONS: Final = 3
_MARK_MS: Final = 60_000
_LEEWAY: Final = timedelta(seconds=5)
"""Tolerance between our clock and Valkey's."""


async def watch_systems(context: Context) -> None:
    """Watch the systems of the site until cancelled."""
    engine = make_engine(context.settings.database_url or "", connections=_CONNECTIONS, name="atencion-watch")
    try:
        await watcher_of(context, engine).run()
    finally:
        await engine.dispose()


def watcher_of(context: Context, engine: AsyncEngine, *, timeout_s: float = PROBE_TIMEOUT_S) -> Watcher:
    """Build a watcher of the site's systems.

    Args:
        context: of the process.
        engine: of the database, its own.
        timeout_s: for one answer, seconds.
    """
    questions = SystemProbes(context, engine).by_probe()
    return Watcher(lambda: WatchContext(engine, context.sites.current, boot_time), questions, probe_timeout_s=timeout_s)


class SystemProbes:
    """The probe of each kind of system.

    Args:
        context: with the settings that name the addresses.
        engine: of the database.
    """

    def __init__(self, context: Context, engine: AsyncEngine) -> None:
        self._context = context
        self._engine = engine

    def by_probe(self) -> dict[str, Probe]:
        """Return every probe by name."""
        return {
            "postgresql": self._postgresql,
            "valkey": self._valkey,
            "recorder": self._recorder,
            "gateway": self._gateway,
            "ari": self._ari,
            "api": self._api,
            "smtp": self._smtp,
            "lookup": self._lookup,
            "twilio": self._twilio,
        }

    async def _postgresql(self, system: System) -> None:
        async with read_connection(self._engine) as connection:
            await connection.execute(text("SELECT 1"))

    async def _valkey(self, system: System) -> None:
        """Write, not only read: a Valkey with a full disk answers reads, but accepts no call."""
        with translate_errors():
            await self._context.redis.set(f"{{{self._context.campaign}}}:watched", b"", px=_MARK_MS)

    async def _recorder(self, system: System) -> None:
        try:
            status = await read_status(self._context.redis, self._context.campaign)
        except StorageError as error:
            raise CannotProbe from error
        check_recorder(status, datetime.now(UTC))

    async def _gateway(self, system: System) -> None:
        """Check the leases that are still valid; they are unknown while Valkey is away."""
        try:
            names = await self._context.router.gateways(to_milliseconds(datetime.now(UTC) - _LEEWAY))
        except RouterError as error:
            raise CannotProbe from error
        if not any(each.startswith(system.of) for each in names):
            raise SystemDown("no_gateway")

    async def _ari(self, system: System) -> None:
        """Check that Asterisk's ARI answers our user; if it cannot be reached from here, use its gateways' reports."""
        way = self._own_ari(system.of)
        if way is None:
            await self._check_other_nodes(system.of)
            return
        response = await probe_http(f"http://{way.host}:{way.port}/ari/asterisk/ping", authorization=way.authorization)
        _check_field(response, "ping", "pong")

    def _own_ari(self, node: str) -> AriSettings | None:
        """Return the ARI of this node's own Asterisk; None if it connects to its gateway, which alone can reach it."""
        settings = self._context.settings
        if settings.gateway != "asterisk" or node not in ("", settings.node):
            return None
        try:
            way = ari_connection_of(settings)
        except SettingsInvalid as error:
            raise CannotProbe from error
        return way if isinstance(way, AriSettings) else None

    async def _check_other_nodes(self, node: str) -> None:
        """Check the ARI state that the gateways report; without reports, there is no result."""
        try:
            statuses = await GatewayMetricsStore(self._context.redis, self._context.campaign).recent_statuses()
        except StorageError as error:
            raise CannotProbe from error
        hears = [standing.up for name, standing in statuses.items() if is_gateway_of(name, node)]
        if not hears:
            raise CannotProbe
        if not any(hears):
            raise SystemDown("ari_away")

    async def _api(self, system: System) -> None:
        settings = self._context.settings
        base = system.of or f"http://{settings.bind}:{settings.http_port}"
        await probe_http(f"{base.rstrip('/')}/healthz")

    async def _smtp(self, system: System) -> None:
        """Check that the server greets us, with TLS if our mail uses it: no message, no login."""
        server = smtp_server(self._context.settings)
        if server is None:
            raise CannotProbe
        await probe_smtp(server)

    async def _lookup(self, system: System) -> None:
        """Check the circuit breaker that real lookups feed; the probe makes no lookup of its own."""
        lookups = self._context.sites.current.lookups
        own = [each.id for each in lookups.lookups.values() if each.connector == system.of] if lookups else []
        if not own:
            raise CannotProbe
        try:
            is_closed, is_recent = await breaker_state(self._engine, self._context.campaign, own)
        except StorageError as error:
            raise CannotProbe from error
        if not is_closed:
            raise SystemDown("breaker_open") if is_recent else CannotProbe

    async def _twilio(self, system: System) -> None:
        """Check that Twilio's API answers, and has our account."""
        settings = self._context.settings
        if not settings.has_twilio:
            raise CannotProbe
        try:
            account = twilio_account(settings)
        except SettingsInvalid as error:
            raise CannotProbe from error
        from telephony.twilio.api.client import TWILIO_API

        api = (settings.twilio_api or TWILIO_API).rstrip("/")
        url = f"{api}/2010-04-01/Accounts/{account.sid}.json"
        if response := await probe_http(
            url, authorization=basic_authorization(account.sid, account.token), from_outside=True
        ):
            _check_field(response, "sid", account.sid)


def _check_field(content: bytes, name: str, value: str) -> None:
    """Check a field of a JSON response, to detect an answer of a proxy or another server.

    Raises:
        SystemDown: the field has another value.
    """
    try:
        fields = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise SystemDown("garbled") from error
    if fields.get(name) != value:
        raise SystemDown("garbled")
