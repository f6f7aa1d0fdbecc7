"""The sounds of a gateway when another version of the site takes effect.

Owns the order: what calls in progress still need is kept first, then the new sounds are installed, and only then new
calls use the new version. So no call hears a text of another version, and none waits for a sound. It must not decide
when a version takes effect (`atencion.runtime.site.follower`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from atencion.gateways.call_wiring import render_sounds
from atencion.gateways.draft_calls import DraftSounds
from atencion.gateways.recorded_prompts import RecordedPrompts, Recordings
from atencion.runtime.context import Context
from atencion.runtime.site.files import fetch_site_files, site_files_folder
from calls.peers.sounds import SharedSounds
from config.site.model import Site
from ivr.draft_sentences import destination_sentences
from ivr.errors import IvrError
from ivr.sounds import RenderedSounds, load_draft_sounds
from storage.errors import StorageError
from telephony.port import AnyCommand

log = structlog.get_logger(__name__)


class VersionSounds:
    """The sounds of the version in force, and those that calls of earlier versions still need.

    Args:
        context: of the process.
        sounds: of the gateway, with those of the current version.
        recorded: the recordings that stand before them.
        add_sounds: makes changed sounds playable, by key.
    """

    def __init__(
        self,
        context: Context,
        sounds: SharedSounds,
        recorded: RecordedPrompts,
        add_sounds: Callable[[Iterable[str]], Awaitable[None]],
    ) -> None:
        self._context, self._sounds, self._recorded, self._add_sounds = context, sounds, recorded, add_sounds
        self._known = {context.sites.current.version}

    async def prepare(self, site: Site) -> None:
        """Install the sounds of a version, so that new calls can use it.

        Raises:
            IvrError: a sound cannot be rendered; the old sounds stay.
            StorageError: PostgreSQL is away; the old sounds stay.
            OSError: the node's folder cannot be written; calls still hear the old sounds.
        """
        rendered = await render_sounds(site, self._context)
        async with self._recorded.lock:
            recordings = await self._recorded.load(site)
            before = self._context.sites.current.version
            await self._add_sounds(self._sounds.keep(before, rendered, recordings.sounds))
            self._sounds.put_home(site.version, rendered, recordings.sounds)
            await self._add_sounds({*rendered.keys, *recordings.sounds.keys})
            self._recorded.adopt(recordings)
            self._known.add(site.version)

    async def command_for(self, site: Site, command: AnyCommand) -> AnyCommand:
        """Return a command of a call with the sounds of the call's version."""
        if site.version not in self._known:
            await self._keep_older(site)
        return self._sounds.with_kept_sounds(command, site.version)

    async def load_draft(self, site: Site) -> DraftSounds:
        """Return the sounds of a version that is not published. Raises as `prepare`."""
        context = self._context
        await fetch_site_files(context.database, context.settings, site, context.sounds_folder)
        folder = site_files_folder(context.settings)
        said = destination_sentences(site)
        rendered = await asyncio.to_thread(load_draft_sounds, site, folder, context.sounds_folder, said)
        async with self._recorded.lock:
            recordings = (await self._recorded.load(site)).sounds
        sounds = SharedSounds(rendered)
        sounds.put_recordings(recordings)
        keys = rendered.keys | recordings.keys
        return DraftSounds(sounds, keys, rendered.durations_ms() | recordings.durations_ms())

    async def _keep_older(self, site: Site) -> None:
        """Keep the sounds of calls that an earlier process of this gateway left."""
        self._known.add(site.version)
        try:
            rendered = await render_sounds(site, self._context)
            async with self._recorded.lock:
                recordings = await self._load_recordings(site)
                await self._add_sounds(self._sounds.keep_older(site.version, rendered, recordings.sounds))
        except (IvrError, OSError) as error:
            log.warning("older_sounds_missing", version=site.version, error=repr(error))

    async def _load_recordings(self, site: Site) -> Recordings:
        try:
            return await self._recorded.load(site)
        except StorageError:
            return Recordings({}, RenderedSounds({}))
