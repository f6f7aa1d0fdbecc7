"""Periodic jobs.

Owns the rhythm, and logs an expected failure before the next round. The job decides what is due, and that it is done
once although several processes look.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog

DEFAULT_INTERVAL_S: Final = 60.0
log = structlog.get_logger(__name__)
Result = TypeVar("Result")


async def run_periodically(
    job: Callable[[], Awaitable[Result]],
    *,
    interval_s: float | Callable[[Result | None], float] = DEFAULT_INTERVAL_S,
    initial_delay_s: float = 0.0,
    retryable_errors: tuple[type[Exception], ...] = (),
    catch_all: bool = False,
    failure_event: str = "round_waits",
    **log_fields: object,
) -> None:
    """Run a job until cancelled, with a pause after each round.

    Args:
        job: does what is due now.
        interval_s: the pause, or a function of the job's result, None after a failure.
        initial_delay_s: the pause before the first round.
        retryable_errors: logged in one line; the loop continues.
        catch_all: log any other exception with its traceback and continue; else that exception is raised.
        failure_event: log event of a failure.
        log_fields: further fields of that event.
    """
    if initial_delay_s:
        await asyncio.sleep(initial_delay_s)
    while True:
        result = None
        try:
            result = await job()
        except retryable_errors as error:
            log.warning(failure_event, error=repr(error), **log_fields)
        except Exception:
            if not catch_all:
                raise
            log.exception(failure_event, **log_fields)
        await asyncio.sleep(interval_s(result) if callable(interval_s) else interval_s)
