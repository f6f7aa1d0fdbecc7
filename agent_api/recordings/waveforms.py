"""The waveform of a recording: measured once, then stored beside it, encrypted with a key of the recording's.

Owns when it is measured and stored. Without the recording's key it cannot be read, so it ends with the recording. It
has the loudness of each side and no words, so no play is logged for it.
"""

import asyncio
from io import BytesIO

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import queries
from agent_api.recordings.domain.wav_header import InvalidWav, find_sound
from agent_api.recordings.domain.waveform import Waveform, measure_waveform
from agent_api.recordings.service import KeyMissing, RecordingDamaged, require_recording, require_stored
from config.errors import SettingsInvalid
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import StoredFile, Vault

log = structlog.get_logger(__name__)


async def load_waveform(engine: AsyncEngine, campaign: str, vault: Vault | None, recording_id: str) -> Waveform:
    """Return the waveform of a recording, measured now if it is the first time.

    Raises:
        NotFound: no recording has that id.
        RecordingRemoved, RecordingNotStored: it was deleted, or is not stored yet.
        RecordingDamaged: its file does not open.
        KeyMissing: its key is not available.
    """
    async with read_connection(engine) as connection:
        file = require_stored(require_recording(campaign, await queries.find(connection, recording_id)))
    if vault is None:
        raise KeyMissing
    try:
        waveform = await asyncio.to_thread(_read, vault, file)
        if waveform is not None:
            return waveform
        waveform = await asyncio.to_thread(measure, vault, file)
    except (RecordingBroken, InvalidWav) as error:
        raise RecordingDamaged from error
    except (MasterKeyUnknown, SettingsInvalid) as error:
        raise KeyMissing from error
    await _store(engine, campaign, vault, file, waveform)
    return waveform


def measure(vault: Vault, file: StoredFile) -> Waveform:
    """Measure the waveform of a stored recording.

    Raises:
        RecordingBroken, MasterKeyUnknown: see `Vault.read`.
        InvalidWav: it is not a recording.
    """
    first = next(vault.read(file), b"")
    return measure_waveform(find_sound(BytesIO(first), file.plain_size), vault.read(file))


def _read(vault: Vault, file: StoredFile) -> Waveform | None:
    """Return the stored waveform; None without one, or if its file is damaged: it can be measured again."""
    try:
        stored = vault.read_beside(file)
        return None if stored is None else msgspec.json.decode(stored, type=Waveform)
    except (RecordingBroken, msgspec.DecodeError) as error:
        log.warning("waveform_unreadable", recording=file.recording, reason=str(error))
        return None


async def _store(engine: AsyncEngine, campaign: str, vault: Vault, file: StoredFile, waveform: Waveform) -> None:
    """Store a waveform while the recording's row is locked, so that no deletion leaves a file behind.

    Raises:
        RecordingRemoved: the recording was deleted meanwhile.
    """
    async with unit_of_work(engine) as connection:
        require_stored(require_recording(campaign, await queries.find(connection, file.recording, lock=True)))
        try:
            await asyncio.to_thread(vault.store_beside, file, msgspec.json.encode(waveform))
        except OSError as error:
            log.warning("waveform_not_stored", recording=file.recording, error=repr(error))
