"""The recorder process: it copies the stream to the journal, and the outbox to the stream, and does nothing else.

Work that may fail, hang or need much memory belongs to the worker, so that it never stops the journal.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import structlog

from agent_api.incidents.gaps import GapProjection
from agent_api.recordings.store import RecordingProjection
from agent_api.voice_messages.store import VoiceMessageProjection
from atencion.runtime.context import Context
from atencion.runtime.site.follower import SiteFollower, first_practice
from atencion.runtime.tasks import run_until
from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.journal.writer import Projection
from eventlog.outbox_relay import relay_outbox
from eventlog.outbox_row import OutboxRow
from eventlog.recorder import record
from storage.errors import ValkeyAway, ValkeyRefused
from storage.timeouts import wait_for_event

Work = Callable[[], Coroutine[Any, Any, None]]
log = structlog.get_logger(__name__)

_RESTART_DELAY_S = 5.0


async def run(context: Context, stop: asyncio.Event) -> None:
    """Record until `stop` is set.

    Raises:
        RecorderStopped: stream and journal contradict each other; an operator must look.
    """
    journal, relay = _work(context, context.router, context.campaign, stop)
    practice = _Practice(context, stop)
    work: dict[str, Coroutine[Any, Any, None]] = {
        "site": SiteFollower(context).run(),
        "outbox relay": relay(),
        "practice outbox relay": practice.relay(),
        "journal": _await_both(journal(), practice.journal()),
    }
    await run_until(asyncio.Event(), work)  # `record` ends its batch first


class _Practice:
    """The two copies of the practice campaign, from the first version of the site that has one."""

    def __init__(self, context: Context, stop: asyncio.Event) -> None:
        self._context, self._stop = context, stop

    async def journal(self) -> None:
        """Copy the practice's stream to its journal until `stop` is set."""
        if (work := await self._find_work()) is not None:
            await _isolate(work[0], self._stop)

    async def relay(self) -> None:
        """Copy the practice's outbox to its stream, until cancelled."""
        if (work := await self._find_work()) is not None:
            await _isolate(work[1], self._stop)
        await asyncio.Event().wait()  # the process ends with its journal

    async def _find_work(self) -> tuple[Work, Work] | None:
        site = await first_practice(self._context, self._stop)
        if site is None:
            return None
        return _work(self._context, CallRouter(self._context.redis, site.campaign), site.campaign, self._stop)


def _work(context: Context, router: CallRouter, campaign: str, stop: asyncio.Event) -> tuple[Work, Work]:
    """Return the two copies of a campaign: stream to journal, and outbox to stream."""
    engine = context.database.engine
    projections: list[Projection] = [RecordingProjection(), VoiceMessageProjection(), GapProjection()]
    return (
        partial(record, campaign, context.redis, engine, stop, cipher=context.cipher, projections=projections),
        partial(relay_outbox, campaign, engine, RouterPublisher(router)),
    )


async def _await_both(*journals: Awaitable[None]) -> None:
    """Await both journals, so that each ends its batch before the process ends."""
    await asyncio.gather(*journals)


async def _isolate(task: Work, stop: asyncio.Event) -> None:
    """Run a task of the practice campaign until `stop` is set; its failure must not stop the real journal."""
    while not stop.is_set():
        try:
            await task()
        except Exception:
            log.exception("practice_task_begins_again")
            await wait_for_event(stop, _RESTART_DELAY_S)


class RouterPublisher:
    """A publisher that writes to the stream through the router, and raises its errors as storage errors."""

    def __init__(self, router: CallRouter) -> None:
        self._router = router

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append facts; see `eventlog.outbox_relay.Publisher`."""
        try:
            await self._router.publish(rows)
        except RouterError as error:
            raise (ValkeyAway if error.retryable else ValkeyRefused)(str(error)) from error
