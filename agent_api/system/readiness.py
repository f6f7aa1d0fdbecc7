"""Readiness: the state of each dependency by name.

Owns the probes that every installation has. A dependency that does not answer in time counts as away.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from redis.asyncio import Redis

from agent_api.kit.context import Probe
from agent_api.kit.errors import ApiError
from agent_api.system.worker_signs import ABSENT, has_worker
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.milliseconds import from_milliseconds
from config.site.model import Site
from eventlog.journal.reader import Journal
from eventlog.recorder import read_status
from metrics.prometheus.exporter import Disk
from storage.errors import StorageError
from storage.recordings.vault import Vault
from storage.timeouts import hard_timeout
from telephony.metrics.store import GatewayMetricsStore, GatewayStatus

PROBE_TIMEOUT_S = 2.0
RECORDER_SILENCE_LIMIT = timedelta(seconds=10)
"""A live recorder reports its status at least every half second."""

SCARCE_SHARE = 0.1
"""Below this share of free disk there is a warning, early enough to act."""
SCARCE: Final = "recordings_disk_scarce"
MEMORY_SCARCE_SHARE = 0.4
"""The same for a gateway's recording memory, which fills within minutes; the alert uses the same value."""
MEMORY_SCARCE: Final = "recordings_memory_scarce"

log = structlog.get_logger(__name__)


class NotReady(ApiError):
    """A dependency answers, but does not work."""

    status = 503
    code = "not_ready"
    retryable = True


class Draining(NotReady):
    """The dependency finishes its calls and accepts no others."""

    code = "draining"


def probes(
    journal: Journal,
    router: CallRouter,
    redis: Redis,
    campaign: str,
    *,
    now: Callable[[], datetime],
    others: Mapping[str, Probe],
) -> dict[str, Probe]:
    """Return the probe of every dependency by name; ``others`` are those of the composition root."""

    async def postgresql() -> None:
        await journal.head()

    async def valkey() -> None:
        await router.snapshot()

    async def recorder() -> None:
        check_recorder(await read_status(redis, campaign), now())

    return {"postgresql": postgresql, "valkey": valkey, "recorder": recorder, **others}


async def recordings_disk(vault: Vault | None, site: Site) -> Disk | None:
    """Return the disk of recordings; None if the site records no talks, or the disk cannot be read."""
    return None if site.recordings is None else await vault_disk(vault)


async def vault_disk(vault: Vault | None) -> Disk | None:
    """Return the disk of a vault; None without a vault, or if the disk cannot be read."""
    if vault is None:
        return None
    try:
        free, size = await asyncio.to_thread(vault.disk_space)
    except OSError as error:
        log.warning("api.disk_not_asked", fault=error.strerror)
        return None
    return Disk(free=free, size=size)


async def gateways_of(redis: Redis, campaign: str) -> Collection[GatewayStatus]:
    """Return the gateways' recent status; empty while it cannot be read."""
    try:
        return (await hard_timeout(PROBE_TIMEOUT_S, GatewayMetricsStore(redis, campaign).recent_statuses())).values()
    except (StorageError, TimeoutError):
        return ()


def warnings_of(disk: Disk | None, gateways: Collection[GatewayStatus] = ()) -> list[str]:
    """Return stable names of resources that are running out.

    Args:
        disk: of recordings, or None.
        gateways: their recent status; a silent gateway records nothing.
    """
    scarce = [SCARCE] if disk is not None and disk.free < SCARCE_SHARE * disk.size else []
    full = any(
        each.recording_space is not None and each.recording_space.free_share < MEMORY_SCARCE_SHARE for each in gateways
    )
    return [*scarce, *([MEMORY_SCARCE] if full else [])]


async def worker_warnings(redis: Redis, campaign: str, now: datetime) -> list[str]:
    """Return a warning if no worker sends heartbeats; none while Valkey is away."""
    try:
        return [] if await hard_timeout(PROBE_TIMEOUT_S, has_worker(redis, campaign, now)) else [ABSENT]
    except (StorageError, TimeoutError):
        return []


def check_recorder(status: Mapping[str, str], now: datetime) -> None:
    """Check that the recorder records.

    Raises:
        NotReady: it does not, or has been silent too long.
    """
    if not status or now - from_milliseconds(int(status["told_at"])) > RECORDER_SILENCE_LIMIT:
        raise NotReady("El registrador no da señales de vida.")
    if status["state"] != "recording":
        raise NotReady(f"El registrador está en «{status['state']}».")


async def run_probes(named_probes: Mapping[str, Probe]) -> dict[str, str | None]:
    """Run all probes concurrently; by name, return None or a stable error code."""
    codes = await asyncio.gather(*(_run_probe(name, probe) for name, probe in named_probes.items()))
    return dict(zip(named_probes, codes, strict=True))


async def _run_probe(name: str, probe: Probe) -> str | None:
    try:
        await hard_timeout(PROBE_TIMEOUT_S, probe())
    except (ApiError, RouterError, StorageError) as error:
        log.warning("api.not_ready", dependency=name, code=error.code)
        return error.code
    except TimeoutError:
        log.warning("api.not_ready", dependency=name, code="timeout")
        return "timeout"
    return None
