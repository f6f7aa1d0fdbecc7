"""Collects recordings: downloads them into our intake, and deletes them at Twilio once our store has them.

Owns the loop over pending recordings and the execution of each step; `telephony.twilio.recording.pending_recording`
decides the step. It must not write a recording to a disk, nor take one in: the intake of the downloading node does
that.

Any node may do any step, one at a time per recording. A step that was done but not noted is repeated, without effect:
a file downloaded twice is taken in once, a signal sent twice counts once, and a recording missing at Twilio was
deleted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from twilio.rest import Client

from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.fault_trace import describe_fault
from telephony.port.recordings import RECORDING_SUFFIX
from telephony.port.signals import NotRecorded, RecordingStored
from telephony.twilio.api.api_errors import ApiFault
from telephony.twilio.api.executor import RequestFailed, TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.recording.download import DownloadFailed, RecordingDownloader, remove_unfinished
from telephony.twilio.recording.pending_recording import (
    NextStep,
    PendingRecording,
    is_backing_off,
    mark_delivered,
    mark_failed,
    mark_reported,
    next_step,
)
from telephony.twilio.recording.pending_store import LEASE_S, PendingRecordings

POLL_INTERVAL_S = 2.0
MAX_CONCURRENT = 3
"""Recordings that a node processes at once; its calls have priority on the way to Twilio."""
log = structlog.get_logger(__name__)

EmitSignal = Callable[[RecordingStored | NotRecorded], Awaitable[None]]


class RecordingArchive(Protocol):
    """Knows the recordings in our store."""

    async def has_recording(self, recording_id: str) -> bool:
        """Return whether the store has a recording, or had it until its retention ended."""


class RecordingCollector:
    """Processes pending recordings.

    Args:
        intake: the in-memory folder of finished recordings.
        emit: delivers a signal; on StorageError it is called again later.
    """

    def __init__(
        self,
        *,
        pending: PendingRecordings,
        downloader: RecordingDownloader,
        executor: TwilioExecutor,
        archive: RecordingArchive,
        intake: Path,
        emit: EmitSignal,
        now: Callable[[], datetime],
        metrics: ApiMetrics,
    ) -> None:
        self._pending, self._downloader, self._executor, self._archive = pending, downloader, executor, archive
        self._intake, self._emit, self._now, self._metrics = intake, emit, now, metrics
        self._semaphore = asyncio.Semaphore(MAX_CONCURRENT)
        self._steps: dict[NextStep, Callable[[str, PendingRecording], Awaitable[bool]]] = {
            NextStep.REPORT: self._report,
            NextStep.FETCH: self._fetch,
            NextStep.DELETE: self._delete,
            NextStep.GIVE_UP: self._give_up,
        }

    async def run(self) -> None:
        """Process pending recordings, until cancelled."""
        try:
            await run_periodically(self.run_once, interval_s=POLL_INTERVAL_S)
        finally:
            self._downloader.close()  # else the process waits for its threads

    async def run_once(self) -> None:
        """Process each recording as far as possible now; failures are retried later."""
        try:
            remove_unfinished(self._intake, LEASE_S, time.time())
            pending = await self._pending.read_all()
        except (StorageError, OSError) as error:
            log.warning("twilio.recordings_not_seen", **describe_fault(error))
            return
        now = self._now()
        self._metrics.recordings_due = len(pending)
        self._metrics.recordings_oldest_s = max(
            ((now - each.completed_at).total_seconds() for each in pending.values()), default=0
        )
        await asyncio.gather(*(self._process(name) for name, each in pending.items() if not is_backing_off(each, now)))

    async def _process(self, recording_id: str) -> None:
        async with self._semaphore:
            try:
                async with self._pending.claim(recording_id) as is_claimed:
                    while is_claimed and await self.step(recording_id):
                        pass
            except (StorageError, OSError) as error:
                log.warning("twilio.recording_not_tended", recording=recording_id, **describe_fault(error))

    async def step(self, recording_id: str) -> bool:
        """Carry out the next step of a recording that this node has claimed; return whether another may follow at once.

        Raises:
            StorageError: Valkey or PostgreSQL is away; the step may be done, and is repeated.
        """
        due = await self._pending.find(recording_id)
        if due is None:
            return False
        is_local = (
            self._intake / f"{recording_id}{RECORDING_SUFFIX}"
        ).exists()  # first: the intake notes a recording before it removes the file
        is_stored = await self._archive.has_recording(recording_id)
        doing = self._steps.get(next_step(due, is_stored=is_stored, is_local=is_local, now=self._now()))
        return False if doing is None else await doing(recording_id, due)

    async def _report(self, recording_id: str, recording: PendingRecording) -> bool:
        await self._emit(RecordingStored(call_id=recording.call_id, recording_id=recording_id, leg=recording.leg))
        return await self._pending.change(recording_id, recording, mark_reported(recording))

    async def _fetch(self, recording_id: str, recording: PendingRecording) -> bool:
        began = time.monotonic()
        try:
            await asyncio.to_thread(self._downloader.fetch, recording.sid, recording_id, self._intake)
        except (RequestFailed, DownloadFailed, OSError) as error:
            self._metrics.record("FetchRecording", _outcome(error), time.monotonic() - began)
            log.warning(
                "twilio.recording_not_fetched", recording=recording_id, sid=recording.sid, reason=_reason(error)
            )
            await self._pending.change(recording_id, recording, mark_failed(recording, self._now()))
            return False
        self._metrics.record("FetchRecording", "done", time.monotonic() - began)
        return await self._pending.change(recording_id, recording, mark_delivered(recording, self._now()))

    async def _delete(self, recording_id: str, recording: PendingRecording) -> bool:
        began = time.monotonic()
        try:
            await self._executor.run(partial(_delete_at_twilio, recording.sid))
            result = "done"
        except RequestFailed as refusal:
            result = "gone" if refusal.fault.status == 404 else _outcome(refusal)
        self._metrics.record("DeleteRecording", result, time.monotonic() - began)
        is_deleted = result in {"done", "gone"}
        if not is_deleted:
            log.warning("twilio.recording_not_deleted", recording=recording_id, sid=recording.sid, outcome=result)
        await self._pending.change(recording_id, recording, None if is_deleted else mark_failed(recording, self._now()))
        return False

    async def _give_up(self, recording_id: str, recording: PendingRecording) -> bool:
        log.error("twilio.recording_lost", recording=recording_id, sid=recording.sid, call=recording.call_id)
        await self._emit(NotRecorded(call_id=recording.call_id, recording_id=recording_id, leg=recording.leg))
        if await self._pending.change(recording_id, recording, None):
            self._metrics.recordings_lost += 1
        return False


def _delete_at_twilio(sid: str, client: Client) -> None:
    client.recordings(sid).delete()


def _outcome(error: Exception) -> str:
    return "unreachable" if isinstance(error, RequestFailed) and error.fault == ApiFault() else "refused"


def _reason(error: Exception) -> str:
    """Return our or the system's error text, never Twilio's."""
    return error.strerror or "" if isinstance(error, OSError) else str(error)
