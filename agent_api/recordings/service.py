"""Recordings for people: metadata of a call's recordings, and their audio.

No byte is sent before the log records who listens. A player requests many ranges of one recording: the requests of one
user within `PLAY_WINDOW` count as one play.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.facts import append_facts
from agent_api.recordings import queries, store
from agent_api.recordings.domain.byte_ranges import ByteRange, Unsatisfiable, parse_range
from agent_api.recordings.domain.pauses import pauses_of
from agent_api.recordings.queries import RecordingRow
from agent_api.recordings.schemas import Recording
from config.errors import SettingsInvalid
from config.site.model import Site
from eventlog.facts import Envelope, RecordingBegan, RecordingPlayed, VoiceMessageBegan
from eventlog.journal.reader import Journal
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import StoredFile, Vault

PLAY_WINDOW: Final = timedelta(minutes=15)
"""A request after this interval begins another play."""
log = structlog.get_logger(__name__)


class RecordingRemoved(ApiError):
    """The recording was deleted, by retention or at its holder's request."""

    status = 410
    code = "recording_deleted"

    def __init__(self, erased_by: str | None = None) -> None:
        super().__init__(
            f"{erasure_notice(erased_by)}." if erased_by else "Esta grabación ya cumplió su plazo y se borró."
        )


class RecordingNotStored(ApiError):
    """There is no audio, or not yet."""

    status = 409
    code = "recording_not_stored"

    def __init__(self) -> None:
        super().__init__(
            "Esta grabación no está guardada: la llamada sigue en curso, o la central telefónica no la entregó."
        )


class RecordingDamaged(ApiError):
    """The file is altered or missing."""

    status = 500
    code = "recording_damaged"

    def __init__(self) -> None:
        super().__init__("La grabación no se puede abrir: su archivo falta o está alterado. Avise al administrador.")


class KeyMissing(ApiError):
    """The master key is not available."""

    status = 503
    code = "recording_key_missing"

    def __init__(self) -> None:
        super().__init__("Falta la llave que abre esta grabación. Avise al administrador.")


class RangeUnsatisfiable(ApiError):
    """The requested range begins after the end."""

    status = 416
    code = "range_unsatisfiable"

    def __init__(self, size: int) -> None:
        super().__init__("La grabación no llega hasta ahí.")
        self.headers = {"Content-Range": f"bytes */{size}"}


class AudioStream(msgspec.Struct, frozen=True, kw_only=True):
    """Response to a request for audio.

    Attributes:
        size: bytes of the whole audio.
        partial: whether the request had a range.
        chunks: the bytes; the first chunk has already been read.
    """

    size: int
    byte_range: ByteRange
    partial: bool
    chunks: AsyncIterator[bytes]


async def recordings_of(
    engine: AsyncEngine, site: Site, call_id: str, envelopes: Sequence[Envelope]
) -> list[Recording]:
    """List the recordings of a call; ``envelopes`` are its facts in order."""
    if not any(isinstance(each.fact, RecordingBegan | VoiceMessageBegan) for each in envelopes):
        return []  # most calls have none: no query is needed
    async with read_connection(engine) as connection:
        rows = await queries.list_of_call(connection, site.campaign, call_id)
    return [_present(site, row, envelopes) for row in rows]


async def find(engine: AsyncEngine, site: Site, recording_id: str) -> Recording:
    """Return a recording of this campaign.

    Raises:
        NotFound: no recording has that id.
    """
    async with read_connection(engine) as connection:
        row = require_recording(site.campaign, await queries.find(connection, recording_id))
    call_with_facts = await Journal(engine, site.campaign).call_with_facts(row.call_id)
    return _present(site, row, call_with_facts[1] if call_with_facts else [])


async def open_audio(
    engine: AsyncEngine,
    campaign: str,
    vault: Vault | None,
    principal: Principal,
    recording_id: str,
    *,
    range_header: str | None,
    now: Callable[[], datetime],
) -> AudioStream:
    """Open the audio of a recording, or a range of it, and log who listens.

    ``now`` is read only once the first bytes are available. Without a ``vault`` no key is available.

    Raises:
        NotFound: no recording has that id.
        RecordingRemoved, RecordingNotStored: it was deleted, or is not stored yet.
        RangeUnsatisfiable: the range is outside it.
        RecordingDamaged: its file does not open.
        KeyMissing: its key is not available.
    """
    async with read_connection(engine) as connection:
        row = require_recording(campaign, await queries.find(connection, recording_id))
    file = require_stored(row)
    if vault is None:
        raise KeyMissing
    requested = _requested_range(range_header, file.plain_size)
    byte_range = requested or ByteRange(0, file.plain_size)
    chunks = vault.read(file, byte_range.begin, byte_range.end)
    first = await _first_chunk(chunks)
    await _record_play(engine, campaign, now(), principal, row)
    stream, is_partial = _stream(row.id, first, chunks), requested is not None
    return AudioStream(size=file.plain_size, byte_range=byte_range, partial=is_partial, chunks=stream)


def _requested_range(header: str | None, size: int) -> ByteRange | None:
    try:
        return parse_range(header, size)
    except Unsatisfiable:
        raise RangeUnsatisfiable(size) from None


def require_recording(campaign: str, row: RecordingRow | None) -> RecordingRow:
    """Return a recording of this campaign.

    Raises:
        NotFound: it is not there, or of another campaign.
    """
    if row is None or row.campaign != campaign:
        raise NotFound("No hay ninguna grabación con ese nombre.")
    return row


def require_stored(row: RecordingRow) -> StoredFile:
    """Return the file of a recording.

    Raises:
        RecordingRemoved, RecordingNotStored: it was deleted, or is not stored yet.
    """
    if row.state == "deleted":
        raise RecordingRemoved(row.erased_by)
    if row.vault_file is None:
        raise RecordingNotStored
    return row.vault_file


async def _first_chunk(pieces: Iterator[bytes]) -> bytes:
    """Read the first bytes while an error can still become the response."""
    try:
        return await asyncio.to_thread(next, pieces, b"")
    except RecordingBroken as error:
        raise RecordingDamaged from error
    except (MasterKeyUnknown, SettingsInvalid) as error:
        raise KeyMissing from error


async def _stream(recording: str, first: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield all bytes; damage ends the response short of its length, because the status is already sent."""
    yield first
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece
    except RecordingBroken as error:
        log.error("recording_damaged", recording=recording, reason=str(error))


async def _record_play(
    engine: AsyncEngine, campaign: str, now: datetime, principal: Principal, row: RecordingRow
) -> None:
    async with unit_of_work(engine) as connection:
        locked = await queries.find(connection, row.id, lock=True)
        require_stored(require_recording(campaign, locked))
        if await store.begin_play(connection, row, principal.user, now, now - PLAY_WINDOW):
            played = RecordingPlayed(recording=row.id, user=principal.user)
            author = principal.author(at=now, site_version=row.site_version, call_id=row.call_id)
            await append_facts(connection, row.campaign, [played], author)


def _present(site: Site, row: RecordingRow, envelopes: Sequence[Envelope]) -> Recording:
    return Recording(
        id=row.id,
        call_id=row.call_id,
        kind=row.kind,
        state=row.state,
        began_at=row.began_at,
        duration_ms=row.duration_ms,
        pauses=pauses_of(envelopes, row.id),
        kept_until=_kept_until(site, row),
        erased_by=row.erased_by,
    )


def _kept_until(site: Site, row: RecordingRow) -> datetime | None:
    rules = site.recordings
    if rules is None:
        return None
    return row.began_at + timedelta(days=rules.rule_for(row.line, message=row.kind == "message").days)
