"""Prompts: texts for the synthesiser, recordings that replace them, and the rules of both. Pure."""

import hashlib
import io
import wave
from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Spoken
from config.schema.reader import FileReader, NodePath, Reader

RESERVED_PROMPT = "silence"
"""Key of the built-in short silence; a site's prompt cannot use it."""


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """A text for the synthesiser, or a WAV file of the entity's own voice in its place.

    Attributes:
        text: Spanish; the desk shows it too.
        file: path within the site folder of a WAV (8 kHz or any rate, mono or stereo), or None.
        digest: SHA-256 of that file in hex, so that a changed file changes the site version; computed, never written by
            hand.
    """

    id: Id
    text: Spoken
    file: str | None = None
    digest: str | None = None


class VoiceRules(msgspec.Struct, frozen=True, kw_only=True):
    """How the prompts of a site get their voice: its synthesiser, and the limits of a recording.

    Attributes:
        synthesiser: name of an entry point of the group ``atencion.synthesisers``.
        lowest_rate_hz: of a recording; the telephone has 8,000 Hz.
        longest_s: of a prompt; music may be longer.
        longest_silence_ms: at each end of a recording, before it is trimmed.
    """

    synthesiser: Id = "espeak"
    lowest_rate_hz: Annotated[int, Meta(ge=8000, le=48_000)] = 8000
    shortest_ms: Annotated[int, Meta(ge=100, le=5000)] = 300
    longest_s: Annotated[int, Meta(ge=5, le=600)] = 120
    longest_silence_ms: Annotated[int, Meta(ge=100, le=10_000)] = 2000


def text_digest(text: str) -> str:
    """Return the digest of what a text says; spaces and line breaks do not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def check_prompts(prompts: Collection[str], reader: Reader) -> None:
    """Complain about a prompt with a reserved name."""
    if RESERVED_PROMPT in prompts:
        text = f"«{RESERVED_PROMPT}» es un nombre reservado; use otro"
        reader.complain(("prompts", RESERVED_PROMPT), text)


def check_prompt_id(prompt: str, ids: Collection[str], path: NodePath, reader: Reader) -> None:
    """Complain about an id that is missing in prompts.yaml."""
    if prompt not in ids:
        reader.complain_unknown(path, prompt, "prompts", ids)


def with_digest(prompt: Prompt, read_file: FileReader, reader: Reader) -> Prompt:
    """Add the digest of the prompt's file, which must be a playable WAV."""
    if prompt.file is None:
        return prompt
    content = read_file(prompt.file)
    if content is None:
        text = f"no está el archivo «{prompt.file}»; súbalo o cópielo en la carpeta del sitio, o quite «file»"
        reader.complain(("prompts", prompt.id, "file"), text)
        return prompt
    if not is_playable_wav(content):
        text = f"«{prompt.file}» no es un WAV PCM que se pueda oír; expórtelo como WAV de 16 bits"
        reader.complain(("prompts", prompt.id, "file"), text)
    return msgspec.structs.replace(prompt, digest=hashlib.sha256(content).hexdigest())


def is_playable_wav(content: bytes) -> bool:
    """Return whether the bytes are a PCM WAV, mono or stereo, of at least 50 ms."""
    try:
        with wave.open(io.BytesIO(content)) as sound:
            rate, frames = sound.getframerate(), sound.getnframes()
            return sound.getnchannels() in {1, 2} and 4000 <= rate <= 192_000 and frames * 20 >= rate
    except (wave.Error, EOFError, ValueError, OverflowError):
        return False
