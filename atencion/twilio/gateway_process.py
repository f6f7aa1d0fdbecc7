"""The gateway at Twilio, as the api process of every node serves it, built from the settings.

Owns the choice of its parts and their common life. The parts are in `telephony.twilio`; the name under which calls are
held is in `atencion.twilio.leased_gateway`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, NamedTuple

from starlette.applications import Starlette

from agent_api.recordings.stored_recordings import StoredRecordings
from atencion.gateways.call_wiring import GatewayDrivers, build_driver, no_sounds_to_add, open_intake, render_sounds
from atencion.gateways.metrics import MetricsPublisher
from atencion.gateways.recorded_prompts import sound_version
from atencion.gateways.site_changes import SiteChanges
from atencion.runtime.context import Context, Database
from atencion.runtime.tasks import run_until, utc_now
from atencion.runtime.twilio_settings import TwilioAccount
from atencion.twilio.leased_gateway import LeasedGateway
from atencion.twilio.shared_lease import NodeRegistry
from calls.driver.lease import Lease
from calls.peers.sounds import SharedSounds
from config.settings import Settings
from config.site.model import Site
from storage.errors import ValkeyAway
from telephony.metrics.meter import ProbeResult
from telephony.metrics.store import GatewayMetricsStore
from telephony.port import CALLER, Signal, TelephonyError
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import REQUEST_TIMEOUT_S, TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import CallRateLimiter
from telephony.twilio.call.held_call import KIND
from telephony.twilio.call.twiml import TwimlBuilder, WebhookUrls
from telephony.twilio.call_store import CallStore
from telephony.twilio.gateway import LineFallback, TwilioGateway
from telephony.twilio.recording.collector import RecordingCollector
from telephony.twilio.recording.download import RecordingDownloader
from telephony.twilio.recording.pending_recording import PendingRecording
from telephony.twilio.recording.pending_store import PendingRecordings
from telephony.twilio.webhooks.app import SignatureValidator, create_app


class TwilioGatewayProcess(NamedTuple):
    """The gateway at one node.

    Attributes:
        app: serves Twilio's webhooks.
        metrics: counts our requests to Twilio.
        leased_gateway: the gateway under its lease.
        changes: the version of the site in force.
        tasks: further tasks, by name.
        executor: runs the requests to Twilio.
    """

    app: Starlette
    metrics: ApiMetrics
    leased_gateway: LeasedGateway
    changes: SiteChanges
    tasks: dict[str, Coroutine[Any, Any, None]]
    executor: TwilioExecutor

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set.

        Raises:
            BaseException: the error of the first part that failed.
        """
        try:
            await run_until(asyncio.Event(), {"leases": self.leased_gateway.serve(stop), **self.tasks})
        finally:
            self.executor.close()


async def build_twilio_gateway(context: Context, account: TwilioAccount) -> TwilioGatewayProcess:
    """Build the gateway of the settings, without starting it.

    Raises:
        RenderingFailed, NotInMemory: a sound cannot be generated, or plain recordings would be on a disk.
    """
    settings, database = context.settings, context.database
    redis, campaign = context.redis, context.campaign
    sounds = SharedSounds(await render_sounds(context.sites.current, context))
    changes = SiteChanges(context, sounds, no_sounds_to_add)
    calls, api_metrics = CallStore(redis, campaign, context.cipher), ApiMetrics()
    executor = TwilioExecutor(
        partial(create_client, account.sid, account.token, settings.twilio_api, timeout_s=REQUEST_TIMEOUT_S)
    )
    pending = PendingRecordings(redis, campaign)
    rate_limiter = CallRateLimiter(redis, campaign, settings.twilio_calls_per_s)
    provider = Provider(executor, rate_limiter, account.number, api_metrics)
    gateway = _gateway(context, account, calls=calls, provider=provider, sounds=sounds, pending=pending)
    leased = LeasedGateway(
        router=context.router,
        gateway=gateway,
        calls=calls,
        nodes=NodeRegistry(redis, campaign, KIND),
        build_driver=partial(_build_driver, context, gateway, changes),
        last_words=lambda line: _last_words(context.sites.current, line),
        serve_peers=changes.serve_peers,
    )
    recordings = _recordings(
        database, settings, account, executor=executor, pending=pending, leased_gateway=leased, api_metrics=api_metrics
    )
    app = create_app(gateway, SignatureValidator(account.token, account.url), sounds)
    metrics_store = GatewayMetricsStore(redis, campaign)
    publisher = MetricsPublisher(metrics_store, KIND, gateway.counts, probe=_always_up, calls=calls.count)
    tasks = {
        "tend": gateway.run(),
        **changes.tasks(),
        "recordings": recordings.run(),
        "intake": open_intake(database.engine, context.vault, settings).run(),
        "figures": publisher.run(),
    }
    return TwilioGatewayProcess(app, api_metrics, leased, changes, tasks, executor)


async def _always_up() -> ProbeResult:
    """Report Twilio as up: the counts of its webhooks and its responses show its real state."""
    return ProbeResult()


def _gateway(
    context: Context,
    account: TwilioAccount,
    *,
    calls: CallStore,
    provider: Provider,
    sounds: SharedSounds,
    pending: PendingRecordings,
) -> TwilioGateway:
    return TwilioGateway(
        name="",
        calls=calls,
        provider=provider,
        twiml_builder=TwimlBuilder(
            WebhookUrls(account.url, sound_version=partial(sound_version, sounds)), caller_id=account.number
        ),
        sounds=sounds,
        lines=lambda dialled: _line_of(context.sites.current, dialled),
        line_fallback=lambda line: _last_words(context.sites.current, line),
        on_recording_complete=_pending_recording_writer(pending),
        max_calls=context.settings.most_calls,
        phones=context.settings.twilio_phones,
    )


def _recordings(
    database: Database,
    settings: Settings,
    account: TwilioAccount,
    *,
    executor: TwilioExecutor,
    pending: PendingRecordings,
    leased_gateway: LeasedGateway,
    api_metrics: ApiMetrics,
) -> RecordingCollector:
    return RecordingCollector(
        pending=pending,
        downloader=RecordingDownloader(account.sid, account.token, settings.twilio_api),
        executor=executor,
        archive=StoredRecordings(database.engine),
        intake=settings.recordings_intake,
        emit=_signal_handler(leased_gateway),
        now=utc_now,
        metrics=api_metrics,
    )


def _build_driver(context: Context, gateway: TwilioGateway, changes: SiteChanges, lease: Lease) -> GatewayDrivers:
    return build_driver(
        context,
        gateway,
        lease,
        changes.peer_sounds.prepare,
        with_sounds=changes.with_sounds,
        refresh_call=gateway.refresh,
    )


def _line_of(site: Site, dialled: str) -> str | None:
    """Return the line of that name or number."""
    return dialled if dialled in site.lines else getattr(site.line_of(dialled), "id", None)


def _last_words(site: Site, line: str) -> LineFallback:
    """Return the apology and fallback number of a line, or of any line if it is unknown."""
    site_line = site.lines.get(line) or next(iter(site.lines.values()))
    return LineFallback(site_line.apology_prompt, site_line.fallback)


def _pending_recording_writer(pending: PendingRecordings) -> Callable[[str, str, str], Awaitable[None]]:
    """Return a callback that stores each recording that is complete at Twilio."""

    async def add_pending(recording_id: str, call_id: str, sid: str) -> None:
        await pending.add(recording_id, PendingRecording(sid=sid, call_id=call_id, leg=CALLER, completed_at=utc_now()))

    return add_pending


def _signal_handler(leased_gateway: LeasedGateway) -> Callable[[Signal], Awaitable[None]]:
    """Return a handler for signals of recordings; it turns telephony errors into storage errors, which are retried."""

    async def deliver(signal: Signal) -> None:
        try:
            await leased_gateway.on_signal(signal)
        except TelephonyError as error:
            raise ValkeyAway(str(error)) from error

    return deliver
