"""Metrics of files and the antivirus, and a warning for operators.

Owns when there is a warning. Files that wait for the antivirus do not affect calls, mail or tickets, so this never
makes the API unready for a load balancer.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.context import ApiContext
from agent_api.kit.ports.antivirus import Antivirus
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus.clamd import ScannerUnavailable
from metrics.prometheus.attachments import AttachmentsNow
from storage.errors import StorageError
from storage.postgres.engine import read_connection

VERSION_TIMEOUT_S: Final = 2.0
"""Limit of a version request while a client waits."""
LATE_AFTER: Final = timedelta(minutes=15)
"""Longest wait of a file while the antivirus works."""
UNSCANNED_WARNING: Final = "attachments_unexamined"


async def read_attachment_metrics(context: ApiContext) -> AttachmentsNow | None:
    """Return the metrics; None if there is no antivirus, or PostgreSQL is unavailable."""
    if context.antivirus is None:
        return None
    try:
        return await measure_attachments(context.engine, context.campaign, context.now())
    except StorageError:
        return None


async def measure_attachments(engine: AsyncEngine, campaign: str, now: datetime) -> AttachmentsNow:
    """Return the metrics of a campaign's files.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    async with read_connection(engine) as connection:
        waiting, oldest = await store.count_unscanned(connection, campaign)
        withheld = await store.count_withheld(connection, campaign)
    oldest_s = (now - oldest).total_seconds() if oldest else 0.0
    return AttachmentsNow(waiting=waiting, oldest_s=max(oldest_s, 0.0), withheld=withheld)


def attachment_warnings(now: AttachmentsNow | None) -> list[str]:
    """Return the stable names of the warnings that apply."""
    return [UNSCANNED_WARNING] if now is not None and now.oldest_s > LATE_AFTER.total_seconds() else []


async def antivirus_version(antivirus: Antivirus) -> str:
    """Return the version of the antivirus and of its signatures; empty if it does not answer in time."""
    try:
        async with asyncio.timeout(VERSION_TIMEOUT_S):
            return await antivirus.version()
    except (TimeoutError, ScannerUnavailable):
        return ""
