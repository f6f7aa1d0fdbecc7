"""Collection of the metrics for Prometheus.

Owns the sources of each scrape. A server that is away must not hide the other metrics, because that scrape matters
most. `metrics` owns the names and labels.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import structlog
from prometheus_client.core import Metric
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.metrics import INITIAL_COUNTS
from agent_api.access_log.metrics import read_account_metrics
from agent_api.access_reviews.metrics import read_access_review_metrics
from agent_api.anchors.metrics import anchors_now
from agent_api.incidents.metrics import count_open_incidents
from agent_api.indicators.metrics import read_ticket_month
from agent_api.kit.context import ApiContext, Probe
from agent_api.large_clients.novelties.metrics import read_novelty_metrics
from agent_api.lookups.client import LookupClient
from agent_api.mail.metrics import read_mail_metrics
from agent_api.practice.service import count_open
from agent_api.system.initial_totals import initial_totals
from agent_api.system.readiness import probes, recordings_disk, run_probes, vault_disk
from agent_api.system.worker_signs import has_worker
from agent_api.tickets.attachments.metrics import antivirus_version, read_attachment_metrics
from agent_api.tickets.metrics import read_ticket_metrics
from agent_api.training.queries import read_training_metrics
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.milliseconds import from_milliseconds
from config.site.model import Site
from eventlog.facts import StreamId
from eventlog.folds.counts import INTERVAL, interval_start
from eventlog.journal.lag import Lag, read_lag
from eventlog.journal.reader import Journal
from eventlog.recorder import read_status
from metrics.prometheus.accounts import access_review_metrics, account_metrics
from metrics.prometheus.anchors import anchor_metrics
from metrics.prometheus.attachments import attachment_metrics
from metrics.prometheus.current_interval import MEASURES, CurrentInterval, current_interval_metrics
from metrics.prometheus.exporter import RecorderStatus, disk_metrics, render
from metrics.prometheus.health import (
    Clocks,
    Memory,
    clock_metrics,
    dependency_metrics,
    incident_metrics,
    memory_metrics,
    request_metrics,
    worker_metrics,
)
from metrics.prometheus.large_clients import novelty_metrics
from metrics.prometheus.mail import mail_metrics
from metrics.prometheus.practices import practice_metrics
from metrics.prometheus.telephony import telephony_metrics
from metrics.prometheus.tickets import ticket_metrics, ticket_month_metrics
from metrics.prometheus.training import training_metrics
from metrics.prometheus.twilio import twilio_metrics
from storage.errors import StorageError
from storage.timeouts import hard_timeout
from storage.valkey import replies_by_server, translate_errors
from telephony.metrics.store import GatewayMetricsStore

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
SCRAPE_TIMEOUT_S = 3.5
"""Longer than a dependency's timeout, shorter than the five seconds of Prometheus's scrape timeout and interval."""


async def render_metrics(context: ApiContext) -> bytes:
    """Return all metrics as `metrics.prometheus.exporter.CONTENT_TYPE`."""
    totals, now, recording, disk, more = await asyncio.gather(
        _none_if_away(context.router.totals()),
        _none_if_away(context.router.snapshot()),
        _none_if_away(_recorder_status(context.redis, context.campaign, context.now())),
        recordings_disk(context.recording_vault, context.site),
        _system_metrics(context),
    )
    counted = None if totals is None else {**dict.fromkeys(initial_totals(context.site), 0), **totals}
    return render(counted, now, recording, {**INITIAL_COUNTS, **context.access_counts}, disk, more=more)


async def _system_metrics(context: ApiContext) -> list[Metric]:
    named_probes = probes(
        context.journal, context.router, context.redis, context.campaign, now=context.now, others=context.probes
    )
    parts = (
        _telephony(context.redis, context.router, context.site, context.now),
        _dependencies(named_probes, context.service(LookupClient), context.site),
        _current_interval(context.journal, context.site, context.now()),
        _mail_and_tickets(context),
        _incidents(context.engine, context.site),
        _memory(context.redis),
        _attachments(context),
        _worker(context.redis, context.campaign, context.now()),
        _accounts(context),
        _practices(context),
        _novelties(context),
        _training(context),
    )
    groups = await asyncio.gather(*map(_none_if_away, parts))
    own = () if context.twilio_request_counts is None else twilio_metrics(context.twilio_request_counts)
    return [*own, *request_metrics(context.http_metrics), *(metric for group in groups for metric in group or ())]


async def _none_if_away(awaitable: Awaitable[Answer]) -> Answer | None:
    """Return the answer, or None if it does not come in time."""
    try:
        return await hard_timeout(SCRAPE_TIMEOUT_S, awaitable)
    except (RouterError, StorageError, TimeoutError) as error:
        log.warning("api.not_told", what=getattr(awaitable, "__name__", ""), code=getattr(error, "code", "timeout"))
        return None


async def _telephony(redis: Redis, router: CallRouter, site: Site, clock: Callable[[], datetime]) -> Iterable[Metric]:
    """Return the gateways' metrics and the difference between Valkey's clock and ours."""
    before = clock().timestamp()
    measured = await GatewayMetricsStore(redis, site.campaign).read()
    local_s = (before + clock().timestamp()) / 2
    living, draining = await router.gateways(), await router.draining_gateways()
    clocks = Clocks(campaign=measured.now, skew_s=local_s - measured.now)
    return [*telephony_metrics(measured, living, draining, site.lines), *clock_metrics(clocks)]


async def _dependencies(named_probes: Mapping[str, Probe], lookups: LookupClient, site: Site) -> Iterable[Metric]:
    working = {name: code is None for name, code in (await run_probes(named_probes)).items()}
    connectors = () if site.lookups is None else site.lookups.connectors
    return dependency_metrics(working, {each: not lookups.is_breaker_open(each) for each in connectors})


async def _current_interval(journal: Journal, site: Site, now: datetime) -> Iterable[Metric]:
    begins = interval_start(now)
    counts: dict[str, dict[str, int]] = {line: {} for line in site.lines}
    for (line, _), measures in (await journal.counts_by_queue(begins, begins + INTERVAL)).items():
        if line in counts:
            for measure in MEASURES:
                counts[line][measure] = counts[line].get(measure, 0) + measures.get(measure, 0)
    elapsed_s, duration_s = (now - begins).total_seconds(), INTERVAL.total_seconds()
    return current_interval_metrics(CurrentInterval(elapsed_s=elapsed_s, lasts_s=duration_s, counts=counts))


async def _mail_and_tickets(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of mail, tickets and the disk of their files."""
    mail = await read_mail_metrics(context.engine, context.site, context.now())
    tickets, month = await read_ticket_metrics(context), await read_ticket_month(context)
    files = await vault_disk(context.attachment_vault)
    anchors = await anchors_now(context.engine, context.campaign, context.now())
    return [
        *(() if mail is None else mail_metrics(mail)),
        *(() if anchors is None else anchor_metrics(anchors)),
        *(() if tickets is None else ticket_metrics(tickets)),
        *(() if month is None else ticket_month_metrics(month)),
        *disk_metrics(files, "attachments"),
    ]


async def _accounts(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of unused accounts, of reviews of the access log and of reviews of accounts."""
    accounts, reviews = await read_account_metrics(context), await read_access_review_metrics(context)
    return [*account_metrics(accounts), *access_review_metrics(reviews)]


async def _practices(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of practices."""
    return practice_metrics(await count_open(context))


async def _novelties(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of the novelties of large clients."""
    return novelty_metrics(await read_novelty_metrics(context))


async def _training(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of the courses that advisors need."""
    return training_metrics(await read_training_metrics(context))


async def _attachments(context: ApiContext) -> Iterable[Metric]:
    """Return metrics of attachments and the antivirus."""
    now = await read_attachment_metrics(context)
    if now is None or context.antivirus is None:
        return ()
    return attachment_metrics(now, antivirus_answers=bool(await antivirus_version(context.antivirus)))


async def _incidents(engine: AsyncEngine, site: Site) -> Iterable[Metric]:
    return incident_metrics(await count_open_incidents(engine, site))


async def _worker(redis: Redis, campaign: str, now: datetime) -> Iterable[Metric]:
    return worker_metrics(is_up=await has_worker(redis, campaign, now))


async def _memory(redis: Redis) -> Iterable[Metric]:
    """Return the memory of the fullest server; servers without a limit count as empty."""
    client: Any = redis
    with translate_errors():
        info = await client.info("memory")
    servers = [info] if "used_memory" in info else replies_by_server(info)  # each master of a cluster
    fullest = max(servers, key=lambda each: each["used_memory"] / (each["maxmemory"] or float("inf")))
    return memory_metrics(Memory(used=fullest["used_memory"], limit=fullest["maxmemory"]))


async def _recorder_status(redis: Redis, campaign: str, now: datetime) -> RecorderStatus:
    """Return the recorder's progress, measured by the clock that dates facts."""
    status = await read_status(redis, campaign)
    lag = await read_lag(redis, campaign, StreamId.parse(status["head"])) if "head" in status else Lag()
    waiting = int(status["behind"]) if "behind" in status else None
    return RecorderStatus(
        waiting=waiting,
        stopped=status.get("state") == "stopped",
        silence_s=_age(from_milliseconds(int(status["told_at"])), now) if "told_at" in status else None,
        oldest_s=0.0 if waiting == 0 else _age(lag.oldest_at, lag.now),
        head_s=_age(lag.head_at, lag.now),
    )


def _age(since: datetime | None, now: datetime | None) -> float | None:
    return None if since is None or now is None else max((now - since).total_seconds(), 0.0)
