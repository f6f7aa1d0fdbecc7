"""The recorder process: it copies the stream to the journal, and the outbox to the stream, and does nothing else.

Work that may fail, hang or need much memory belongs to the worker, so that it never stops the journal.
"""

import asyncio
from collections.abc import Sequence

from agent_api.incidents.gaps import GapProjection
from agent_api.recordings.store import RecordingProjection
from agent_api.voice_messages.store import VoiceMessageProjection
from atencion.runtime.context import Context
from atencion.runtime.tasks import run_until
from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.journal.writer import Projection
from eventlog.outbox_relay import relay_outbox
from eventlog.outbox_row import OutboxRow
from eventlog.recorder import record
from storage.errors import ValkeyAway, ValkeyRefused


async def run(context: Context, stop: asyncio.Event) -> None:
    """Record until `stop` is set.

    Raises:
        RecorderStopped: stream and journal contradict each other; an operator must look.
    """
    engine = context.database.engine
    projections: list[Projection] = [RecordingProjection(), VoiceMessageProjection(), GapProjection()]
    journal = record(context.campaign, context.redis, engine, stop, cipher=context.cipher, projections=projections)
    relay = relay_outbox(context.campaign, engine, RouterPublisher(context.router))
    await run_until(asyncio.Event(), {"journal": journal, "outbox relay": relay})  # `record` ends its batch first


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
