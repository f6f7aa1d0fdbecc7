"""The other campaigns from the view of a driver, and the location of each call of a gateway. Pure.

Owns a driver's interface to another campaign, and the campaign of a signal. The implementation is `calls.peers.peer`.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from calls.call import Call, TransferAccepted, TransferRejected
from config.site.model import Site
from telephony import port
from telephony.port import AnyCommand, Signal

CAMPAIGN_SEPARATOR = ":"
"""Separates a campaign from the key of its own sound; keys never contain it."""


class PeerCampaigns(Protocol):
    """The other campaigns of a gateway."""

    async def receive(self, call: Call, site: Site, *, may_begin: bool) -> TransferAccepted | TransferRejected | None:
        """Let another campaign receive a call; repeated requests receive it once.

        Args:
            call: with its intent.
            site: of the call, in the campaign that it leaves.
            may_begin: whether to receive it, if it was not received before.

        Returns:
            The result; None if it was not received and `may_begin` is false.

        Raises:
            RouterAway: the result is unknown; repeat the request.
        """
        ...

    def post(self, campaign: str, signal: Signal) -> None:
        """Post a signal of a transferred call to its campaign."""
        ...


class _NoPeers:
    async def receive(self, call: Call, site: Site, *, may_begin: bool) -> TransferAccepted | TransferRejected | None:
        return TransferRejected(call_id=call.id, reason="unknown") if may_begin else None

    def post(self, campaign: str, signal: Signal) -> None:
        return None


NO_PEERS: PeerCampaigns = _NoPeers()
"""For a gateway that serves only its own campaign."""


class CallLocations:
    """The campaign of each call of a gateway.

    `home_campaign` is the gateway's own campaign, in which every call arrives.
    """

    def __init__(self, home_campaign: str) -> None:
        self._home_campaign = home_campaign
        self._campaign_by_call: dict[str, str] = {}

    def campaign_of(self, call_id: str) -> str:
        """Return the campaign that has the call."""
        return self._campaign_by_call.get(call_id, self._home_campaign)

    def record_move(self, call_id: str, campaign: str, holds_call: Callable[[str], bool]) -> None:
        """Record that a call is in another campaign, and forget calls that no longer have a leg."""
        self._campaign_by_call = {
            call: current for call, current in self._campaign_by_call.items() if holds_call(call)
        } | {call_id: campaign}

    def calls_in(self, campaign: str) -> tuple[str, ...]:
        """Return the calls that another campaign has, or had."""
        return tuple(call for call, current in self._campaign_by_call.items() if current == campaign)


def with_campaign_sounds(command: AnyCommand, campaign: str) -> AnyCommand:
    """Qualify the sounds of a command with the campaign, since campaigns may have prompts of the same name."""
    return with_sounds(command, lambda key: f"{campaign}{CAMPAIGN_SEPARATOR}{key}")


def with_sounds(command: AnyCommand, rename: Callable[[str], str]) -> AnyCommand:
    """Replace the keys of the sounds of a command."""

    def renamed(key: str) -> str:
        return rename(key) if key else key

    match command:
        case port.Play(sounds=sounds) | port.Rescue(sounds=sounds):
            return msgspec.structs.replace(command, sounds=tuple(map(renamed, sounds)))
        case port.Music(sound=sound) | port.Hold(sound=sound):
            return msgspec.structs.replace(command, sound=renamed(sound))
    return command
