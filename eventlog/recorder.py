"""The recorder: it journals the campaign's stream in PostgreSQL, from the end of the journal on.

Owns when to read, write and trim, and the retries while a server is away. Nothing is deleted from Valkey before
PostgreSQL has committed it, so the recorder may be killed at any point. Two recorders of one campaign do no harm: the
head of the chain admits one batch at a time, the other's are repetitions.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Literal

import redis.asyncio as redis
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog import outbox, person_data
from eventlog.errors import RecorderStopped, Unreadable
from eventlog.facts import Envelope, StreamId
from eventlog.journal.codec import read_entry
from eventlog.journal.reader import JournalHead, read_head
from eventlog.journal.writer import Projection, WriteResult, write
from eventlog.person import person_references
from eventlog.stream import Entry, Stream
from storage.encryption.field_cipher import FieldCipher
from storage.errors import StorageError
from storage.postgres.engine import unit_of_work
from storage.timeouts import wait_for_event

BATCH_ENTRIES = 500
KEPT_ENTRIES = 1_000  # journaled entries left in the stream, for readers that follow it live
_WAIT_MS = 500
_GATHER_S = 0.1  # after the first fact: an offer to an advisor is four or five, and a batch costs 10 to 20 ms of CPU
_RETRY_DELAYS_S = (0.05, 2.0)  # first and longest pause after a failure
_log = structlog.get_logger(__name__)

RecorderState = Literal["recording", "journal_ahead", "away", "stopped"]


async def record(
    campaign: str,
    client: redis.Redis,
    engine: AsyncEngine,
    stop: asyncio.Event,
    *,
    cipher: FieldCipher,
    projections: Sequence[Projection] = (),
    kept_entries: int = KEPT_ENTRIES,
) -> None:
    """Record until ``stop`` is set; wait while PostgreSQL or Valkey is away, and then catch up.

    `stop` takes effect after the current batch. `client` returns bytes. Each batch updates `projections`, the folds of
    higher rooms, in its transaction; `kept_entries` journaled entries stay in the stream.

    Raises:
        RecorderStopped: the stream contradicts the journal; nothing was written, an operator must look.
        StorageError: Valkey or PostgreSQL refused a request: a missing schema, a wrong type.
    """
    await _Recorder(campaign, client, engine, cipher=cipher, projections=projections, kept_entries=kept_entries).run(
        stop
    )


async def read_status(client: redis.Redis, campaign: str) -> dict[str, str]:
    """Read the recorder's last status; empty if it never ran.

    Returns:
        ``state``: recording, journal_ahead (Valkey lost what the journal holds), away or stopped. ``reason``: a code,
        when away or stopped. ``head``: the last journaled stream id. ``behind``: facts of the stream that are not
        journaled. ``facts``: facts journaled since the start. ``told_at``: ms since the Unix epoch.

    Raises:
        StorageError: Valkey is away.
    """
    return await Stream(client, campaign).read_status()


class _Recorder:
    def __init__(
        self,
        campaign: str,
        client: redis.Redis,
        engine: AsyncEngine,
        *,
        cipher: FieldCipher,
        projections: Sequence[Projection],
        kept_entries: int,
    ) -> None:
        self._campaign = campaign
        self._stream = Stream(client, campaign)
        self._engine = engine
        self._cipher = cipher
        self._projections = projections
        self._kept_entries = kept_entries
        self._head: JournalHead | None = None
        self._facts = 0
        self._log = _log.bind(campaign=campaign)

    async def run(self, stop: asyncio.Event) -> None:
        pause_s, longest_s = _RETRY_DELAYS_S
        while not stop.is_set():
            try:
                await self._record_batch()
                pause_s = _RETRY_DELAYS_S[0]
            except (RecorderStopped, StorageError) as error:
                self._head = None  # the journal may change before the next attempt
                await self._report_failure(error)
                if not error.retryable:
                    raise
                await wait_for_event(stop, pause_s)
                pause_s = min(pause_s * 2, longest_s)
        await self._write_status("recording")

    async def _record_batch(self) -> None:
        head = self._head or await self._resume()
        entries = await self._new_entries(head)
        if not entries:
            await self._wait_for_entry(head)
            return
        envelopes = self._read(entries)
        people = await self._stream.read_people([ref for one in envelopes for ref in person_references(one.fact)])
        carried = [int(fields[outbox.STREAM_FIELD]) for _, fields in entries if outbox.STREAM_FIELD in fields]
        written = await self._write(envelopes, people, carried)
        self._head = written.head
        self._facts += len(written.new_facts)
        await self._trim_stream(written.head.stream, people)

    async def _resume(self) -> JournalHead:
        """Find the end of the journal; delete from Valkey what a killed recorder had already stored."""
        waiting = await self._stream.waiting_references()
        async with unit_of_work(self._engine) as connection:
            head = await read_head(connection, self._campaign)
            stored = await person_data.read_stored_references(connection, waiting) if waiting else set()
        await self._stream.forget_people(stored)
        self._head = head
        self._log.info("recorder_began", head=str(head.stream), seq=head.link.seq)
        return head

    async def _new_entries(self, head: JournalHead) -> list[Entry]:
        """Return the entries after the head, with the head itself before them.

        The head shows whether Valkey lost its data and wrote another history under the same ids.
        """
        entries = await self._stream.entries_from(head.stream, BATCH_ENTRIES)
        only_head = len(entries) == 1 and entries[0][0].decode() == str(head.stream)
        return [] if only_head else entries

    async def _wait_for_entry(self, head: JournalHead) -> None:
        """Wait for the next entry, up to `_WAIT_MS`, and for those that follow it at once."""
        if await self._stream.wait_for_entry(head.stream, _WAIT_MS):
            await asyncio.sleep(_GATHER_S)
        else:
            await self._write_status("journal_ahead" if await self._stream.last_id() < head.stream else "recording")

    def _read(self, entries: Sequence[Entry]) -> list[Envelope]:
        try:
            return [read_entry(self._campaign, identity, fields) for identity, fields in entries]
        except Unreadable as error:
            raise RecorderStopped("unreadable", entries[0][0].decode(), f"No se puede registrar: {error}.") from error

    async def _write(
        self, envelopes: Sequence[Envelope], people: Mapping[str, bytes], turns: Sequence[int]
    ) -> WriteResult:
        async with unit_of_work(self._engine) as connection:
            result = await write(
                connection, self._campaign, envelopes, people, cipher=self._cipher, projections=self._projections
            )
            await outbox.delete_rows(connection, turns)
        missing = sum(ref not in people for one in result.new_facts for ref in person_references(one.fact))
        if missing:
            self._log.warning("person_data_missing", references=missing)
        return result

    async def _trim_stream(self, recorded: StreamId, people: Collection[str]) -> None:
        """Trim Valkey, which is only safe after the commit."""
        await self._stream.trim(StreamId(recorded.epoch, max(recorded.seq - self._kept_entries, 0)))
        await self._stream.forget_people(people)
        await self._write_status("recording")

    async def _report_failure(self, error: RecorderStopped | StorageError) -> None:
        if error.retryable:
            self._log.warning("recorder_waits", code=error.code)
        else:
            self._log.error("recorder_stopped", code=error.code, error=str(error))
        reason = error.reason if isinstance(error, RecorderStopped) else error.code
        with suppress(StorageError):  # Valkey itself may be away
            await self._write_status("away" if error.retryable else "stopped", reason)

    async def _write_status(self, state: RecorderState, reason: str = "") -> None:
        status: dict[str, str | int] = {
            "state": state,
            "reason": reason,
            "facts": self._facts,
            "told_at": time.time_ns() // 1_000_000,
        }
        if self._head is not None:
            last, head = await self._stream.last_id(), self._head.stream
            behind = last.seq - head.seq if last.epoch == head.epoch else last.seq
            status |= {"head": str(head), "behind": max(behind, 0)}
        await self._stream.write_status(status)
