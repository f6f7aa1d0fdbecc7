"""The sounds of several campaigns on one gateway, each by its own keys.

Owns where a key is looked up, and the gateway as a peer campaign sees it. It must not render anything; `ivr` does.
"""

from collections.abc import Collection
from typing import Protocol

from calls.peers.port import CAMPAIGN_SEPARATOR, with_campaign_sounds
from telephony.port import AnyCommand, Gateway, SignalHandler, Sounds, UnknownSound


class KeyedSounds(Sounds, Protocol):
    """Sounds that know their keys."""

    @property
    def keys(self) -> Collection[str]:
        """The keys that can be played."""
        ...


class SharedSounds:
    """The sounds of a gateway's own campaign, and of others by qualified keys; implements `telephony.port.Sounds`.

    Recordings that a user chose for the own campaign stand before the sounds that it was started with.
    """

    def __init__(self, home_sounds: Sounds) -> None:
        self._home_sounds = home_sounds
        self._recordings: KeyedSounds | None = None
        self._campaign_sounds: dict[str, Sounds] = {}

    def put(self, campaign: str, sounds: Sounds) -> None:
        """Add or replace the sounds of another campaign."""
        self._campaign_sounds[campaign] = sounds

    def put_recordings(self, recordings: KeyedSounds) -> None:
        """Replace the chosen recordings of the own campaign."""
        self._recordings = recordings

    def ulaw(self, key: str) -> bytes:
        """Return the sound as G.711 u-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        sounds, own = self._resolve(key)
        return sounds.ulaw(own)

    def alaw(self, key: str) -> bytes:
        """Return the sound as G.711 A-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        sounds, own = self._resolve(key)
        return sounds.alaw(own)

    def _resolve(self, key: str) -> tuple[Sounds, str]:
        campaign, apart, own = key.rpartition(CAMPAIGN_SEPARATOR)
        if not apart:
            if self._recordings is not None and key in self._recordings.keys:
                return self._recordings, key
            return self._home_sounds, key
        if campaign not in self._campaign_sounds:
            raise UnknownSound(f"the campaign {campaign!r} has no sounds here")
        return self._campaign_sounds[campaign], own


class PeerGateway:
    """A gateway from the view of a peer campaign: the same legs, its own name and sounds.

    Args:
        gateway: the gateway.
        campaign: of the commands' sounds.
        name: of its lease there.
    """

    def __init__(self, gateway: Gateway, campaign: str, name: str) -> None:
        self.name = name
        self.kind = gateway.kind
        self._gateway = gateway
        self._campaign = campaign

    async def start(self, on_signal: SignalHandler) -> None:
        """Do nothing: its own campaign's process starts the gateway and distributes its signals."""

    async def send(self, command: AnyCommand) -> None:
        """Send a command with the campaign's own sounds; raises as the gateway does."""
        await self._gateway.send(with_campaign_sounds(command, self._campaign))

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call still has a leg here, or this leg."""
        return self._gateway.holds(call_id, leg)

    async def drain(self) -> None:
        """Do nothing: a peer campaign takes no new call in any case."""

    async def stop(self) -> None:
        """Do nothing: the legs belong to the gateway."""
