"""The recordings that users chose for prompts, on the gateway of this process; `peer_sounds` has the other campaigns.

Owns when they are read, and that new calls hear a new choice within seconds; a sound that is being played ends as it
began. Without PostgreSQL the last known choices stay. It must not know who may choose (`agent_api.prompts`).
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from calls.peers.sounds import SharedSounds
from config.site.calls.prompts import text_digest
from config.site.model import Site
from ivr.audio.waveform import read_cached_wav
from ivr.sounds import RenderedSounds
from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.port import Sounds

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_REFRESH_INTERVAL_S: Final = 3.0


async def follow_choices(refresh: Callable[[], Awaitable[None]], failure_event: str) -> None:
    """Refresh periodically until cancelled; a failure is logged as the event, and the next round tries again."""
    await run_periodically(
        refresh,
        interval_s=_REFRESH_INTERVAL_S,
        retryable_errors=(StorageError, OSError),
        catch_all=True,  # a damaged recording must not end calls
        failure_event=failure_event,
    )


def sound_version(sounds: Sounds, key: str) -> str:
    """Return a short name of the content of a sound.

    Raises:
        UnknownSound: no sound has this key.
    """
    return _short_digest(sounds.ulaw(key))


@lru_cache(maxsize=1024)
def _short_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


class RecordedPrompts:
    """The chosen recordings of the own campaign.

    Attributes:
        lock: held while the recordings or the version of the site change.

    Args:
        find_engine: return the engine of PostgreSQL, which is opened on first use.
        current_site: return the site for new calls.
        sounds: those of the gateway; the recordings stand before them.
        add_sounds: makes changed sounds playable, by key.
    """

    def __init__(
        self,
        find_engine: Callable[[], "AsyncEngine"],
        current_site: Callable[[], Site],
        sounds: SharedSounds,
        add_sounds: Callable[[Iterable[str]], Awaitable[None]],
    ) -> None:
        self._reader, self._current_site = RecordingReader(find_engine), current_site
        self._sounds, self._add_sounds = sounds, add_sounds
        self._installed = InstalledChoices()
        self.lock = asyncio.Lock()

    async def run(self) -> None:
        """Follow the choices until cancelled."""
        await follow_choices(self.refresh, "recorded_prompts_wait")

    async def refresh(self) -> None:
        """Read the choices, and make those that changed playable.

        Raises:
            StorageError: PostgreSQL is away; the last known choices stay.
            OSError: the node's folder cannot be written; the next round tries again.
        """
        async with self.lock:
            recordings = await self.load(self._current_site())
            if changed := self._installed.begin(recordings.chosen):
                self._sounds.put_recordings(recordings.sounds)
                await self._add_sounds(changed)
                self.adopt(recordings)

    def adopt(self, recordings: "Recordings") -> None:
        """Take recordings as those that are played; under the lock."""
        self._installed.finish(recordings.chosen)
        self._reader.forget_others(recordings.chosen)

    async def load(self, site: Site) -> "Recordings":
        """Return the recordings chosen for the texts of a version of the site; under the lock.

        Raises:
            StorageError: PostgreSQL is away.
        """
        from agent_api.prompts.domain.voice import spoken_texts

        return await self._reader.read(site.campaign, {each.key: each.text for each in spoken_texts(site)})


class InstalledChoices:
    """The choices that callers hear, and the prompts of which this is uncertain since an installation failed."""

    def __init__(self, chosen: Mapping[str, str] = MappingProxyType({})) -> None:
        self._chosen = chosen
        self._unfinished: frozenset[str] = frozenset()

    def begin(self, chosen: Mapping[str, str]) -> frozenset[str]:
        """Return the prompts to install for these choices; they are uncertain until the installation finishes."""
        self._unfinished |= {prompt for prompt, _ in chosen.items() ^ self._chosen.items()}
        return self._unfinished

    def finish(self, chosen: Mapping[str, str]) -> None:
        """Take these choices as installed."""
        self._chosen, self._unfinished = chosen, frozenset()


class Recordings(NamedTuple):
    """The chosen recordings of a version of the site: the sound of each prompt, and all of them to play."""

    chosen: dict[str, str]
    sounds: RenderedSounds


class RecordingReader:
    """Reads the recordings chosen in a campaign, and keeps the last ones in memory."""

    def __init__(self, find_engine: Callable[[], "AsyncEngine"]) -> None:
        self._find_engine = find_engine
        self._pcm: dict[tuple[str, str], bytes] = {}

    async def read(self, campaign: str, texts: Mapping[str, str]) -> Recordings:
        """Return the recordings chosen for these texts, by their keys.

        Raises:
            StorageError: PostgreSQL is away.
        """
        from agent_api.prompts import store
        from storage.postgres.engine import read_connection

        digests = {key: text_digest(text) for key, text in texts.items()}
        async with read_connection(self._find_engine()) as connection:
            choices = await store.list_choices(connection, campaign)
            chosen = {
                each.prompt: each.sound
                for each in choices
                if each.sound and each.text_digest == digests.get(each.prompt)
            }
            for key in chosen.items():
                if key not in self._pcm:
                    self._pcm[key] = read_cached_wav(await store.read_wav(connection, campaign, *key))
        return Recordings(
            chosen, RenderedSounds({prompt: self._pcm[prompt, sound] for prompt, sound in chosen.items()})
        )

    def forget_others(self, chosen: Mapping[str, str]) -> None:
        """Forget the recordings that are not among these."""
        self._pcm = {key: pcm for key, pcm in self._pcm.items() if key in chosen.items()}
