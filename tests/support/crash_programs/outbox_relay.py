"""A program for tests: an outbox relay that is killed in the middle of its work.

Arguments: the database's address, Valkey's address, and the point of death (``before_publish`` or ``after_publish``).
"""

from collections.abc import Sequence

from atencion.processes.recorder import RouterPublisher
from call_router.service import CallRouter
from eventlog.outbox_relay import relay_outbox
from eventlog.outbox_row import OutboxRow
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.crash_programs.recorder import kill_self
from tests.support.facts.call_logs import CAMPAIGN


class DyingPublisher(RouterPublisher):
    """A publisher that publishes at most once."""

    def __init__(self, router: CallRouter, where: str) -> None:
        super().__init__(router)
        self._where = where

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Publish if death comes after it, and die."""
        if self._where == "after_publish":
            await super().publish(rows)
        kill_self()


async def main(database: str, valkey: str, where: str) -> None:
    """Relay the outbox and die."""
    router = CallRouter(connect(valkey), CAMPAIGN)
    await relay_outbox(CAMPAIGN, make_engine(database), DyingPublisher(router, where))
