"""A child process that died: its exit status, its last log lines, and its restart despite other failures."""

import asyncio
import errno
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from storage.embedded import child_process
from storage.embedded.child_process import (
    MAX_RESTART_DELAY_S,
    ChildProcess,
    Process,
    describe_exit,
    next_restart_delay,
    open_log,
)
from storage.errors import ServerFailed


@pytest.mark.parametrize(
    ("code", "text"), [(0, "0"), (3, "3"), (-9, "SIGKILL"), (-11, "SIGSEGV"), (-40, "signal 40"), (None, "unknown")]
)
def test_signal_is_reported_by_its_name_if_it_has_one(code: int | None, text: str) -> None:
    """A signal is reported by its name, if it has one."""
    assert describe_exit(code) == text


class Dead:
    """A process that has already ended."""

    pid = 0

    def poll(self) -> int:
        """See Process."""
        return 1

    def send_signal(self, sig: int) -> None:
        """See Process."""

    def kill(self) -> None:
        """See Process."""


@pytest.mark.parametrize(("output", "message"), [("\x1b[33mno puedo\x1b[0m", "no puedo"), ("", "no dijo nada")])
async def test_its_last_words_are_its_own(tmp_path: Path, output: str, message: str) -> None:
    """Lines of earlier processes in the same file and color codes are left out."""
    log = tmp_path / "child.log"
    log.write_text("adiós\n")

    async def spawn(path: Path, _: signal.Signals) -> Process:
        with path.open("a") as file:
            file.write(output)
        return Dead()

    async def never() -> bool:
        return False

    child = ChildProcess("niño", spawn, log=log, stop_signal=signal.SIGTERM, is_ready=never)
    with pytest.raises(ServerFailed, match=f"niño no pudo iniciar: {message}$"):
        await child.start()


class Alive(Dead):
    """A process that runs until it is ended."""

    pid = 7

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:  # type: ignore[override]
        """See Process."""
        return self.code

    def send_signal(self, sig: int) -> None:
        """See Process."""
        self.code = -sig


class UnwritableLog:
    """A log on a full disk."""

    def warning(self, *_: object, **__: object) -> None:
        """Fail as the full disk does."""
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the pauses of the watch and its log."""
    for name in ("_POLL_INTERVAL_S", "_MIN_RESTART_DELAY_S", "MAX_RESTART_DELAY_S"):
        monkeypatch.setattr(child_process, name, 0.0)
    monkeypatch.setattr(child_process, "_log", UnwritableLog())


def watched(
    log: Path, spawn: Callable[[], Process], before: Callable[[], None] = lambda: None, reports: list[str] | None = None
) -> ChildProcess:
    """Return a watched child that is ready at once."""

    async def spawned(_: Path, __: signal.Signals) -> Process:
        return spawn()

    async def ready() -> bool:
        return child.pid != 0

    def unwatched(name: str, cause: BaseException | None) -> None:
        if reports is not None:
            reports.append(f"{name}: {cause!r}")

    child = ChildProcess(
        "niño",
        spawned,
        log=log,
        stop_signal=signal.SIGTERM,
        is_ready=ready,
        before_start=before,
        on_unwatched=unwatched,
    )
    return child


async def running(child: ChildProcess) -> None:
    """Wait until it runs."""
    async with asyncio.timeout(30):
        while child.pid == 0:  # noqa: ASYNC110 - only the watch changes it
            await asyncio.sleep(0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), ServerFailed("no"), MemoryError(), None])
async def test_a_child_is_started_again_after_any_number_of_failures(tmp_path: Path, failure: Exception | None) -> None:
    """A failing start, a child that dies at once and a log on a full disk do not end the watch."""
    first, last = Alive(), Alive()
    tries: list[Process | Exception] = [first, *(failure or Dead() for _ in range(50)), last]

    def spawn() -> Process:
        outcome = tries.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    child = watched(tmp_path / "child.log", spawn)
    await child.start()
    first.code = 1
    await running(child)
    assert not tries
    await child.stop()
    assert last.code == -signal.SIGTERM


@pytest.mark.usefixtures("impatient")
async def test_tidying_that_fails_does_not_end_the_watch(tmp_path: Path) -> None:
    """The cleanup before a start may fail on a full disk, and the child still starts."""
    made: list[Alive] = []
    outcomes = [1, 0, 0, 0, 1]

    def before() -> None:
        if not outcomes.pop(0):
            raise OSError(errno.EIO, "bad disk")

    def spawn() -> Process:
        made.append(Alive())
        return made[-1]

    child = watched(tmp_path / "child.log", spawn, before)
    await child.start()
    made[0].code = 1
    await running(child)
    assert (len(made), outcomes) == (2, [])
    await child.stop()


@pytest.mark.usefixtures("impatient")
async def test_a_watch_that_ends_all_the_same_is_reported(tmp_path: Path) -> None:
    """Because the child is not restarted any more, its owner is called; stopping the watch calls no owner."""
    reports: list[str] = []
    child, other = (watched(tmp_path / "child.log", Alive, reports=reports) for _ in range(2))
    await child.start()
    (watch,) = (task for task in asyncio.all_tasks() if task.get_name() == "watch niño")
    await other.start()
    watch.cancel()
    await asyncio.wait({watch})
    await asyncio.sleep(0)
    await child.stop()
    await other.stop()
    assert reports == ["niño: None"]


@pytest.mark.usefixtures("impatient")
async def test_a_watch_is_stopped_where_a_cancellation_is_swallowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sometimes redis-py swallows a cancellation in the readiness check; the child is ended all the same."""
    monkeypatch.setattr(child_process, "_CANCEL_RETRY_INTERVAL_S", 0.0)
    processes, asking = [Alive(), Alive()], asyncio.Event()
    remaining = processes.copy()

    async def spawn(_: Path | None, __: signal.Signals) -> Process:
        return remaining.pop(0)

    async def ready() -> bool:
        if remaining:
            return True
        asking.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return True

    child = ChildProcess("niño", spawn, log=tmp_path / "child.log", stop_signal=signal.SIGTERM, is_ready=ready)
    await child.start()
    processes[0].code = 1
    await asking.wait()
    async with asyncio.timeout(30):
        await child.stop()
    assert processes[1].code == -signal.SIGTERM


def test_pauses_grow_to_a_bound_and_shrink_after_a_long_life() -> None:
    """A child that cannot start is retried every two seconds for ever; one that ran long restarts at once."""
    pauses = [0.0]
    for _ in range(100):
        pauses.append(next_restart_delay(pauses[-1], lived_s=0.1))
    assert pauses == sorted(pauses)
    assert (pauses[1], pauses[-1], MAX_RESTART_DELAY_S) == (0.1, 2.0, 2.0)
    assert next_restart_delay(pauses[-1], lived_s=60.0) == 0.1


def test_a_program_starts_without_its_log_where_none_can_be_opened(tmp_path: Path) -> None:
    """Without a log file the program runs and its output is lost."""
    with open_log(tmp_path / "missing" / "child.log") as out:
        assert out.write(b"words") == 5
