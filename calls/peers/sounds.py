"""The sounds of several campaigns over one gateway, each by its own keys.

Owns where a key is looked up, and the gateway as a peer campaign sees it. It must not render anything; `ivr` does.
"""

from calls.peers.port import CAMPAIGN_SEPARATOR, with_campaign_sounds
from telephony.port import AnyCommand, Gateway, SignalHandler, Sounds, UnknownSound


class SharedSounds:
    """The sounds of a gateway's own campaign, and of others behind their names; implements `telephony.port.Sounds`.

    Args:
        home_sounds: of the gateway's own campaign.
    """

    def __init__(self, home_sounds: Sounds) -> None:
        self._home_sounds = home_sounds
        self._campaign_sounds: dict[str, Sounds] = {}

    def put(self, campaign: str, sounds: Sounds) -> None:
        """Another campaign's sounds can be played from now on, in the place of those that it had."""
        self._campaign_sounds[campaign] = sounds

    def ulaw(self, key: str) -> bytes:
        """The sound as G.711 u-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        sounds, own = self._resolve(key)
        return sounds.ulaw(own)

    def alaw(self, key: str) -> bytes:
        """The sound as G.711 A-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        sounds, own = self._resolve(key)
        return sounds.alaw(own)

    def _resolve(self, key: str) -> tuple[Sounds, str]:
        campaign, apart, own = key.rpartition(CAMPAIGN_SEPARATOR)
        if not apart:
            return self._home_sounds, key
        if campaign not in self._campaign_sounds:
            raise UnknownSound(f"the campaign {campaign!r} has no sounds here")
        return self._campaign_sounds[campaign], own


class PeerGateway:
    """A gateway as a campaign sees it that is not its own: the same legs, its own name and sounds.

    Args:
        gateway: the gateway.
        campaign: whose sounds its commands mean.
        name: under which it holds a lease there.
    """

    def __init__(self, gateway: Gateway, campaign: str, name: str) -> None:
        self.name = name
        self.kind = gateway.kind
        self._gateway = gateway
        self._campaign = campaign

    async def start(self, on_signal: SignalHandler) -> None:
        """Nothing: the gateway is started by its own campaign's process, and its signals are told apart there."""

    async def send(self, command: AnyCommand) -> None:
        """Carry out a command with the campaign's own sounds; raises as the gateway does."""
        await self._gateway.send(with_campaign_sounds(command, self._campaign))

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Whether the call still has a leg here, or this leg."""
        return self._gateway.holds(call_id, leg)

    async def drain(self) -> None:
        """Do nothing: a peer campaign takes no new call in any case."""

    async def stop(self) -> None:
        """Nothing: the legs are those of the gateway."""
