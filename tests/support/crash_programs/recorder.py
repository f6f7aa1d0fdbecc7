"""A program for tests: a recorder that is killed in the middle of its work.

Arguments: the database's address, Valkey's address, and the point of death (``before_commit`` or ``before_trim``).
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import Envelope
from eventlog.recorder import record
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.facts.call_logs import CAMPAIGN, SEALER


def kill_self(*_: object, **__: object) -> None:
    """End as by kill -9: without closing, flushing or rolling back."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingProjection:
    """A projection that dies before the first facts are committed."""

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """End the process."""
        kill_self()


async def main(database: str, valkey: str, where: str) -> None:
    """Record and die."""
    client: Any = connect(valkey)
    if where == "before_trim":
        client.xtrim = kill_self
    projections = [DyingProjection()] if where == "before_commit" else []
    await record(CAMPAIGN, client, make_engine(database), asyncio.Event(), cipher=SEALER, projections=projections)
