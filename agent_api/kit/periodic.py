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
        cipher: of personal data.
        site: the one in force.
    """

    engine: AsyncEngine
    cipher: FieldCipher
    site: Site


async def run_periodically(
    job: Callable[[], Awaitable[Result]],
    *,
    name: str,
    retryable_errors: tuple[type[Exception], ...] = (),
    next_interval_s: Callable[[Result | None], float] = lambda result: DEFAULT_INTERVAL_S,
) -> None:
    """Look again and again, until cancelled.

    Args:
        job: does what is due now.
        name: of what is looked for, in the log.
        retryable_errors: what may be in the way for a while, beside the database and its seals.
        next_interval_s: until the next look, by what was found; None where something was in the way.
    """
    transient_errors: tuple[type[Exception], ...] = (StorageError, DecryptionFailed, *retryable_errors)
    while True:
        result = None
        try:
            result = await job()
        except transient_errors as error:
            log.warning("round_waits", name=name, error=repr(error))
        await asyncio.sleep(next_interval_s(result))
