"""Synthesises the recorded conversations of the demo's past, and stores them as the intake does with real ones.

Owns what such a recording sounds like: the caller left, the advisor right, in turns over the length of the talk. Each
one is encrypted and kept by the rules of `agent_api.recordings`; the audio is in no version of the program.
"""

import asyncio
import audioop
import io
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.recordings.intake import NOT_STORED_STATES, Intake
from agent_api.recordings.store import RecordingProjection
from atencion.demo.quality.recorded_calls import dialogue_number, spoken_ms
from config.site.model import Site
from config.site.samples import SampleDialogue
from eventlog.facts import Envelope, RecordingBegan
from eventlog.journal.codec import read_canonical
from ivr.audio.waveform import RATE
from ivr.renderer import Speech, render
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import Vault
from storage.tables import journal, recording
from telephony.port.recordings import RECORDING_SUFFIX

EPOCH: Final = 0
"""Epoch of the past in stream ids."""
_ADVISOR_VOICES: Final = ("f2", "m3", "f4")  # by the place of the advisor in the site
_TAIL_MS: Final = 30
_BEGINS_MS: Final = 400
log = structlog.get_logger(__name__)


async def store_sample_recordings(
    engine: AsyncEngine, vault: Vault, site: Site, dialogues: Sequence[SampleDialogue], sounds: Path
) -> int:
    """Store the recordings of the past that are missing; return their number. ``sounds`` caches rendered sentences.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
        StorageError: PostgreSQL is away; the recordings stored before stay.
    """
    async with read_connection(engine) as connection:
        missing = await _find_missing(connection, site.campaign)
    missing = [(envelope, fact) for envelope, fact in missing if dialogue_number(fact.recording) <= len(dialogues)]
    talks = [dialogues[dialogue_number(fact.recording) - 1] for _, fact in missing]
    turns = [speeches_of(talk, fact.advisor, site) for talk, (_, fact) in zip(talks, missing, strict=True)]
    rendered = await asyncio.to_thread(render, [speech for each in turns for speech in each], sounds)
    with tempfile.TemporaryDirectory() as folder:
        intake = Intake(engine, vault, Path(folder), on_disk=True)  # an invented conversation may be on a disk
        for (envelope, fact), talk, speeches in zip(missing, talks, turns, strict=True):
            content = await asyncio.to_thread(compose, [rendered[each] for each in speeches], spoken_ms(talk))
            file = Path(folder) / f"{fact.recording}{RECORDING_SUFFIX}"
            await asyncio.to_thread(file.write_bytes, content)
            async with unit_of_work(engine) as connection:
                await RecordingProjection().apply(connection, [envelope])
            await intake.ingest(file)
    if missing:
        log.info("sample_recordings_stored", recordings=len(missing))
    return len(missing)


async def _find_missing(connection: AsyncConnection, campaign: str) -> list[tuple[Envelope, RecordingBegan]]:
    """Return the facts of the past's recordings that have no stored row."""
    row = journal.c
    query = select(row.bytes).where(row.campaign == campaign, row.stream_epoch == EPOCH)
    query = query.where(row.type == RecordingBegan.__name__).order_by(row.seq)
    envelopes = [read_canonical(data) for data in (await connection.execute(query)).scalars()]
    kept = select(recording.c.id).where(recording.c.campaign == campaign, recording.c.state.not_in(NOT_STORED_STATES))
    stored = set((await connection.execute(kept)).scalars())
    facts = [(each, each.fact) for each in envelopes if isinstance(each.fact, RecordingBegan)]
    return [(envelope, fact) for envelope, fact in facts if fact.recording not in stored]


def speeches_of(dialogue: SampleDialogue, advisor: str, site: Site) -> list[Speech]:
    """Return the sentence of each turn with its voice."""
    team = [each.id for each in site.sample_advisors]
    name = next((each.name for each in site.sample_advisors if each.id == advisor), advisor).split()[0]
    voice = _ADVISOR_VOICES[team.index(advisor) % len(_ADVISOR_VOICES)] if advisor in team else _ADVISOR_VOICES[0]
    return [
        Speech(text=turn.replace("{advisor}", name), tail_ms=_TAIL_MS, voice=dialogue.voice if index % 2 else voice)
        for index, turn in enumerate(dialogue.turns)
    ]


def compose(turns: Sequence[bytes], length_ms: int) -> bytes:
    """Return the WAV of the turns, the advisor's first, with equal pauses so that it has a length.

    The length grows if the turns are longer. Turns are 16 bit native PCM at 8,000 Hz.
    """
    spoken = sum(map(len, turns))
    whole = max(2 * RATE * length_ms // 1000, spoken + 2 * RATE * _BEGINS_MS // 1000)
    pause = (whole - spoken) // len(turns) // 2 * 2
    advisor, caller = bytearray(), bytearray()
    for index, turn in enumerate(turns):
        advisor += bytes(pause)
        caller += bytes(pause)
        speaking, listening = (caller, advisor) if index % 2 else (advisor, caller)
        speaking += turn
        listening += bytes(len(turn))
    stereo = audioop.add(audioop.tostereo(bytes(caller), 2, 1, 0), audioop.tostereo(bytes(advisor), 2, 0, 1), 2)
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(stereo)
    return target.getvalue()
