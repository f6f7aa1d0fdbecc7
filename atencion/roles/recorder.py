"""The recorder process: it carries the stream into the journal, and the outbox into the stream.

Beside it, it deletes recordings when their time is over, removes files of attachments that nobody has, shows those that
wait to the antivirus, sends the mail that waits, counts what indicators are made of, tells the interventoría each day's
head of the chain, seals the months that were asked for, makes the reports that are due, and watches the systems.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from agent_api.attachments.sweep import Sweep
from agent_api.incidents.gaps import GapRows
from agent_api.indicators.counter import Counter
from agent_api.recordings.retention import AnyOf, Retention
from agent_api.recordings.store import RecordingRows
from agent_api.tickets.holds import OpenTickets
from agent_api.voice_messages.holds import WaitingMessages
from agent_api.voice_messages.store import VoiceMessageRows
from atencion.examinations import examination_tasks
from atencion.house import House
from atencion.mailing import mail_tasks
from atencion.oversight import oversight_tasks
from atencion.reporting import report_tasks
from atencion.side_tasks import kept_up
from atencion.watching import watch
from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.carrying import carry
from eventlog.journal_writer import Projection
from eventlog.recorder import record
from eventlog.waiting_fact import WaitingFact
from storage.errors import ValkeyAway, ValkeyRefused


async def run(house: House, stop: asyncio.Event) -> None:
    """Record until told to stop.

    Raises:
        RecorderStopped: stream and journal contradict each other; a person must look.
    """
    engine = house.database.engine
    beside = [
        asyncio.create_task(carry(house.campaign, engine, RouterPublisher(house.router))),
        asyncio.create_task(_retention(house).tend()),
        asyncio.create_task(_sweep(house).tend()),
        asyncio.create_task(_counter(house).tend()),
        *map(asyncio.create_task, examination_tasks(house)),
        *map(asyncio.create_task, mail_tasks(house)),
        *map(asyncio.create_task, oversight_tasks(house)),
        *map(asyncio.create_task, report_tasks(house)),
        asyncio.create_task(kept_up(partial(watch, house))),
    ]
    for each in beside:
        each.add_done_callback(lambda _: stop.set())
    try:
        projections: list[Projection] = [RecordingRows(), VoiceMessageRows(), GapRows()]
        await record(house.campaign, house.redis, engine, stop, sealer=house.sealer, projections=projections)
    finally:
        for each in beside:
            each.cancel()
        for each in beside:
            with suppress(asyncio.CancelledError):
                await each


def _retention(house: House) -> Retention:
    """By the rule of the site in force; a recording that an open ticket may need, or a message that waits, is kept."""
    return Retention(
        house.database.engine,
        house.vault,
        house.campaign,
        rules=lambda: house.sites.current.recordings,
        holds=AnyOf(OpenTickets(), WaitingMessages()),
        now=lambda: datetime.now(UTC),
    )


def _counter(house: House) -> Counter:
    """By the definitions of the site in force."""
    return Counter(house.database.engine, house.campaign, lambda: house.sites.current.indicators)


def _sweep(house: House) -> Sweep:
    """Of files that a process left which died before it wrote down that they are there."""
    return Sweep(house.database.engine, house.attachments, house.campaign, now=lambda: datetime.now(UTC))


class RouterPublisher:
    """Writes into the stream through the router, whose errors it tells in the words of storage."""

    def __init__(self, router: CallRouter) -> None:
        self._router = router

    async def publish(self, rows: Sequence[WaitingFact]) -> None:
        """Append facts; see `eventlog.carrying.Publisher`."""
        try:
            await self._router.publish(rows)
        except RouterError as error:
            raise (ValkeyAway if error.retryable else ValkeyRefused)(str(error)) from error
