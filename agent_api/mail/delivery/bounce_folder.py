"""Read reports of failed delivery that a mail server leaves in a maildir.

Owns the folder: each file of ``new`` is read once and moved to ``cur`` as seen, even if it is not a report. A report
whose message is still being sent stays for the next poll. Several processes may read one folder: recording a report
twice changes nothing.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.mail.domain.bounces import REPORT_BYTES_LIMIT, parse_bounce
from agent_api.mail.service import DeliveryHandler, ignore_delivery, record_bounce
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import unit_of_work

ACTOR: Final = "mail"
POLL_INTERVAL_S: Final = 30.0
UNMATCHED_LIMIT_S: Final = 3600.0
"""How long a report of an unknown message is kept; after that it belongs to another system."""
BATCH_SIZE: Final = 100
SEEN_FLAG: Final = ":2,S"  # maildir(5)
log = structlog.get_logger(__name__)


class BounceFolder:
    """Polls a maildir for reports.

    Args:
        engine: PostgreSQL.
        campaign: the campaign of the messages.
        folder: the maildir.
        now: the wall clock, aware.
        follow: called with each message that did not arrive.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        campaign: str,
        folder: Path,
        *,
        now: Callable[[], datetime],
        follow: DeliveryHandler = ignore_delivery,
    ) -> None:
        self._follow = follow
        self._engine = engine
        self._campaign = campaign
        self._folder = folder
        self._now = now

    async def run(self) -> None:
        """Poll until cancelled."""
        await run_periodically(
            self.poll,
            interval_s=POLL_INTERVAL_S,
            retryable_errors=(StorageError, OSError),
            failure_event="bounces_wait",
            campaign=self._campaign,
        )

    async def poll(self) -> int:
        """Process the new reports; return how many belong to our messages.

        Raises:
            StorageError: PostgreSQL is away; unprocessed reports stay.
            OSError: the folder cannot be read.
        """
        processed = 0
        for path in await asyncio.to_thread(self._new_files):
            with suppress(FileNotFoundError):  # another process took it
                processed += await self._process(path)
        return processed

    def _new_files(self) -> list[Path]:
        return sorted(each for each in (self._folder / "new").iterdir() if each.is_file())[:BATCH_SIZE]

    async def _process(self, path: Path) -> bool:
        now = self._now()
        content, age_s = await asyncio.to_thread(_read, path, now)
        report = await asyncio.to_thread(parse_bounce, content)
        matched = False
        if report is not None:
            async with unit_of_work(self._engine) as connection:
                outcome = await record_bounce(
                    connection, self._campaign, report, actor=ACTOR, now=now, follow=self._follow
                )
            matched = outcome != "unknown"
        if matched or report is None or age_s > UNMATCHED_LIMIT_S:
            await asyncio.to_thread(_mark_seen, path)
        return matched


def _read(path: Path, now: datetime) -> tuple[bytes, float]:
    with path.open("rb") as file:
        return file.read(REPORT_BYTES_LIMIT), now.timestamp() - path.stat().st_mtime


def _mark_seen(path: Path) -> None:
    seen_folder = path.parent.parent / "cur"
    seen_folder.mkdir(exist_ok=True)
    path.rename(seen_folder / f"{path.name}{SEEN_FLAG}")
