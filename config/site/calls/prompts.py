"""Prompts: texts for the synthesiser, and recordings that replace them. Pure."""

import msgspec

from config.schema.fields import Id, Spoken


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is said: a text for the synthesiser, or a WAV file of the entity's own voice in its stead.

    Attributes:
        text: Spanish; also what the desk shows.
        file: path within the site folder of a WAV (8 kHz or any rate, mono or stereo), or None.
        digest: SHA-256 of that file in hex, so that a changed voice is a changed site; computed, never written by hand.
    """

    id: Id
    text: Spoken
    file: str | None = None
    digest: str | None = None
