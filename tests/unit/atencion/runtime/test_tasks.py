"""Tasks that end together, and the stop signals."""

import asyncio
import os

import pytest

from atencion.runtime.tasks import StopEvent, restart_on_failure, run_until


async def _deaf_once() -> None:
    """Wait for ever and ignore the first cancellation."""
    for_ever = asyncio.Event()
    try:
        await for_ever.wait()
    except asyncio.CancelledError:
        await for_ever.wait()


async def _fails() -> None:
    await asyncio.sleep(0)
    raise ValueError("it fails")


def test_one_failure_ends_all_even_a_task_that_swallows_a_cancellation() -> None:
    """The failure is raised, and no task runs on."""

    async def together() -> set[str]:
        with pytest.raises(ValueError, match="it fails"):
            await run_until(asyncio.Event(), {"deaf": _deaf_once(), "fails": _fails()})
        return {task.get_name() for task in asyncio.all_tasks()}

    assert "deaf" not in asyncio.run(together())


def test_a_job_that_fails_or_hangs_ends_no_other() -> None:
    """The remaining jobs continue, and all end when the process is stopped."""

    async def hang() -> None:
        await asyncio.Event().wait()

    async def together() -> int:
        stop, rounds = asyncio.Event(), 0

        async def go_on() -> None:
            nonlocal rounds
            while True:
                await asyncio.sleep(0)
                rounds += 1
                if rounds == 50:
                    stop.set()

        jobs = {"fails": _fails, "hangs": hang, "goes on": go_on}
        await run_until(stop, {name: restart_on_failure(job) for name, job in jobs.items()})
        return rounds

    assert asyncio.run(together()) >= 50


def test_the_first_word_asks_and_the_second_urges() -> None:
    """The first signal lets the process finish; the second ends it at once."""
    stop = StopEvent()
    stop.request()
    assert (stop.is_set(), stop.at_once.is_set()) == (True, False)
    stop.request()
    assert stop.at_once.is_set()


def test_an_orphan_is_urged_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An orphaned process is ended at once, because no second signal would come."""
    stop = StopEvent()
    monkeypatch.setattr(os, "getppid", lambda: 1)
    stop.request()
    assert stop.at_once.is_set()
