"""The recordings of a node's calls: MixMonitor is started and stopped by AMI, and what it leaves becomes a file.

Owns what is recorded now and what is still to be finished. A pause ends the stretch under way, so that what is spoken
meanwhile is not even in memory; the next stretch is put where its time is. Each step is a mark on the memory file
system before it is asked for, so that the next process goes on from there. A recording that cannot be had never
troubles its call: it is told to the log. It must not know why something is recorded.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import structlog

from telephony import port
from telephony.asterisk.ami import Ami, Answer
from telephony.asterisk.held_call import HeldCall
from telephony.asterisk.tape_folder import TapeFolder, tapes_in
from telephony.asterisk.transport import Ari
from telephony.recordings import call_of

log = structlog.get_logger(__name__)

_GLANCES_S = (0.05, 0.05, 0.1, 0.2, 0.5)
_LATER_S = 1.0
_NO_ROOM_S = 5.0
_GOODBYE_S = 2.0


class Shelf(NamedTuple):
    """Where recordings lie, on one memory file system, under the same paths for Asterisk and for us.

    Attributes:
        intake: where finished ones are left.
        own: where those of this node that are under way lie; no other node's lie there.
    """

    intake: Path
    own: Path


class _Tape:
    """A recording: its files, whether it should run now, and whether it is over."""

    def __init__(self, files: TapeFolder, runs: bool = True) -> None:
        self.files, self.runs, self.is_over = files, runs, False


class Taping:
    """The recordings of one node.

    Args:
        ari: whose AMI is used.
        shelf: where they lie; None where nothing can be recorded.
        tell: is given each RecordingStored.
    """

    def __init__(self, ari: Ari, shelf: Shelf | None, tell: Callable[[port.AnySignal], None]) -> None:
        self._shelf, self._tell = shelf, tell
        self._ami = Ami(ari, self._bring_all)
        self._tapes: dict[str, _Tape] = {}
        self._by_call: dict[str, list[_Tape]] = {}
        self._finishing: set[asyncio.Task[None]] = set()

    def open(self, calls: Mapping[str, HeldCall]) -> None:
        """Begin, and take up what another process left: what is still talked goes on, all else is finished.

        Raises:
            OSError: the shelf cannot be had.
        """
        if self._shelf is None:
            return
        for folder in self._shelf:
            folder.mkdir(mode=0o700, exist_ok=True)
        for files in tapes_in(self._shelf.own):
            held, marks = calls.get(call_of(files.recording)), files.marks()
            tape = _Tape(files, runs=bool(marks) and marks[-1].kind == "raw")
            self._add(tape)
            goes_on = held is not None and files.leg in held.legs and not held.is_rescued
            if not goes_on or (marks and marks[-1].kind == "end"):
                self._over(tape)
        if self._tapes:
            log.info("recordings_taken_up", recordings=len(self._tapes))
            self._ami.open()

    async def close(self) -> None:
        """Finish what can be finished soon; the rest is the next process's."""
        if self._finishing:
            await asyncio.wait(self._finishing, timeout=_GOODBYE_S)
        for task in self._finishing:
            task.cancel()
        await asyncio.gather(*self._finishing, return_exceptions=True)
        await self._ami.close()

    def follow(self, held: HeldCall) -> None:
        """Do what a call asks of its recordings, and end those whose leg is gone or is the dialplan's."""
        orders, held.tapings = held.tapings, []
        for order in orders:
            try:
                self._obey(order)
            except OSError as error:
                log.error("recording_failed", call=held.id, order=type(order).__name__, fault=error.strerror)
        for tape in self._of(held.id):
            if tape.files.leg not in held.legs or held.is_rescued:
                self._end(tape)

    # What is asked

    def _obey(self, order: port.Record | port.PauseRecording) -> None:
        """Raises OSError: there is no room."""
        current = [tape for tape in self._of(order.call_id) if tape.files.leg == order.leg]
        if isinstance(order, port.PauseRecording):
            for tape in current:
                self._pause(tape, order.paused)
            return
        if self._shelf is None or call_of(order.recording_id) != order.call_id:
            fault = "there is no folder for it" if self._shelf is None else "its id is not of its call"
            log.error("recording_failed", call=order.call_id, order="Record", fault=fault)
            return
        if order.recording_id not in self._tapes:
            for tape in current:
                self._end(tape)
            tape = _Tape(TapeFolder(self._shelf.own, order.recording_id, order.leg))
            tape.files.open()
            self._ami.open()
            self._add(tape)
            self._start(tape)

    def _of(self, call_id: str) -> list[_Tape]:
        return [tape for tape in self._by_call.get(call_id, ()) if not tape.is_over]

    def _add(self, tape: _Tape) -> None:
        self._tapes[tape.files.recording] = tape
        self._by_call.setdefault(call_of(tape.files.recording), []).append(tape)

    def _remove(self, tape: _Tape) -> None:
        del self._tapes[tape.files.recording]
        call_id = call_of(tape.files.recording)
        self._by_call[call_id].remove(tape)
        if not self._by_call[call_id]:
            del self._by_call[call_id]

    def _pause(self, tape: _Tape, paused: bool) -> None:
        if paused is not tape.runs:
            return
        tape.runs = not paused
        if paused:
            try:
                tape.files.mark("gap", _now_us())
            finally:
                self._stop(tape)
        else:
            self._start(tape)

    def _start(self, tape: _Tape) -> None:
        """Record from now on; without a connection, once there is one: until then there is silence."""
        file = tape.files.mark("raw", _now_us())
        if not self._ami.is_up:
            return
        answer = self._ami.ask("MixMonitor", Channel=tape.files.channel, File=str(file), Options="D")
        answer.add_done_callback(lambda done: self._started(tape, done))

    def _started(self, tape: _Tape, answer: "asyncio.Future[Answer]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            return  # the connection is lost; the next one brings it to what it should be
        said = answer.result()
        if said.get("Response") != "Success":
            log.error("recording_not_started", recording=tape.files.recording, reason=said.get("Message", ""))

    def _stop(self, tape: _Tape) -> None:
        if self._ami.is_up:
            self._ami.ask("StopMixMonitor", Channel=tape.files.channel)

    def _bring_all(self) -> None:
        """There is a connection: nobody knows what became of what was asked over the last one."""
        for tape in list(self._tapes.values()):
            self._stop(tape)
            if tape.runs and not tape.is_over:
                self._start(tape)

    # What is over

    def _end(self, tape: _Tape) -> None:
        self._stop(tape)
        try:
            tape.files.mark("end", _now_us())
        except OSError as error:
            log.warning("recording_end_unknown", recording=tape.files.recording, fault=error.strerror)
        self._over(tape)

    def _over(self, tape: _Tape) -> None:
        tape.is_over = True
        task = asyncio.create_task(self._finish(tape), name="recording to be finished")
        self._finishing.add(task)
        task.add_done_callback(self._finishing.discard)

    async def _finish(self, tape: _Tape) -> None:
        """Wait until Asterisk writes no more, leave the file where it is taken in, and say so."""
        files, shelf = tape.files, self._shelf
        assert shelf is not None
        glances = iter(_GLANCES_S)
        while True:
            try:
                if files.is_written():
                    await asyncio.sleep(next(glances, _LATER_S))
                    continue
                is_there = await asyncio.to_thread(files.finish, shelf.intake)
                break
            except FileNotFoundError:
                log.error("recording_gone", recording=files.recording)
                is_there = False
                break
            except OSError as error:
                log.error("recording_not_finished", recording=files.recording, fault=error.strerror)
                await asyncio.sleep(_NO_ROOM_S)
        self._remove(tape)
        if is_there:
            call_id = call_of(files.recording)
            self._tell(port.RecordingStored(call_id=call_id, recording_id=files.recording, leg=files.leg))
        else:
            log.error("recording_lost", recording=files.recording)


def _now_us() -> int:
    """Of the clock that all processes of a machine share, as long as its memory lasts."""
    return int(asyncio.get_running_loop().time() * 1_000_000)
