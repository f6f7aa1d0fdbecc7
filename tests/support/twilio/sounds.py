"""The sounds of legs: their names, and their durations, known from fetching them.

Owns the names and a cache of durations. Source: https://www.twilio.com/docs/voice/twiml/play (audio types; a file is
fetched by GET and may be cached).
"""

import re
from urllib.parse import unquote, urlsplit

from tests.support.twilio.http.webhooks import WebhookFailed, Webhooks

RINGING_TONE = "ringing tone"
HOLD_MUSIC = "Twilio's hold music"


def name_of(url: str) -> str:
    """Return a sound's name: the key in our addresses ``…/sounds/{key}.wav``, else its address."""
    match = re.search(r"/sounds/(.+)\.wav$", urlsplit(url).path)
    return unquote(match[1]) if match else url


def wav_seconds(wav: bytes) -> float:
    """Return a WAV's duration from its headers, for any coding.

    Raises:
        ValueError: it is no WAV.
    """
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise ValueError("no WAV")
    position, per_s = 12, 0
    while position + 8 <= len(wav):
        chunk, length = wav[position : position + 4], int.from_bytes(wav[position + 4 : position + 8], "little")
        if chunk == b"fmt ":
            per_s = int.from_bytes(wav[position + 16 : position + 20], "little")
        if chunk == b"data" and per_s:
            return min(length, len(wav) - position - 8) / per_s
        position += 8 + length + length % 2
    raise ValueError("a WAV without sound")


class Sounds:
    """The fetched sounds."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks
        self._seconds: dict[str, float] = {}

    async def seconds(self, url: str) -> float:
        """Return a sound's duration; it is fetched once.

        Raises:
            WebhookFailed: it cannot be fetched (11200), or is no sound (12300).
        """
        if url not in self._seconds:
            answer = await self._webhooks.ask(url, "GET", {})
            if answer.kind not in ("audio/wav", "audio/x-wav", "audio/wave"):
                raise WebhookFailed(12300, f"{url}: {answer.kind} is no WAV")
            try:
                self._seconds[url] = wav_seconds(answer.body)
            except ValueError as error:
                raise WebhookFailed(12300, f"{url}: {error}") from error
        return self._seconds[url]
