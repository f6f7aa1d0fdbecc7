"""Periodic jobs.

Owns the rhythm, and logs an expected failure before the next round. The job decides what is due, and that it is done
once although several processes look.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

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


def growing_pause(shortest_s: float, longest_s: float) -> Callable[[bool | None], float]:
    """Return a function of a round's result, False if nothing was served: the pause then doubles up to the longest."""
    pause = shortest_s

    def next_pause(served: bool | None) -> float:
        nonlocal pause
        pause = min(2 * pause, longest_s) if served is False else shortest_s
        return pause

    return next_pause


async def finish_when_cancelled(
    job: Callable[[], Coroutine[Any, Any, Result]], stop: Callable[[], None], limit_s: float
) -> Result:
    """Run a job; after a cancellation, ``stop`` is called, and the job may finish within the limit."""
    inner = asyncio.create_task(job())
    try:
        return await asyncio.shield(inner)
    except asyncio.CancelledError:
        stop()
        await asyncio.wait({inner}, timeout=limit_s)
        inner.cancel()
        raise
