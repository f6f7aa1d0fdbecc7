"""The sounds of the other campaigns of a gateway, and of its practice: the chosen recordings before the rendered ones.

Owns when they are read; new calls hear a new choice within seconds. Another campaign has its own recordings; a practice
plays those that users chose in the campaign whose advisors practise, for the same texts. Without PostgreSQL the
rendered sounds are played.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from atencion.gateways.recorded_prompts import InstalledChoices, RecordingReader, Recordings, follow_choices
from atencion.runtime.context import Context
from atencion.runtime.site.files import fetch_site_files, site_files_folder
from calls.peers.port import CAMPAIGN_SEPARATOR
from calls.peers.sounds import KeyedSounds, LayeredSounds, SharedSounds
from config.site.model import Site
from config.site.practice_campaign import practice_campaign
from ivr.sounds import RenderedSounds, load_peer_sounds, voices_of
from storage.errors import StorageError

_NO_RECORDINGS = Recordings({}, RenderedSounds({}))


class _Loaded(NamedTuple):
    """The sounds of a campaign as they are played, by the version of its site."""

    site: Site
    rendered: RenderedSounds
    installed: InstalledChoices


class PeerSounds:
    """The sounds of the other campaigns on one gateway.

    Args:
        context: of the process.
        sounds: of the gateway; those of each campaign are put there.
        add_sounds: makes changed sounds playable, by key.
    """

    def __init__(
        self, context: Context, sounds: SharedSounds, add_sounds: Callable[[Iterable[str]], Awaitable[None]]
    ) -> None:
        self._context, self._sounds, self._add_sounds = context, sounds, add_sounds
        self._readers: dict[str, RecordingReader] = {}
        self._loaded: dict[str, _Loaded] = {}
        self._lock = asyncio.Lock()

    async def prepare(self, site: Site) -> None:
        """Make the sounds of a campaign playable.

        Raises:
            IvrError: a sound cannot be rendered.
            OSError: the node's folder cannot be written.
        """
        voices = await _find_voices(self._context, site)
        rendered = await asyncio.to_thread(load_peer_sounds, site, voices, self._context.sounds_folder)
        async with self._lock:
            recordings = await self._read_if_possible(site)
            await self._install(site, rendered, recordings, {*rendered.keys, *recordings.sounds.keys})

    async def load_practice(self, site: Site) -> KeyedSounds:
        """Return the sounds of a practice, for the phone of its callers.

        Raises:
            IvrError: a sound cannot be rendered.
        """
        folders = site_files_folder(self._context.settings), self._context.sounds_folder
        rendered = await asyncio.to_thread(load_peer_sounds, site, *folders)
        async with self._lock:
            return LayeredSounds((await self._read_if_possible(site)).sounds, rendered)

    async def run(self) -> None:
        """Follow the choices until cancelled."""
        await follow_choices(self.refresh, "peer_recordings_wait")

    async def refresh(self) -> None:
        """Read the choices of each campaign, and make those that changed playable.

        Raises:
            StorageError: PostgreSQL is away; the last known choices stay.
            OSError: the node's folder cannot be written; the next round tries again.
        """
        async with self._lock:
            for loaded in list(self._loaded.values()):
                recordings = await self._read(loaded.site)
                if changed := loaded.installed.begin(recordings.chosen):
                    await self._install(loaded.site, loaded.rendered, recordings, changed)

    async def _install(
        self, site: Site, rendered: RenderedSounds, recordings: Recordings, changed: Iterable[str]
    ) -> None:
        self._sounds.put(site.campaign, LayeredSounds(recordings.sounds, rendered))
        await self._add_sounds(f"{site.campaign}{CAMPAIGN_SEPARATOR}{key}" for key in changed)
        self._loaded[site.campaign] = _Loaded(site, rendered, InstalledChoices(recordings.chosen))
        if reader := self._readers.get(site.campaign):
            reader.forget_others(recordings.chosen)

    async def _read_if_possible(self, site: Site) -> Recordings:
        try:
            return await self._read(site)
        except StorageError:
            return _NO_RECORDINGS

    async def _read(self, site: Site) -> Recordings:
        from agent_api.prompts.domain.voice import practice_texts, spoken_texts

        home = self._context.campaign
        is_practice = site.campaign == practice_campaign(home)
        texts = practice_texts(site) if is_practice else spoken_texts(site)
        reader = self._readers.setdefault(site.campaign, RecordingReader(lambda: self._context.database.engine))
        return await reader.read(home if is_practice else site.campaign, {each.key: each.text for each in texts})


async def _find_voices(context: Context, site: Site) -> Path:
    """Return the folder with the sounds of another campaign: copies of its own, or those that our folder has."""
    with suppress(StorageError, OSError):
        await fetch_site_files(context.database, context.settings, site, context.sounds_folder)
    stored = site_files_folder(context.settings)
    has_all = await asyncio.to_thread(lambda: all(Path(each.path).is_file() for each in voices_of(site, stored)))
    return stored if has_all else context.settings.site / site.campaign
