"""Texts and durations of sounds, without rendering them. Pure.

Owns the estimate of a duration from its text, so that a try gives the same result with each synthesiser.
"""

from collections.abc import Mapping

from config.site.calls.voice_messages import TONE
from config.site.model import Site
from ivr.phrases import all_phrases

MS_PER_CHARACTER, OFFSET_MS, LEAST_MS = 65, -190, 300
"""Least squares over the sample site's prompts in the built-in voice; docs/decisions/0126 has the measurement."""
TONE_MS = 400
_PHRASES = all_phrases()


class SoundCatalogue:
    """The sounds of a site: its prompts and the built-in phrases; an unknown key has no text and the least duration.

    Args:
        site: the version.
        texts: of further sounds, by key.
        measured_ms: durations of rendered sounds, by key; the others are estimated.
    """

    def __init__(
        self, site: Site, texts: Mapping[str, str] | None = None, measured_ms: Mapping[str, int] | None = None
    ) -> None:
        prompts = {key: prompt.text for key, prompt in site.prompts.items()}
        self._texts: Mapping[str, str] = _PHRASES | prompts | dict(texts or {})
        self._measured_ms = measured_ms or {}

    def text_of(self, key: str) -> str:
        """Return the text, or an empty one."""
        return self._texts.get(key, "")

    def duration_ms(self, key: str) -> int:
        """Return how long a sound takes."""
        if key in self._measured_ms:
            return self._measured_ms[key]
        return TONE_MS if key == TONE else max(LEAST_MS, OFFSET_MS + MS_PER_CHARACTER * len(self.text_of(key)))
