"""The sounds of several campaigns on one gateway, each by its own keys.

Owns where a key is looked up, and the gateway as a peer campaign sees it. It must not render anything; `ivr` does.
"""

from collections.abc import Collection, Mapping
from typing import Final, Protocol

from calls.peers.port import CAMPAIGN_SEPARATOR, with_campaign_sounds, with_sounds
from telephony.port import AnyCommand, Gateway, SignalHandler, Sounds, UnknownSound

MOST_KEPT_VERSIONS: Final = 20
"""Earlier versions of the site whose changed sounds stay in memory; no call lasts as long as twenty publications."""


class KeyedSounds(Sounds, Protocol):
    """Sounds that know their keys."""

    @property
    def keys(self) -> Collection[str]:
        """The keys that can be played."""
        ...


class LayeredSounds:
    """Sounds of several layers; each key is played from the first layer that has it."""

    def __init__(self, *layers: KeyedSounds) -> None:
        self._layers = layers

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all layers."""
        return frozenset(key for layer in self._layers for key in layer.keys)

    def ulaw(self, key: str) -> bytes:
        """Return the sound as G.711 u-law.

        Raises:
            UnknownSound: no layer has this key.
        """
        return self._find(key).ulaw(key)

    def alaw(self, key: str) -> bytes:
        """Return the sound as G.711 A-law.

        Raises:
            UnknownSound: no layer has this key.
        """
        return self._find(key).alaw(key)

    def _find(self, key: str) -> KeyedSounds:
        return next((each for each in self._layers if key in each.keys), self._layers[-1])


class SharedSounds:
    """The sounds of a gateway's own campaign, and of others by qualified keys; implements `telephony.port.Sounds`.

    Recordings that a user chose for the own campaign stand before the sounds of the site. Calls of an earlier version
    of the site keep their sounds: those that changed since are kept under keys qualified with the version.
    """

    def __init__(self, home_sounds: KeyedSounds) -> None:
        self._home_sounds = home_sounds
        self._recordings: KeyedSounds | None = None
        self._campaign_sounds: dict[str, Sounds] = {}
        self._kept: dict[str, dict[str, tuple[bytes, bytes]]] = {}

    def put(self, campaign: str, sounds: Sounds) -> None:
        """Add or replace the sounds of another campaign."""
        self._campaign_sounds[campaign] = sounds

    def remove(self, campaign: str) -> None:
        """Forget the sounds of another campaign."""
        self._campaign_sounds.pop(campaign, None)

    def put_recordings(self, recordings: KeyedSounds) -> None:
        """Replace the chosen recordings of the own campaign."""
        self._recordings = recordings

    def put_home(self, version: str, sounds: KeyedSounds, recordings: KeyedSounds) -> None:
        """Replace the sounds of the own campaign and its recordings by those of a version of the site."""
        self._home_sounds, self._recordings = sounds, recordings
        self._kept.pop(version, None)

    def keep(self, version: str, sounds: KeyedSounds, recordings: KeyedSounds) -> list[str]:
        """Keep those sounds of the own campaign that a replacement would change; return their qualified keys.

        Args:
            version: of the sounds that are played now; calls of still older versions keep them too.
            sounds: of the replacement.
            recordings: of the replacement.
        """
        changed: dict[str, tuple[bytes, bytes]] = {}
        for key in self._home_keys():
            now = self._read(key)
            if now is not None and now != _read_first(key, recordings, sounds):
                changed[key] = now
        for kept in (self._kept.setdefault(version, {}), *self._kept.values()):
            kept.update({key: now for key, now in changed.items() if key not in kept})
        self._forget_oldest()
        return [_qualify(each, key) for each, kept in self._kept.items() for key in kept]

    def keep_older(self, version: str, sounds: KeyedSounds, recordings: KeyedSounds) -> list[str]:
        """Keep those sounds of an older version that differ from what is played now; return their qualified keys."""
        own: dict[str, tuple[bytes, bytes]] = {}
        for key in {*sounds.keys, *recordings.keys}:
            older = _read_first(key, recordings, sounds)
            if older is not None and older != self._read(key):
                own[key] = older
        self._kept[version] = own
        self._forget_oldest()
        return [_qualify(version, key) for key in own]

    def with_kept_sounds(self, command: AnyCommand, version: str) -> AnyCommand:
        """Return a command of a call with the sounds of the call's version of the site."""
        kept = self._kept.get(version)
        return with_sounds(command, lambda key: _qualify(version, key) if key in kept else key) if kept else command

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

    def _home_keys(self) -> set[str]:
        return {*self._home_sounds.keys, *(self._recordings.keys if self._recordings is not None else ())}

    def _read(self, key: str) -> tuple[bytes, bytes] | None:
        return _read_first(key, *(each for each in (self._recordings, self._home_sounds) if each is not None))

    def _forget_oldest(self) -> None:
        for version in list(self._kept)[:-MOST_KEPT_VERSIONS]:
            del self._kept[version]

    def _resolve(self, key: str) -> tuple[Sounds, str]:
        campaign, apart, own = key.rpartition(CAMPAIGN_SEPARATOR)
        if not apart:
            if self._recordings is not None and key in self._recordings.keys:
                return self._recordings, key
            return self._home_sounds, key
        if own in self._kept.get(campaign, {}):
            return _Kept(self._kept[campaign]), own
        if campaign not in self._campaign_sounds:
            raise UnknownSound(f"the campaign {campaign!r} has no sounds here")
        return self._campaign_sounds[campaign], own


class _Kept:
    """Sounds in both encodings, which an earlier version of the site had."""

    def __init__(self, sounds: Mapping[str, tuple[bytes, bytes]]) -> None:
        self._sounds = sounds

    def ulaw(self, key: str) -> bytes:
        return self._sounds[key][0]

    def alaw(self, key: str) -> bytes:
        return self._sounds[key][1]


def _qualify(version: str, key: str) -> str:
    return f"{version}{CAMPAIGN_SEPARATOR}{key}"


def _read_first(key: str, *layers: KeyedSounds) -> tuple[bytes, bytes] | None:
    """Return the sound of the first layer that has the key, in both encodings."""
    return next(((each.ulaw(key), each.alaw(key)) for each in layers if key in each.keys), None)


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
