"""How it stands with files and the antivirus: for metrics, and for who watches.

Owns when there is a warning. Files that wait for the antivirus take nothing from calls, mail or tickets, so this is
never a reason for a load balancer to leave the API out.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.context import Deps
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.antivirus.clamd import Clamd, ScannerAway
from metrics.prometheus.attachments import FilesNow
from storage.errors import StorageError
from storage.postgres.engine import reading

PATIENCE_S: Final = 2.0
"""Of who scrapes or looks."""
LATE: Final = timedelta(minutes=15)
"""So long a file waits at most while the antivirus works."""
WAITS: Final = "attachments_unexamined"


async def files_now(deps: Deps) -> FilesNow | None:
    """How it stands; None where there is no antivirus, or PostgreSQL is away."""
    if deps.antivirus is None:
        return None
    try:
        return await files_of(deps.engine, deps.campaign, deps.now())
    except StorageError:
        return None


async def files_of(engine: AsyncEngine, campaign: str, now: datetime) -> FilesNow:
    """How it stands with a campaign's files.

    Args:
        engine: of the database.
        campaign: whose files.
        now: aware.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with reading(engine) as connection:
        waiting, oldest = await store.count_unexamined(connection, campaign)
        withheld = await store.count_withheld(connection, campaign)
    oldest_s = (now - oldest).total_seconds() if oldest else 0.0
    return FilesNow(waiting=waiting, oldest_s=max(oldest_s, 0.0), withheld=withheld)


def files_warnings(now: FilesNow | None) -> list[str]:
    """What a person must look at, by stable name.

    Args:
        now: how it stands.
    """
    return [WAITS] if now is not None and now.oldest_s > LATE.total_seconds() else []


async def version_of(antivirus: Clamd) -> str:
    """Which antivirus answers, with the version of its signatures; empty where none does at once.

    Args:
        antivirus: that there is.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await antivirus.version()
    except (TimeoutError, ScannerAway):
        return ""
