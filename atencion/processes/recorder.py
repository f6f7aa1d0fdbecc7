"""The recorder process: it carries the stream into the journal, and the outbox into the stream. Nothing else.

Work that may fail, hang or need much memory is the worker's, so that it never stops the journal.
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
        RecorderStopped: stream and journal contradict each other; a person must look.
    """
    engine = context.database.engine
    projections: list[Projection] = [RecordingProjection(), VoiceMessageProjection(), GapProjection()]
    journal = record(context.campaign, context.redis, engine, stop, cipher=context.cipher, projections=projections)
    relay = relay_outbox(context.campaign, engine, RouterPublisher(context.router))
    await run_until(asyncio.Event(), {"journal": journal, "outbox relay": relay})  # the journal ends its batch first


class RouterPublisher:
    """Writes into the stream through the router, and raises its errors as those of storage."""

    def __init__(self, router: CallRouter) -> None:
        self._router = router

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append facts; see `eventlog.outbox_relay.Publisher`."""
        try:
            await self._router.publish(rows)
        except RouterError as error:
            raise (ValkeyAway if error.retryable else ValkeyRefused)(str(error)) from error
