"""The recordings of a node's calls: MixMonitor is started and stopped by AMI, and what it leaves becomes a file.

Owns what is recorded now and what is still to be finished. A pause ends the stretch under way, so that what is spoken
meanwhile is not even in memory; the next stretch is put where its time is. Each step is a mark on the memory file
system before it is asked for, so that the next process goes on from there.

Whether something is recorded is not what Asterisk answers, which says yes before it has opened the file, but whether
it has the file open soon after: if not, for whatever reason, or when there is no room, the recording is given up and
that is told. It must not know why something is recorded, nor what becomes of the call without it.
"""

import asyncio
import errno
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

from telephony import port
from telephony.asterisk.ari.transport import AriSettings
from telephony.asterisk.call.held_call import HeldCall
from telephony.asterisk.recording.ami import Ami, AmiResponse
from telephony.asterisk.recording.files import RecordingFolder, has_writer, recording_space, unfinished_recordings
from telephony.background_tasks import BackgroundTasks
from telephony.port.recordings import call_id_of

log = structlog.get_logger(__name__)

_POLL_INTERVALS_S = (0.05, 0.05, 0.1, 0.2, 0.5)
_LAST_POLL_INTERVAL_S = 1.0
_FINISH_RETRY_S = 5.0
_CLOSE_TIMEOUT_S = 2.0
_SPACE_CHECK_INTERVAL_S = 1.0
_MAX_DELAY = timedelta(seconds=10)


class RecordingFolders(NamedTuple):
    """Where recordings lie, on one memory file system, under the same paths for Asterisk and for us.

    Attributes:
        intake: where finished ones are left.
        in_progress: where those of this node that are under way lie; no other node's lie there.
        min_free_share: below this free share of the file system no recording starts; those under way can be finished.
    """

    intake: Path
    in_progress: Path
    min_free_share: float = 0.05


class _Recording:
    """A recording: its files, whether it should run now, and whether it is over.

    Attributes:
        stretch: the file to which Asterisk should be writing, once there is one.
        look: when it is looked at whether Asterisk does; None when it was seen to.
    """

    def __init__(self, files: RecordingFolder, runs: bool = True) -> None:
        self.files, self.runs, self.is_over = files, runs, False
        self.stretch: Path | None = None
        self.look: asyncio.TimerHandle | None = None

    def cancel_check(self) -> None:
        """What is written is no matter now."""
        if self.look is not None:
            self.look.cancel()
            self.look = None


class RecordingController:
    """The recordings of one node.

    Args:
        ari: whose AMI is used.
        shelf: where they lie; None where nothing can be recorded.
        tell: is given each RecordingStored and NotRecorded.
    """

    def __init__(
        self, ari: AriSettings, folders: RecordingFolders | None, emit: Callable[[port.AnySignal], None]
    ) -> None:
        self._folders, self._emit = folders, emit
        self._ami = Ami(ari, self._resync)
        self._tapes: dict[str, _Recording] = {}
        self._by_call: dict[str, list[_Recording]] = {}
        self._finishing = BackgroundTasks()
        self._laying = asyncio.Lock()  # one after another: side by side they could take the last room from each other
        self._round: asyncio.TimerHandle | None = None

    def open(self, calls: Mapping[str, HeldCall]) -> None:
        """Begin, and take up what another process left: what is still talked goes on, all else is finished.

        Raises:
            OSError: the shelf cannot be had.
        """
        if self._folders is None:
            return
        for folder in (self._folders.intake, self._folders.in_progress):
            folder.mkdir(mode=0o700, exist_ok=True)
        followed_us = _now_us() - self._unsupervised_us()
        for files in unfinished_recordings(self._folders.in_progress):
            held, marks = calls.get(call_id_of(files.recording)), files.marks()
            tape = _Recording(files, runs=bool(marks) and marks[-1].kind == "raw")
            self._add(tape)
            goes_on = held is not None and files.leg in held.legs and not held.is_rescued
            if not goes_on or (marks and marks[-1].kind == "end"):
                if tape.runs:
                    self._mark_end(tape, followed_us)
                self._begin_finishing(tape)
            elif tape.runs:
                tape.stretch = files.path / marks[-1].file_name
                self._schedule_check(tape)
        if self._tapes:
            log.info("recordings_taken_up", recordings=len(self._tapes))
            self._ami.open()
            self._schedule_space_check()

    async def close(self) -> None:
        """Finish what can be finished soon; the rest is the next process's."""
        for tape in self._tapes.values():
            tape.cancel_check()
        if self._round is not None:
            self._round.cancel()
        if running := self._finishing.running:
            await asyncio.wait(running, timeout=_CLOSE_TIMEOUT_S)
        await self._finishing.cancel()
        await self._ami.close()

    def follow(self, held: HeldCall) -> None:
        """Do what a call asks of its recordings, and end those whose leg is gone or is the dialplan's."""
        if not held.tapings and held.id not in self._by_call:
            return
        orders, held.tapings = held.tapings, []
        for order in orders:
            self._execute(order)
        for tape in self._active_recordings(held.id):
            if tape.files.leg not in held.legs or held.is_rescued:
                self._end(tape)

    # What is asked

    def _execute(self, order: port.Record | port.PauseRecording | port.StopRecording) -> None:
        current = [tape for tape in self._active_recordings(order.call_id) if tape.files.leg == order.leg]
        if isinstance(order, port.PauseRecording):
            for tape in current:
                self._pause(tape, order)
            return
        if isinstance(order, port.StopRecording):
            for tape in current:
                self._end_at(tape, order)
            return
        if self._folders is None or call_id_of(order.recording_id) != order.call_id:
            fault = "there is no folder for it" if self._folders is None else "its id is not of its call"
            self._emit_not_recorded(order.call_id, order.recording_id, order.leg, fault)
        elif order.recording_id not in self._tapes:
            for tape in current:
                self._end(tape)
            tape = _Recording(RecordingFolder(self._folders.in_progress, order.recording_id, order.leg))
            self._add(tape)
            self._ami.open()
            self._start(tape)
            self._schedule_space_check()

    def _active_recordings(self, call_id: str) -> list[_Recording]:
        return [tape for tape in self._by_call.get(call_id, ()) if not tape.is_over]

    def _add(self, tape: _Recording) -> None:
        self._tapes[tape.files.recording] = tape
        self._by_call.setdefault(call_id_of(tape.files.recording), []).append(tape)

    def _remove(self, tape: _Recording) -> None:
        del self._tapes[tape.files.recording]
        call_id = call_id_of(tape.files.recording)
        self._by_call[call_id].remove(tape)
        if not self._by_call[call_id]:
            del self._by_call[call_id]

    def _pause(self, tape: _Recording, order: port.PauseRecording) -> None:
        """What is said from then on is not kept, whether Asterisk can be told of it or not.

        A pause that cannot be marked takes what was recorded since the last one with it: a secret is worth more.
        """
        if order.paused is not tape.runs:
            return
        tape.runs = not order.paused
        if not order.paused:
            self._start(tape)
            return
        tape.cancel_check()
        try:
            pause = tape.files.pause(_now_us() - _delay_us(order.since, datetime.now(UTC)))
        except OSError as error:
            if tape.stretch is not None:
                tape.files.discard(tape.stretch)
            self._give_up(tape, str(error))
        else:
            self._stop(tape).add_done_callback(partial(_on_stop_response, tape, pause))

    def _start(self, tape: _Recording) -> None:
        """Record from now on; without a connection, once there is one, if that is soon: until then there is silence."""
        try:
            self._require_space()
            tape.files.open()
            tape.stretch = tape.files.mark("raw", _now_us())
        except OSError as error:
            self._give_up(tape, str(error))
            return
        self._schedule_check(tape)
        if self._ami.is_up:
            channel = tape.files.channel
            answer = self._ami.send_action("MixMonitor", Channel=channel, File=str(tape.stretch), Options="D")
            answer.add_done_callback(lambda done: self._on_start_response(tape, done))

    def _on_start_response(self, tape: _Recording, answer: "asyncio.Future[AmiResponse]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            return  # the connection is lost; the next one brings it to what it should be
        if not _is_success(answer):
            reason = answer.result().get("Message", "")
            log.error("recording_not_started", recording=tape.files.recording, reason=reason)

    def _stop(self, tape: _Recording) -> "asyncio.Future[AmiResponse]":
        """Without a connection that fails, and the next one does it."""
        return self._ami.send_action("StopMixMonitor", Channel=tape.files.channel)

    def _resync(self) -> None:
        """There is a connection: nobody knows what became of what was asked over the last one."""
        for tape in list(self._tapes.values()):
            self._stop(tape)
            if tape.runs and not tape.is_over:
                self._start(tape)

    # What cannot be recorded

    def _schedule_check(self, tape: _Recording) -> None:
        """By then it is written; who begins again and again is not given more time for that."""
        if tape.look is None:
            tape.look = asyncio.get_running_loop().call_later(port.RECORDING_START_TIMEOUT_S, self._check_writing, tape)

    def _check_writing(self, tape: _Recording) -> None:
        tape.look = None
        if tape.is_over or tape.stretch is None:
            return
        try:
            # what was written and is no more: its leg has ended, and we are about to hear of it
            begun = has_writer(tape.stretch) or tape.stretch.stat().st_size > 0
            fault = "" if begun else "Asterisk does not write it"
        except OSError as error:
            fault = str(error)
        if fault:
            self._give_up(tape, fault)

    def _schedule_space_check(self) -> None:
        """Look again and again, as long as something is recorded."""
        if self._round is None and self._tapes:
            self._round = asyncio.get_running_loop().call_later(_SPACE_CHECK_INTERVAL_S, self._run_space_check)

    def _run_space_check(self) -> None:
        self._round = None
        try:
            os.utime(self._own)
            self._require_space()
        except OSError as error:
            for tape in [tape for tape in self._tapes.values() if tape.runs and not tape.is_over]:
                self._give_up(tape, str(error))
        self._schedule_space_check()

    @property
    def _own(self) -> Path:
        assert self._folders is not None, "without a shelf there is no tape"
        return self._folders.in_progress

    def _unsupervised_us(self) -> int:
        """For how long nobody could have paused what was being recorded, microseconds.

        Its last process said each second that it lived. For a while after it had died, calls were held for the next
        one, and desks still showed that they were recorded; what was said later is no call of the log.
        """
        return max(
            int((time.time() - self._own.stat().st_mtime) * 1_000_000) - _MAX_DELAY // timedelta(microseconds=1), 0
        )

    def _require_space(self) -> None:
        """Raises OSError: nothing more can be recorded."""
        assert self._folders is not None, "without a shelf there is no tape"
        if recording_space(self._folders.in_progress).free_share <= self._folders.min_free_share:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _give_up(self, tape: _Recording, fault: str) -> None:
        """It ends, with what there is, and whoever asked for it is told."""
        self._end(tape)
        self._emit_not_recorded(call_id_of(tape.files.recording), tape.files.recording, tape.files.leg, fault)

    def _emit_not_recorded(self, call_id: str, recording: str, leg: str, fault: str) -> None:
        log.error("not_recorded", recording=recording, fault=fault)
        self._emit(port.NotRecorded(call_id=call_id, recording_id=recording, leg=leg))

    # What is over

    def _end_at(self, tape: _Recording, order: port.StopRecording) -> None:
        """End a recording when it was asked for, even if this process hears of it late: as a pause, then its end."""
        self._pause(tape, port.PauseRecording(id=order.id, call_id=order.call_id, leg=order.leg, since=order.since))
        if not tape.is_over:
            self._end(tape, order.since)

    def _end(self, tape: _Recording, since: datetime | None = None) -> None:
        self._stop(tape)
        self._mark_end(tape, _now_us() - _delay_us(since, datetime.now(UTC)))
        self._begin_finishing(tape)

    def _mark_end(self, tape: _Recording, at_us: int) -> None:
        try:
            tape.files.mark("end", at_us)
        except OSError as error:
            log.warning("recording_end_unknown", recording=tape.files.recording, fault=error.strerror)

    def _begin_finishing(self, tape: _Recording) -> None:
        tape.is_over = True
        tape.cancel_check()
        self._finishing.start(self._finish(tape), "recording to be finished")

    async def _finish(self, tape: _Recording) -> None:
        """Wait until Asterisk writes no more, leave the file where it is taken in, and say so."""
        files, shelf = tape.files, self._folders
        assert shelf is not None
        glances = iter(_POLL_INTERVALS_S)
        while True:
            try:
                if files.is_written():
                    await asyncio.sleep(next(glances, _LAST_POLL_INTERVAL_S))
                    continue
                async with self._laying:
                    is_there = await asyncio.to_thread(files.finish, shelf.intake)
                break
            except (FileNotFoundError, NotADirectoryError):
                log.error("recording_gone", recording=files.recording)
                is_there = False
                break
            except OSError as error:
                log.error("recording_not_finished", recording=files.recording, fault=error.strerror)
                await asyncio.sleep(_FINISH_RETRY_S)
        self._remove(tape)
        if is_there:
            call_id = call_id_of(files.recording)
            self._emit(port.RecordingStored(call_id=call_id, recording_id=files.recording, leg=files.leg))
        else:
            log.error("recording_lost", recording=files.recording)


def _is_success(answer: "asyncio.Future[AmiResponse]") -> bool:
    """Whether AMI did what it was asked for; not where its answer is lost."""
    lost = answer.cancelled() or answer.exception() is not None
    return not lost and answer.result().get("Response") == "Success"


def _on_stop_response(tape: _Recording, pause: Path, answer: "asyncio.Future[AmiResponse]") -> None:
    if _is_success(answer):
        tape.files.confirm(pause)


def _delay_us(since: datetime | None, now: datetime) -> int:
    """How long ago something was asked for, microseconds; no longer than a call waits for its next process.

    Args:
        since: by the clock that dates facts; None where nobody says.
        now: by the clock of this machine.
    """
    late = timedelta() if since is None else now - since
    return min(max(late, timedelta()), _MAX_DELAY) // timedelta(microseconds=1)


def _now_us() -> int:
    """Of the clock that all processes of a machine share, as long as its memory lasts."""
    return int(asyncio.get_running_loop().time() * 1_000_000)
