"""If a supervising task ends, the system stops with one sentence and an exit code."""

import asyncio
from collections.abc import Callable

import pytest
import typer

from atencion.errors import SupervisorStopped
from atencion.runtime.liveness.watchdog import Watchdog
from atencion.runtime.terminal import report_errors


async def run_system(watchdog: Watchdog, while_stopping: Callable[[], None] = lambda: None) -> None:
    """Run until ended, as `atencion serve` does; its children stop slowly."""
    async with watchdog:
        try:
            await asyncio.Event().wait()
        finally:
            watchdog.disarm()
            while_stopping()
            await asyncio.sleep(0)


async def test_a_watch_that_ends_ends_the_system() -> None:
    """The body is cancelled, its children are stopped without waiting, and one sentence names the failed task."""
    at_once, stopped = asyncio.Event(), []
    watchdog = Watchdog(at_once)
    asyncio.get_running_loop().call_soon(watchdog.unwatched, "Valkey", OSError("full"))
    with pytest.raises(SupervisorStopped, match=r"La vigilancia de Valkey terminó \(OSError\)") as raised:
        await run_system(watchdog, lambda: stopped.append(at_once.is_set()))
    assert stopped == [True]
    assert isinstance(raised.value.__cause__, OSError)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_second_watch_that_ends_interrupts_no_stopping() -> None:
    """The first failed task is named, and the children are still stopped in order."""
    watchdog = Watchdog(asyncio.Event())
    asyncio.get_running_loop().call_soon(watchdog.unwatched, "Valkey", None)
    with pytest.raises(SupervisorStopped, match="Valkey"):
        await run_system(watchdog, lambda: watchdog.unwatched("api", None))


async def test_other_exceptions_pass_unchanged() -> None:
    """An error of the body and an external cancellation are raised unchanged."""
    watchdog = Watchdog(asyncio.Event())
    running = asyncio.create_task(run_system(watchdog))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(RuntimeError, match="another"):
        await _fail_with_an_ended_watch()


async def _fail_with_an_ended_watch() -> None:
    async with Watchdog(asyncio.Event()) as watchdog:
        watchdog.disarm()
        watchdog.unwatched("api", None)
        raise RuntimeError("another reason")


def test_its_exit_code_is_of_an_internal_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 70 (EX_SOFTWARE) a service manager restarts the system; only one sentence is printed."""
    with pytest.raises(typer.Exit) as ended, report_errors():
        raise SupervisorStopped("La vigilancia de Valkey terminó.")
    assert ended.value.exit_code == 70
    assert capsys.readouterr().err == "La vigilancia de Valkey terminó.\n"
