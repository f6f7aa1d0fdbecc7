"""A gateway's process when another version of the site takes effect: its sounds, and the campaigns that it serves.

Owns the tasks of the other campaigns, of which a new version may add some. A campaign that a version leaves out is
served until the process ends, because calls may still be there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from atencion.gateways.call_wiring import peer_campaigns
from atencion.gateways.draft_calls import DraftSounds
from atencion.gateways.peer_sounds import PeerSounds
from atencion.gateways.recorded_prompts import RecordedPrompts
from atencion.gateways.version_sounds import VersionSounds
from atencion.runtime.context import Context
from atencion.runtime.site.follower import Prepare, SiteFollower, nothing_to_prepare
from atencion.runtime.tasks import end_tasks, run_until
from calls.peers.peer import Peers
from calls.peers.sounds import SharedSounds
from config.site.model import Site
from telephony.port import AnyCommand


class SiteChanges:
    """The version of the site in force, on one gateway.

    Attributes:
        peer_sounds: the sounds of the other campaigns.

    Args:
        context: of the process.
        sounds: those of the gateway.
        add_sounds: makes added sounds playable, by key.
        prepare_node: makes the node of the gateway ready, after the sounds.
    """

    def __init__(
        self,
        context: Context,
        sounds: SharedSounds,
        add_sounds: Callable[[Iterable[str]], Awaitable[None]],
        prepare_node: Prepare = nothing_to_prepare,
    ) -> None:
        self._recorded = RecordedPrompts(
            lambda: context.database.engine, lambda: context.sites.current, sounds, add_sounds
        )
        self._sounds = VersionSounds(context, sounds, self._recorded, add_sounds)
        self.peer_sounds = PeerSounds(context, sounds, add_sounds)
        self._context = context
        self._switched = asyncio.Event()
        self._on_switch: list[Callable[[Site], None]] = []
        self._prepare_node = prepare_node
        self._follower = SiteFollower(context, self._prepare, self._switch)

    async def load_draft_sounds(self, site: Site) -> DraftSounds:
        """Return the sounds of a draft, with the recordings that users chose for its texts.

        Raises:
            IvrError: a sound cannot be rendered.
            StorageError: PostgreSQL is away.
            OSError: the node's folder cannot be written.
        """
        return await self._sounds.load_draft(site)

    def on_switch(self, act: Callable[[Site], None]) -> None:
        """Let another part of the process act after each switch."""
        self._on_switch.append(act)

    async def _prepare(self, site: Site) -> None:
        await self._sounds.prepare(site)
        await self._prepare_node(site)

    def _switch(self, site: Site) -> None:
        self._switched.set()
        for act in self._on_switch:
            act(site)

    async def with_sounds(self, site: Site, command: AnyCommand) -> AnyCommand:
        """Return a command of a call with the sounds of the call's version."""
        return await self._sounds.command_for(site, command)

    def tasks(self) -> dict[str, Coroutine[Any, Any, None]]:
        """Return the tasks for the lifetime of the process, by name."""
        return {
            "site": self._follower.run(),
            "recorded prompts": self._recorded.run(),
            "peer recordings": self.peer_sounds.run(),
        }

    async def serve_peers(self, peers: Peers) -> None:
        """Run the tasks of every other campaign, also of those that a new version adds, until cancelled.

        Raises:
            BaseException: the error of the first task that failed.
        """
        running: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                peers.add(peer_campaigns(self._context.sites.current))
                for peer in peers.members:
                    if peer.campaign not in running:
                        running[peer.campaign] = asyncio.create_task(_run_peer(peer.tasks()), name=peer.campaign)
                self._switched.clear()
                changed = asyncio.create_task(self._switched.wait())
                try:
                    done, _ = await asyncio.wait({*running.values(), changed}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    changed.cancel()
                for task in done:
                    task.result()
        finally:
            await end_tasks(set(running.values()))


async def _run_peer(tasks: dict[str, Coroutine[Any, Any, None]]) -> None:
    await run_until(asyncio.Event(), tasks)
