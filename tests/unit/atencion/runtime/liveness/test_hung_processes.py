"""The supervisor's handling of hung processes, on a clock that the test moves."""

import asyncio
import mmap
from collections.abc import Iterator

import pytest

from atencion.runtime.liveness.heartbeats import Heartbeats
from atencion.runtime.liveness.hung_processes import HungProcesses
from call_router.errors import RouterAway
from eventlog.facts import ProcessReplaced

WALL_S = 1_700_000_000.0
"""The wall clock at the watch's time zero."""


class WatchRig:
    """One watched process, its heartbeat and the clocks.

    Args:
    beats: memory, read by this rig's clock.
    role: of the process.
    """

    def __init__(self, role: str = "api") -> None:
        self.now, self.pid, self.kills, self.is_away = 100.0, 7, 0, False
        self.log: list[ProcessReplaced] = []
        self.beats = Heartbeats([role], lambda: self.now)
        self.watch = HungProcesses(self.beats, "", None, self._write, lambda: WALL_S + self.now)
        self.watch.reset(role)
        self.watch.add(role, self)

    def kill(self) -> None:
        """Count the kill; a process stuck in the kernel does not end at once."""
        self.kills += 1

    def beat(self) -> None:
        """Write a heartbeat, as the process does."""
        with mmap.mmap(self.beats.descriptor, 0) as memory, memoryview(memory).cast("d") as times:
            times[0] = self.now

    def pass_s(self, seconds: int) -> None:
        """Move the clock and check once a second."""
        for _ in range(seconds):
            self.now += 1.0
            self.watch.check(self.now)

    def read_log(self) -> list[ProcessReplaced]:
        """Return the log after the pending facts were offered to it."""
        asyncio.run(self.watch.write_pending())
        return self.log

    async def _write(self, fact: ProcessReplaced) -> None:
        if self.is_away:
            raise RouterAway("Valkey does not answer")
        self.log.append(fact)


@pytest.fixture
def rig() -> Iterator[WatchRig]:
    """Return a rig with an API that has just begun its heartbeat."""
    rig = WatchRig()
    with rig.beats:
        rig.beat()
        yield rig


def test_repeated_kill_gives_one_fact(rig: WatchRig) -> None:
    """However often the kill is sent, one fact covers the time from the last heartbeat to the next process's first."""
    rig.pass_s(14)
    assert rig.kills == 0
    rig.pass_s(3)
    assert rig.kills > 1
    rig.watch.reset("api")
    rig.pass_s(2)
    assert rig.read_log() == []
    rig.beat()
    rig.pass_s(1)
    since_ms = round((WALL_S + 100.0) * 1000)
    assert rig.read_log() == [ProcessReplaced(role="api", gateway="", silent_since_ms=since_ms)]


def test_a_fact_that_cannot_be_written_waits_until_the_log_takes_it(rig: WatchRig) -> None:
    """A fact waits while Valkey is away, because Valkey may be what the process hung on."""
    rig.pass_s(16)
    rig.watch.reset("api")
    rig.beat()
    rig.is_away = True
    rig.pass_s(1)
    assert rig.read_log() == []
    rig.is_away = False
    assert [fact.role for fact in rig.read_log()] == ["api"]
    assert len(rig.read_log()) == 1


def test_a_process_that_is_being_started_again_is_not_killed(rig: WatchRig) -> None:
    """A process that is being restarted is not killed, because the ordinary supervision handles it."""
    rig.pid = 0
    rig.pass_s(30)
    assert rig.kills == 0


def test_a_process_that_beats_is_let_be(rig: WatchRig) -> None:
    """A process with a recent heartbeat is left alone."""
    for _ in range(30):
        rig.beat()
        rig.pass_s(1)
    assert rig.kills == 0


def test_a_role_without_a_bound_is_not_watched() -> None:
    """The demo's own processes have no limit, because no service depends on them."""
    rig = WatchRig("sample_callers")
    with rig.beats:
        rig.pass_s(200)
    assert rig.kills == 0
