"""Facts of the voices of prompts: a recording was stored, and the voice of a prompt was chosen. Pure.

The envelope says who did it. ``prompt`` is an id in the site or a phrase, ``sound`` the SHA-256 of a recording.
"""

from typing import Literal

from eventlog.facts.base import Fact

SoundSource = Literal["uploaded", "recorded"]
"""A file of the user, or recorded in the browser."""


class PromptSoundStored(Fact, frozen=True, kw_only=True):
    """A recording of a prompt was accepted and stored; callers do not hear it yet."""

    prompt: str
    sound: str
    source: SoundSource
    length_ms: int


class PromptVoiceChosen(Fact, frozen=True, kw_only=True):
    """New callers hear this sound for a text of a prompt; without a sound, the synthesiser.

    ``text`` is the digest of the text: another text has its own choice.
    """

    prompt: str
    text: str
    sound: str


PromptFact = PromptSoundStored | PromptVoiceChosen
