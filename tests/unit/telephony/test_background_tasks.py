"""Background tasks are kept, logged on failure, and cancelled together."""

import asyncio

import structlog

from telephony.background_tasks import BackgroundTasks


async def fail() -> None:
    """Raise an error."""
    raise ValueError("3005550123")


async def test_a_task_that_fails_is_logged_by_its_name() -> None:
    """The log has the task's name and the type of the error, not its text; the other task continues."""
    tasks, gate = BackgroundTasks(), asyncio.Event()
    with structlog.testing.capture_logs() as logged:
        tasks.start(fail(), "failing")
        tasks.start(_wait(gate), "waiting")
        await asyncio.wait(tasks.running, return_when=asyncio.FIRST_COMPLETED)
    assert len(tasks.running) == 1
    [entry] = logged
    assert (entry["event"], entry["name"], entry["fault"]) == ("background_task_failed", "failing", "ValueError")
    assert "3005550123" not in repr(logged)
    gate.set()
    await tasks.wait_all()
    assert not tasks.running


async def test_all_tasks_are_cancelled_together() -> None:
    """After `cancel` no task runs, and a cancelled task is no failure."""
    tasks = BackgroundTasks()
    for number in range(3):
        tasks.start(_wait(asyncio.Event()), f"waiting {number}")
    with structlog.testing.capture_logs() as logged:
        await tasks.cancel()
    assert not tasks.running
    assert logged == []


async def _wait(gate: asyncio.Event) -> None:
    await gate.wait()
