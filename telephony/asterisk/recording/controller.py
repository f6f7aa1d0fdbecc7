"""The recordings of a node's calls: it starts and stops MixMonitor by AMI, and assembles the file.

Owns the running recordings and those still to be finished. A pause ends the current segment, so that speech in the
pause is not even in memory; the next segment is placed at its own time. Each step is marked on the memory file system
before it is requested, so that the next process can continue.

AMI reports success before it has opened the file. So the test is whether Asterisk has the file open soon after; if
not, or if space runs out, the recording is abandoned and reported. The module must not know why a call is recorded,
nor how it continues without a recording.
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
    """The folders of recordings on one memory file system, with the same paths for Asterisk and for us.

    Attributes:
        in_progress: running recordings of this node only.
        min_free_share: below this free share of the file system no recording starts; running ones can be finished.
    """

    intake: Path
    in_progress: Path
    min_free_share: float = 0.05


class _Recording:
    """A recording: its files, whether it should run now, and whether it is over.

    Attributes:
        segment: the file that Asterisk should be writing, if any.
        started_us: when Asterisk had begun to write it; None until it says so.
        check_timer: runs until Asterisk must be writing it; None after the check.
    """

    def __init__(self, files: RecordingFolder, is_recording: bool = True) -> None:
        self.files, self.is_recording, self.is_over = files, is_recording, False
        self.segment: Path | None = None
        self.started_us: int | None = None
        self.check_timer: asyncio.TimerHandle | None = None

    def cancel_check(self) -> None:
        """Cancel the check."""
        if self.check_timer is not None:
            self.check_timer.cancel()
            self.check_timer = None


class RecordingController:
    """The recordings of one node; without folders nothing can be recorded."""

    def __init__(
        self, ari: AriSettings, folders: RecordingFolders | None, emit: Callable[[port.AnySignal], None]
    ) -> None:
        self._folders, self._emit = folders, emit
        self._ami = Ami(ari, self._resync)
        self._recordings: dict[str, _Recording] = {}
        self._by_call: dict[str, list[_Recording]] = {}
        self._finishing = BackgroundTasks()
        self._space_lock = asyncio.Lock()  # sequential: concurrent tasks could exhaust the space for each other
        self._space_timer: asyncio.TimerHandle | None = None

    def open(self, calls: Mapping[str, HeldCall]) -> None:
        """Start, and resume the recordings of an earlier process: those of live conversations continue, others finish.

        Raises:
            OSError: the folders cannot be used.
        """
        if self._folders is None:
            return
        for folder in (self._folders.intake, self._folders.in_progress):
            folder.mkdir(mode=0o700, exist_ok=True)
        followed_us = _now_us() - self._unsupervised_us()
        for files in unfinished_recordings(self._folders.in_progress):
            call, marks = calls.get(call_id_of(files.recording)), files.marks()
            recording = _Recording(files, is_recording=bool(marks) and marks[-1].kind == "raw")
            self._add(recording)
            goes_on = call is not None and files.leg in call.legs and not call.is_rescued
            if not goes_on or (marks and marks[-1].kind == "end"):
                if recording.is_recording:
                    self._mark_end(recording, followed_us)
                self._begin_finishing(recording)
            elif recording.is_recording:
                recording.segment = files.path / marks[-1].file_name
                recording.started_us = marks[-1].at_us
                self._schedule_check(recording)
        if self._recordings:
            log.info("recordings_taken_up", recordings=len(self._recordings))
            self._ami.open()
            self._schedule_space_check()

    async def close(self) -> None:
        """Finish what can be finished soon; the next process finishes the rest."""
        for recording in self._recordings.values():
            recording.cancel_check()
        if self._space_timer is not None:
            self._space_timer.cancel()
        if running := self._finishing.running:
            await asyncio.wait(running, timeout=_CLOSE_TIMEOUT_S)
        await self._finishing.cancel()
        await self._ami.close()

    def follow(self, held_call: HeldCall) -> None:
        """Carry out the recording commands of a call, and end recordings whose leg is gone or in the dialplan."""
        if not held_call.recording_commands and held_call.id not in self._by_call:
            return
        orders, held_call.recording_commands = held_call.recording_commands, []
        for order in orders:
            self._execute(order)
        for recording in self._active_recordings(held_call.id):
            if recording.files.leg not in held_call.legs or held_call.is_rescued:
                self._end(recording)

    # Commands

    def _execute(self, command: port.Record | port.PauseRecording | port.StopRecording) -> None:
        current = [
            recording for recording in self._active_recordings(command.call_id) if recording.files.leg == command.leg
        ]
        if isinstance(command, port.PauseRecording):
            for recording in current:
                self._pause(recording, command)
            return
        if isinstance(command, port.StopRecording):
            for recording in current:
                self._end_at(recording, command)
            return
        if self._folders is None or call_id_of(command.recording_id) != command.call_id:
            fault = "there is no folder for it" if self._folders is None else "its id is not of its call"
            self._emit_not_recorded(command.call_id, command.recording_id, command.leg, fault)
        elif command.recording_id not in self._recordings:
            for recording in current:
                self._end(recording)
            recording = _Recording(RecordingFolder(self._folders.in_progress, command.recording_id, command.leg))
            self._add(recording)
            self._ami.open()
            self._start(recording)
            self._schedule_space_check()

    def _active_recordings(self, call_id: str) -> list[_Recording]:
        return [recording for recording in self._by_call.get(call_id, ()) if not recording.is_over]

    def _add(self, recording: _Recording) -> None:
        self._recordings[recording.files.recording] = recording
        self._by_call.setdefault(call_id_of(recording.files.recording), []).append(recording)

    def _remove(self, recording: _Recording) -> None:
        del self._recordings[recording.files.recording]
        call_id = call_id_of(recording.files.recording)
        self._by_call[call_id].remove(recording)
        if not self._by_call[call_id]:
            del self._by_call[call_id]

    def _pause(self, recording: _Recording, command: port.PauseRecording) -> None:
        """Pause or resume. Speech in the pause is discarded even if Asterisk cannot be reached.

        If the pause cannot be marked, the current segment is deleted: confidentiality outweighs the recording.
        """
        if command.paused is not recording.is_recording:
            return
        recording.is_recording = not command.paused
        if not command.paused:
            self._start(recording)
            return
        recording.cancel_check()
        try:
            pause = recording.files.pause(_now_us() - _delay_us(command.since, datetime.now(UTC)))
        except OSError as error:
            if recording.segment is not None:
                recording.files.discard(recording.segment)
            self._give_up(recording, str(error))
        else:
            self._stop(recording).add_done_callback(partial(_on_stop_response, recording, recording.started_us, pause))

    def _start(self, recording: _Recording) -> None:
        """Start a segment now; without AMI the next connection starts it, and until then there is silence."""
        try:
            self._require_space()
            recording.files.open()
            recording.segment = segment = recording.files.mark("raw", _now_us())
            recording.started_us = None
        except OSError as error:
            self._give_up(recording, str(error))
            return
        self._schedule_check(recording)
        if self._ami.is_up:
            channel = recording.files.channel
            answer = self._ami.send_action("MixMonitor", Channel=channel, File=str(segment), Options="D")
            answer.add_done_callback(lambda answer: self._on_start_response(recording, segment, answer))

    def _on_start_response(self, recording: _Recording, segment: Path, answer: "asyncio.Future[AmiResponse]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            return  # the next connection restores the state
        if _is_success(answer):
            if recording.segment == segment:
                recording.started_us = _now_us()
        else:
            reason = answer.result().get("Message", "")
            log.error("recording_not_started", recording=recording.files.recording, reason=reason)

    def _stop(self, recording: _Recording) -> "asyncio.Future[AmiResponse]":
        """Stop MixMonitor; without a connection this fails, and the next one does it."""
        return self._ami.send_action("StopMixMonitor", Channel=recording.files.channel)

    def _resync(self) -> None:
        """Restore the state after a connection: the fate of earlier actions is unknown."""
        for recording in list(self._recordings.values()):
            self._stop(recording)
            if recording.is_recording and not recording.is_over:
                self._start(recording)

    # Failures

    def _schedule_check(self, recording: _Recording) -> None:
        """Schedule the check that Asterisk writes; a restart of the segment does not postpone it."""
        if recording.check_timer is None:
            recording.check_timer = asyncio.get_running_loop().call_later(
                port.RECORDING_START_TIMEOUT_S, self._check_writing, recording
            )

    def _check_writing(self, recording: _Recording) -> None:
        recording.check_timer = None
        if recording.is_over or recording.segment is None:
            return
        try:
            # written and closed: its leg has ended, and the event is on its way
            begun = has_writer(recording.segment) or recording.segment.stat().st_size > 0
            fault = "" if begun else "Asterisk does not write it"
        except OSError as error:
            fault = str(error)
        if fault:
            self._give_up(recording, fault)

    def _schedule_space_check(self) -> None:
        if self._space_timer is None and self._recordings:
            self._space_timer = asyncio.get_running_loop().call_later(_SPACE_CHECK_INTERVAL_S, self._run_space_check)

    def _run_space_check(self) -> None:
        self._space_timer = None
        try:
            os.utime(self._own)
            self._require_space()
        except OSError as error:
            for recording in [
                recording for recording in self._recordings.values() if recording.is_recording and not recording.is_over
            ]:
                self._give_up(recording, str(error))
        self._schedule_space_check()

    @property
    def _own(self) -> Path:
        assert self._folders is not None, "recording is not configured"
        return self._folders.in_progress

    def _unsupervised_us(self) -> int:
        """Return for how long no process could have paused a running recording, microseconds.

        The last process touched the folder each second. For a grace period after its death calls were held for the
        next process, and desks still showed them as recorded; later speech belongs to no call of the log.
        """
        return max(
            int((time.time() - self._own.stat().st_mtime) * 1_000_000) - _MAX_DELAY // timedelta(microseconds=1), 0
        )

    def _require_space(self) -> None:
        """Check the free space.

        Raises:
            OSError: it is below the minimum.
        """
        assert self._folders is not None, "recording is not configured"
        if recording_space(self._folders.in_progress).free_share <= self._folders.min_free_share:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _give_up(self, recording: _Recording, fault: str) -> None:
        self._end(recording)
        self._emit_not_recorded(
            call_id_of(recording.files.recording), recording.files.recording, recording.files.leg, fault
        )

    def _emit_not_recorded(self, call_id: str, recording: str, leg: str, fault: str) -> None:
        log.error("not_recorded", recording=recording, fault=fault)
        self._emit(port.NotRecorded(call_id=call_id, recording_id=recording, leg=leg))

    # End

    def _end_at(self, recording: _Recording, command: port.StopRecording) -> None:
        """End a recording at the requested time, even if the command arrives late: pause it then, and end it."""
        self._pause(
            recording, port.PauseRecording(id=command.id, call_id=command.call_id, leg=command.leg, since=command.since)
        )
        if not recording.is_over:
            self._end(recording, command.since)

    def _end(self, recording: _Recording, requested_at: datetime | None = None) -> None:
        self._stop(recording)
        self._mark_end(recording, _now_us() - _delay_us(requested_at, datetime.now(UTC)))
        self._begin_finishing(recording)

    def _mark_end(self, recording: _Recording, at_us: int) -> None:
        try:
            recording.files.mark("end", at_us)
        except OSError as error:
            log.warning("recording_end_unknown", recording=recording.files.recording, fault=error.strerror)

    def _begin_finishing(self, recording: _Recording) -> None:
        recording.is_over = True
        recording.cancel_check()
        self._finishing.start(self._finish(recording), "recording to be finished")

    async def _finish(self, recording: _Recording) -> None:
        """Wait until Asterisk has closed the files, move the result to the intake, and report it."""
        files, shelf = recording.files, self._folders
        assert shelf is not None
        glances = iter(_POLL_INTERVALS_S)
        while True:
            try:
                if files.is_written():
                    await asyncio.sleep(next(glances, _LAST_POLL_INTERVAL_S))
                    continue
                async with self._space_lock:
                    is_there = await asyncio.to_thread(files.finish, shelf.intake)
                break
            except (FileNotFoundError, NotADirectoryError):
                log.error("recording_gone", recording=files.recording)
                is_there = False
                break
            except OSError as error:
                log.error("recording_not_finished", recording=files.recording, fault=error.strerror)
                await asyncio.sleep(_FINISH_RETRY_S)
        self._remove(recording)
        if is_there:
            call_id = call_id_of(files.recording)
            self._emit(port.RecordingStored(call_id=call_id, recording_id=files.recording, leg=files.leg))
        else:
            log.error("recording_lost", recording=files.recording)


def _is_success(answer: "asyncio.Future[AmiResponse]") -> bool:
    lost = answer.cancelled() or answer.exception() is not None
    return not lost and answer.result().get("Response") == "Success"


def _on_stop_response(
    recording: _Recording, started_us: int | None, pause: Path, answer: "asyncio.Future[AmiResponse]"
) -> None:
    if started_us is not None and _is_success(answer):
        recording.files.confirm(pause, started_us)


def _delay_us(requested_at: datetime | None, now: datetime) -> int:
    """Return how long ago a command was requested, microseconds, up to the grace period of a process restart.

    Args:
        requested_at: by the clock of the facts; None if unknown.
        now: by the clock of this machine.
    """
    delay = timedelta() if requested_at is None else now - requested_at
    return min(max(delay, timedelta()), _MAX_DELAY) // timedelta(microseconds=1)


def _now_us() -> int:
    """Return the time of the machine's monotonic clock, which all its processes share until a restart."""
    return int(asyncio.get_running_loop().time() * 1_000_000)
