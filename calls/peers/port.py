"""The other campaigns, as the driver of one of them knows them. And where each call of a gateway is. Pure.

Owns what a driver may ask of another campaign, and which campaign a signal belongs to. Who serves a campaign is
`calls.peers.peer`.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from calls.call import Call, TransferAccepted, TransferRejected
from config.site.model import Site
from telephony import port
from telephony.port import AnyCommand, Signal

CAMPAIGN_SEPARATOR = ":"
"""Between a campaign and the key of a sound of its own; no key has it."""


class PeerCampaigns(Protocol):
    """The other campaigns that a gateway serves too."""

    async def receive(self, call: Call, site: Site, *, may_begin: bool) -> TransferAccepted | TransferRejected | None:
        """Let another campaign receive a call that is meant for it; asked again, it receives it once.

        Args:
            call: with its intent.
            site: the call's, where it comes from.
            may_begin: whether to receive it, if it was not received before.

        Returns:
            What came of it; None when it was not received, and was not to be.

        Raises:
            RouterAway: nobody knows what came of it; ask again.
        """
        ...

    def post(self, campaign: str, signal: Signal) -> None:
        """Let another campaign learn of a signal of a call that was sent on to it."""
        ...


class _NoPeers:
    async def receive(self, call: Call, site: Site, *, may_begin: bool) -> TransferAccepted | TransferRejected | None:
        return TransferRejected(call_id=call.id, reason="unknown") if may_begin else None

    def post(self, campaign: str, signal: Signal) -> None:
        return None


NO_PEERS: PeerCampaigns = _NoPeers()
"""Of a gateway that serves its own campaign alone."""


class CallLocations:
    """In which campaign each call of a gateway is.

    Args:
        home_campaign: the gateway's own campaign, in which every call arrives.
    """

    def __init__(self, home_campaign: str) -> None:
        self._home_campaign = home_campaign
        self._campaign_by_call: dict[str, str] = {}

    def campaign_of(self, call_id: str) -> str:
        """The campaign that has the call."""
        return self._campaign_by_call.get(call_id, self._home_campaign)

    def record_move(self, call_id: str, campaign: str, holds_call: Callable[[str], bool]) -> None:
        """A call is in another campaign from now on.

        Args:
            call_id: which.
            campaign: which.
            holds_call: whether a call still has a leg; the others are forgotten.
        """
        self._campaign_by_call = {
            call: current for call, current in self._campaign_by_call.items() if holds_call(call)
        } | {call_id: campaign}

    def calls_in(self, campaign: str) -> tuple[str, ...]:
        """The calls that another campaign has, or had."""
        return tuple(call for call, current in self._campaign_by_call.items() if current == campaign)


def with_campaign_sounds(command: AnyCommand, campaign: str) -> AnyCommand:
    """A command with the sounds of a campaign, which may have prompts of the same names as another."""

    def qualify(key: str) -> str:
        return f"{campaign}{CAMPAIGN_SEPARATOR}{key}" if key else key

    match command:
        case port.Play(sounds=sounds) | port.Rescue(sounds=sounds):
            return msgspec.structs.replace(command, sounds=tuple(map(qualify, sounds)))
        case port.Music(sound=sound) | port.Hold(sound=sound):
            return msgspec.structs.replace(command, sound=qualify(sound))
    return command
