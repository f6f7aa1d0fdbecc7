"""Rounds: looking again and again whether something is due.

Owns the rhythm alone. Any number of processes may look; what is due, and that it is done once, is each noun's.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed, StorageError

DEFAULT_INTERVAL_S: Final = 60.0
log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class JobContext(msgspec.Struct, frozen=True):
    """What is written with.

    Attributes:
        engine: of the database.
        sealer: of personal data.
        site: the one in force.
    """

    engine: AsyncEngine
    sealer: FieldCipher
    site: Site


async def run_periodically(
    look: Callable[[], Awaitable[Result]],
    *,
    name: str,
    waits: tuple[type[Exception], ...] = (),
    pause_s: Callable[[Result | None], float] = lambda found: DEFAULT_INTERVAL_S,
) -> None:
    """Look again and again, until cancelled.

    Args:
        look: does what is due now.
        name: of what is looked for, in the log.
        waits: what may be in the way for a while, beside the database and its seals.
        pause_s: until the next look, by what was found; None where something was in the way.
    """
    in_the_way: tuple[type[Exception], ...] = (StorageError, DecryptionFailed, *waits)
    while True:
        found = None
        try:
            found = await look()
        except in_the_way as error:
            log.warning("round_waits", name=name, error=repr(error))
        await asyncio.sleep(pause_s(found))
